/**
 * The rules of the house as tests: which package may know which, and what the code of the lock and
 * stack modules may not use. Each rule has a twin here that shows it failing on the wrong classes
 * under {@code fixture}.
 */
package giantless.properties.house;
