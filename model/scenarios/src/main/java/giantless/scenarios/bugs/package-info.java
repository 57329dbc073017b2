/**
 * Small programs, each with one bug of locking that the literature or the locking reference knows,
 * and its fixed twin. The explorer must find each bug as the kind that it is, and prove each twin.
 */
package giantless.scenarios.bugs;
