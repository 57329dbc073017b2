/**
 * IPv4 of a host: input, output, forwarding, options, fragments, ICMP, IGMP, addresses and groups,
 * and the transport protocols over it. Headers stay in network order in packets; addresses are
 * {@code int} in host order.
 */
package giantless.stack.netinet;
