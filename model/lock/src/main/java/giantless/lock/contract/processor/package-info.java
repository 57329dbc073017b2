/** The compiler's check of lock contracts. */
package giantless.lock.contract.processor;
