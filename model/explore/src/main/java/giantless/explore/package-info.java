/** The schedule explorer. */
package giantless.explore;
