/**
 * Races of UNIX domain sockets. Each runs on both lockings of the domain: the one mutex of 2004
 * ({@code Global}), and link lock, list lock and a mutex in each control block ({@code PerPcb}).
 */
package giantless.scenarios.local;
