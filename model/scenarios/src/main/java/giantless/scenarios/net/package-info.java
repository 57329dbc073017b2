/** Races over interfaces, their queues and their references. */
package giantless.scenarios.net;
