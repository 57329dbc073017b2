package giantless.stack.netinet;

import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;

/**
 * The tunables of {@code net.inet.ip} and {@code net.inet.icmp}, sysctl(8), with FreeBSD's names
 * and defaults. No lock: each is one word that readers may see old or new.
 */
public final class IpSysctl {
  private static final int MAX_FRAGS = 65536;

  /** net.inet.ip.forwarding: whether this host is a router. */
  public final Knob forwarding = new Knob(0, 0, 1);

  /** net.inet.ip.redirect: whether a router sends redirects. */
  public final Knob redirect = new Knob(1, 0, 1);

  /** net.inet.ip.ttl: the time to live of packets sent. */
  public final Knob ttl = new Knob(Ip.DEFTTL, 1, Ip.MAXTTL);

  /** net.inet.ip.sourceroute: whether source-routed packets are forwarded. */
  public final Knob sourceroute = new Knob(0, 0, 1);

  /** net.inet.ip.accept_sourceroute: whether source-routed packets for this host are taken. */
  public final Knob acceptSourceroute = new Knob(0, 0, 1);

  /** net.inet.ip.process_options: 0 ignores options, 1 processes them, 2 refuses such packets. */
  public final Knob processOptions = new Knob(1, 0, 2);

  /** net.inet.ip.check_interface: a packet must come in on the interface that has its address. */
  public final Knob checkInterface = new Knob(0, 0, 1);

  /** net.inet.ip.sendsourcequench: whether a full queue is told to the sender. */
  public final Knob sendsourcequench = new Knob(0, 0, 1);

  /** net.inet.ip.random_id: whether packet identifiers are random and not counted up. */
  public final Knob randomId = new Knob(0, 0, 1);

  /** net.inet.ip.maxfragpackets: packets in reassembly at a time; 0 none, -1 no limit. */
  public final Knob maxfragpackets;

  /** net.inet.ip.maxfragsperpacket: fragments of a packet in reassembly; 0 takes none. */
  public final Knob maxfragsperpacket = new Knob(16, 0, MAX_FRAGS);

  /** net.inet.icmp.maskrepl: whether address mask requests are answered. */
  public final Knob maskrepl = new Knob(0, 0, 1);

  /** net.inet.icmp.maskfake: the mask to answer with, 0 for the true one. */
  public final Knob maskfake = new Knob(0);

  /** net.inet.icmp.drop_redirect: whether redirects are ignored. */
  public final Knob dropRedirect = new Knob(0, 0, 1);

  /** net.inet.icmp.log_redirect: whether redirects are logged. */
  public final Knob logRedirect = new Knob(0, 0, 1);

  /** net.inet.icmp.icmplim: answers of a kind in a second; 0 no limit. */
  public final Knob icmplim = new Knob(200, 0, Integer.MAX_VALUE);

  /** net.inet.icmp.icmplim_output: whether the limit is logged. */
  public final Knob icmplimOutput = new Knob(1, 0, 1);

  /** net.inet.icmp.bmcastecho: whether broadcast and multicast echo requests are answered. */
  public final Knob bmcastecho = new Knob(0, 0, 1);

  /** net.inet.icmp.quotelen: bytes of the old packet behind its header that an error quotes. */
  public final Knob quotelen = new Knob(8, 8, 1024);

  /** net.inet.icmp.reply_from_interface: errors bear the address of the receiving interface. */
  public final Knob replyFromInterface = new Knob(0, 0, 1);

  /**
   * @param nmbclusters the limit of mbuf clusters, of which reassembly may take a share
   */
  public IpSysctl(int nmbclusters) {
    maxfragpackets = new Knob(Math.max(1, nmbclusters / 32), -1, Integer.MAX_VALUE);
  }

  /** Puts all of them in the tree; runs at the first sysctl request. */
  void provide(OidTree tree) {
    tree.addInt(
        "net.inet.ip.forwarding",
        Oid.CTLFLAG_RW,
        "Whether packets for others are forwarded",
        forwarding);
    tree.addInt(
        "net.inet.ip.redirect", Oid.CTLFLAG_RW, "Whether a router sends redirects", redirect);
    tree.addInt("net.inet.ip.ttl", Oid.CTLFLAG_RW, "Time to live of packets sent", ttl);
    tree.addInt(
        "net.inet.ip.sourceroute",
        Oid.CTLFLAG_RW,
        "Whether source-routed packets are forwarded",
        sourceroute);
    tree.addInt(
        "net.inet.ip.accept_sourceroute",
        Oid.CTLFLAG_RW,
        "Whether source-routed packets are accepted",
        acceptSourceroute);
    tree.addInt(
        "net.inet.ip.process_options",
        Oid.CTLFLAG_RW,
        "Options: 0 ignored, 1 processed, 2 refused",
        processOptions);
    tree.addInt(
        "net.inet.ip.check_interface",
        Oid.CTLFLAG_RW,
        "Whether a packet must arrive where its address is",
        checkInterface);
    tree.addInt(
        "net.inet.ip.sendsourcequench",
        Oid.CTLFLAG_RW,
        "Whether a full queue is told to the sender",
        sendsourcequench);
    tree.addInt(
        "net.inet.ip.random_id", Oid.CTLFLAG_RW, "Whether packet identifiers are random", randomId);
    tree.addInt(
        "net.inet.ip.maxfragpackets",
        Oid.CTLFLAG_RW,
        "Packets in reassembly at a time",
        maxfragpackets);
    tree.addInt(
        "net.inet.ip.maxfragsperpacket",
        Oid.CTLFLAG_RW,
        "Fragments of a packet in reassembly",
        maxfragsperpacket);
    tree.addInt(
        "net.inet.icmp.maskrepl",
        Oid.CTLFLAG_RW,
        "Whether address mask requests are answered",
        maskrepl);
    tree.addInt(
        "net.inet.icmp.maskfake",
        Oid.CTLFLAG_RW,
        "The mask to answer with, 0 for the true one",
        maskfake);
    tree.addInt(
        "net.inet.icmp.drop_redirect",
        Oid.CTLFLAG_RW,
        "Whether redirects are ignored",
        dropRedirect);
    tree.addInt(
        "net.inet.icmp.log_redirect", Oid.CTLFLAG_RW, "Whether redirects are logged", logRedirect);
    tree.addInt("net.inet.icmp.icmplim", Oid.CTLFLAG_RW, "Answers of a kind in a second", icmplim);
    tree.addInt(
        "net.inet.icmp.icmplim_output",
        Oid.CTLFLAG_RW,
        "Whether the limit is logged",
        icmplimOutput);
    tree.addInt(
        "net.inet.icmp.bmcastecho",
        Oid.CTLFLAG_RW,
        "Whether broadcast echo requests are answered",
        bmcastecho);
    tree.addInt(
        "net.inet.icmp.quotelen",
        Oid.CTLFLAG_RW,
        "Bytes of the old payload that an error quotes",
        quotelen);
    tree.addInt(
        "net.inet.icmp.reply_from_interface",
        Oid.CTLFLAG_RW,
        "Whether errors bear the receiving interface's address",
        replyFromInterface);
  }
}
