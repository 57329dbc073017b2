/** Races over listeners: accept, close, the syncache and its timer, accept filters. */
package giantless.scenarios.accept;
