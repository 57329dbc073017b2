/** Memory-model tests. */
package giantless.stress.jcstress;
