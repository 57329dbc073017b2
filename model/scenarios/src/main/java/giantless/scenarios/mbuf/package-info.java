/** Races over the allocator: zones at their limit, shared clusters. */
package giantless.scenarios.mbuf;
