/** Lock contracts on fields and methods: compiled, so that a wrong name cannot be written. */
package giantless.lock.contract;
