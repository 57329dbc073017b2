/** Network buffers: mbufs, clusters, their zones and chains. Knows the kernel package alone. */
package giantless.stack.mbuf;
