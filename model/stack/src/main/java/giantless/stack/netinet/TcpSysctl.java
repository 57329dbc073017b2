package giantless.stack.netinet;

import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;

/**
 * The tunables of {@code net.inet.tcp}, tcp(4), with FreeBSD's names and defaults; times are in
 * milliseconds. No lock: each is one word that readers may see old or new.
 */
public final class TcpSysctl {
  /** net.inet.tcp.rfc1323: whether window scaling and time stamps are asked for. */
  public final Knob rfc1323 = new Knob(1, 0, 5);

  /** net.inet.tcp.rfc3042: whether limited transmit is used. */
  public final Knob rfc3042 = new Knob(1, 0, 1);

  /** net.inet.tcp.do_prr: whether a window is reduced in proportion (RFC 6937). */
  public final Knob doPrr = new Knob(1, 0, 1);

  /** net.inet.tcp.do_prr_conservative: whether then no more is sent than arrives, PRR-CRB. */
  public final Knob doPrrConservative = new Knob(0, 0, 1);

  /** net.inet.tcp.rfc3465: whether bytes are counted, not acknowledgements. */
  public final Knob rfc3465 = new Knob(1, 0, 1);

  /** net.inet.tcp.abc_l_var: segments that slow start grows by for an acknowledgement. */
  public final Knob abcLVar = new Knob(2, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.initcwnd_segments: segments of the first window. */
  public final Knob initcwndSegments = new Knob(10, 1, 64);

  /** net.inet.tcp.sack.enable: whether selective acknowledgements are used. */
  public final Knob sackEnable = new Knob(1, 0, 1);

  /** net.inet.tcp.sack.maxholes: holes of a connection that are remembered. */
  public final Knob sackMaxholes = new Knob(128, 0, 65535);

  /**
   * net.inet.tcp.ecn.enable: explicit congestion notification: 0 none, 1 asked for, 2 given if
   * asked.
   */
  public final Knob ecnEnable = new Knob(2, 0, 2);

  /** net.inet.tcp.ecn.maxretries: SYNs that ask for ECN before one without. */
  public final Knob ecnMaxretries = new Knob(1, 0, 255);

  /** net.inet.tcp.sendspace: send buffer of a new socket. */
  public final Knob sendspace = new Knob(32768, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.recvspace: receive buffer of a new socket. */
  public final Knob recvspace = new Knob(65536, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.sendbuf_auto: whether a send buffer grows by itself. */
  public final Knob sendbufAuto = new Knob(1, 0, 1);

  /** net.inet.tcp.sendbuf_inc: bytes that it grows by. */
  public final Knob sendbufInc = new Knob(8 * 1024, 0, Integer.MAX_VALUE);

  /** net.inet.tcp.sendbuf_max: bytes that it grows to. */
  public final Knob sendbufMax = new Knob(2 * 1024 * 1024, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.sendbuf_auto_lowat: whether it is taken for full SO_SNDLOWAT bytes earlier. */
  public final Knob sendbufAutoLowat = new Knob(0, 0, 1);

  /** net.inet.tcp.recvbuf_auto: whether a receive buffer grows by itself. */
  public final Knob recvbufAuto = new Knob(1, 0, 1);

  /** net.inet.tcp.recvbuf_max: bytes that it grows to. */
  public final Knob recvbufMax = new Knob(2 * 1024 * 1024, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.mssdflt: segment size where the peer says none. */
  public final Knob mssdflt = new Knob(536, 216, 65495);

  /** net.inet.tcp.minmss: the smallest segment size that is taken from a peer. */
  public final Knob minmss = new Knob(216, 0, 65535);

  /** net.inet.tcp.delayed_ack: whether acknowledgements wait for data. */
  public final Knob delayedAck = new Knob(1, 0, 1);

  /** net.inet.tcp.delacktime: milliseconds that they wait. */
  public final Knob delacktime = new Knob(40, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.keepinit: milliseconds to establish a connection. */
  public final Knob keepinit = new Knob(75000, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.keepidle: milliseconds of silence before keepalive probes. */
  public final Knob keepidle = new Knob(7200000, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.keepintvl: milliseconds between them. */
  public final Knob keepintvl = new Knob(75000, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.keepcnt: how many are sent. */
  public final Knob keepcnt = new Knob(8, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.always_keepalive: whether keepalive is on for every connection. */
  public final Knob alwaysKeepalive = new Knob(1, 0, 1);

  /** net.inet.tcp.msl: maximum segment lifetime in milliseconds. */
  public final Knob msl = new Knob(30000, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.rexmit_initial: retransmission timeout before a measurement, milliseconds. */
  public final Knob rexmitInitial = new Knob(1000, 1, 64000);

  /** net.inet.tcp.rexmit_min: the shortest retransmission timeout, milliseconds. */
  public final Knob rexmitMin = new Knob(30, 1, 64000);

  /** net.inet.tcp.rexmit_slop: added to each computed timeout, milliseconds. */
  public final Knob rexmitSlop = new Knob(200, 0, 64000);

  /** net.inet.tcp.rexmit_drop_options: whether the third SYN goes without options. */
  public final Knob rexmitDropOptions = new Knob(0, 0, 1);

  /** net.inet.tcp.persmin: the shortest persist timeout, milliseconds. */
  public final Knob persmin = new Knob(5000, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.persmax: the longest persist timeout, milliseconds. */
  public final Knob persmax = new Knob(60000, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.finwait2_timeout: milliseconds in FIN_WAIT_2 with fast recycling. */
  public final Knob finwait2Timeout = new Knob(60000, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.fast_finwait2_recycle: whether a closed connection in FIN_WAIT_2 ends early. */
  public final Knob fastFinwait2Recycle = new Knob(0, 0, 1);

  /** net.inet.tcp.maxtcptw: TIME_WAIT entries at most; 0 by the port range. */
  public final Knob maxtcptw = new Knob(0, 0, Integer.MAX_VALUE);

  /** net.inet.tcp.nolocaltimewait: whether connections within the host skip TIME_WAIT. */
  public final Knob nolocaltimewait = new Knob(0, 0, 1);

  /**
   * net.inet.tcp.blackhole: answers that closed ports do not give: 1 to SYNs, 2 to all; 3 nor do
   * listeners to what they do not expect.
   */
  public final Knob blackhole = new Knob(0, 0, 3);

  /** net.inet.tcp.blackhole_local: whether that goes for packets from this host too. */
  public final Knob blackholeLocal = new Knob(0, 0, 1);

  /** net.inet.tcp.log_in_vain: whether segments to closed ports are logged. */
  public final Knob logInVain = new Knob(0, 0, 2);

  /** net.inet.tcp.insecure_rst: whether any RST in the window counts. */
  public final Knob insecureRst = new Knob(0, 0, 1);

  /** net.inet.tcp.insecure_syn: whether a SYN in the window ends the connection. */
  public final Knob insecureSyn = new Knob(0, 0, 1);

  /** net.inet.tcp.insecure_ack: whether old acknowledgements are taken without a challenge. */
  public final Knob insecureAck = new Knob(0, 0, 1);

  /** net.inet.tcp.ack_war_timewindow: milliseconds in which challenge ACKs are counted; 0: none. */
  public final Knob ackWarTimewindow = new Knob(1000, 0, Integer.MAX_VALUE);

  /** net.inet.tcp.ack_war_cnt: how many a connection sends in that time; 0: without a limit. */
  public final Knob ackWarCnt = new Knob(5, 0, Integer.MAX_VALUE);

  /** net.inet.tcp.drop_synfin: whether segments with SYN and FIN are dropped. */
  public final Knob dropSynfin = new Knob(0, 0, 1);

  /** net.inet.tcp.icmp_may_rst: whether ICMP errors end connections in SYN_SENT. */
  public final Knob icmpMayRst = new Knob(1, 0, 1);

  /** net.inet.tcp.path_mtu_discovery: whether path MTU discovery is used. */
  public final Knob pathMtuDiscovery = new Knob(1, 0, 1);

  /** net.inet.tcp.pmtud_blackhole_detection: whether smaller segments are tried after timeouts. */
  public final Knob pmtudBlackholeDetection = new Knob(0, 0, 3);

  /** net.inet.tcp.pmtud_blackhole_mss: the segment size to try. */
  public final Knob pmtudBlackholeMss = new Knob(1200, 216, 65495);

  /**
   * net.inet.tcp.tolerate_missing_ts: whether segments may lack the time stamp that was agreed on.
   */
  public final Knob tolerateMissingTs = new Knob(0, 0, 1);

  /** net.inet.tcp.ts_offset_per_conn: whether each connection's time stamps begin elsewhere. */
  public final Knob tsOffsetPerConn = new Knob(1, 0, 1);

  /** net.inet.tcp.syncookies: whether SYN cookies are sent when the syncache is full. */
  public final Knob syncookies = new Knob(1, 0, 1);

  /** net.inet.tcp.syncookies_only: whether nothing but SYN cookies is used. */
  public final Knob syncookiesOnly = new Knob(0, 0, 1);

  /** net.inet.tcp.syncache.bucketlimit: entries of a syncache bucket. */
  public final Knob scBucketlimit = new Knob(30, 1, 65535);

  /** net.inet.tcp.syncache.cachelimit: entries of the syncache. */
  public final Knob scCachelimit = new Knob(15360, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.syncache.rexmtlimit: retransmissions of a SYN,ACK. */
  public final Knob scRexmtlimit = new Knob(3, 0, 12);

  /** net.inet.tcp.syncache.rst_on_sock_fail: whether a RST is sent when no socket can be made. */
  public final Knob scRstOnSockFail = new Knob(1, 0, 1);

  /** net.inet.tcp.reass.maxqueuelen: pieces of a reassembly queue. */
  public final Knob reassMaxqueuelen = new Knob(100, 0, Integer.MAX_VALUE);

  /** net.inet.tcp.reass.maxsegments: pieces of all reassembly queues. */
  public final Knob reassMaxsegments = new Knob(1600, 0, Integer.MAX_VALUE);

  /** net.inet.tcp.hostcache.enable: whether the host cache is used. */
  public final Knob hcEnable = new Knob(1, 0, 1);

  /** net.inet.tcp.hostcache.expire: seconds that an entry of the host cache lives. */
  public final Knob hcExpire = new Knob(3600, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.hostcache.prune: seconds between looks for old ones. */
  public final Knob hcPrune = new Knob(300, 1, Integer.MAX_VALUE);

  /** net.inet.tcp.hostcache.cachelimit: entries of the host cache. */
  public final Knob hcCachelimit = new Knob(15360, 0, Integer.MAX_VALUE);

  /** net.inet.tcp.hostcache.bucketlimit: entries of one of its buckets. */
  public final Knob hcBucketlimit = new Knob(30, 1, 65535);

  /** net.inet.tcp.cc.abe: whether an ECN mark weighs less than a loss. */
  public final Knob ccAbe = new Knob(0, 0, 1);

  TcpSysctl() {}

  /** Puts all of them in the tree; runs at the first sysctl request. */
  void provide(OidTree t) {
    add(t, "rfc1323", "Whether window scaling and time stamps are asked for", rfc1323);
    add(t, "rfc3042", "Whether limited transmit is used", rfc3042);
    add(t, "do_prr", "Whether a window is reduced in proportion, RFC 6937", doPrr);
    add(t, "do_prr_conservative", "Whether PRR sends no more than arrives", doPrrConservative);
    add(t, "rfc3465", "Whether bytes are counted, not acknowledgements", rfc3465);
    add(t, "abc_l_var", "Segments that slow start grows by for an acknowledgement", abcLVar);
    add(t, "initcwnd_segments", "Segments of the first window", initcwndSegments);
    add(t, "sack.enable", "Whether selective acknowledgements are used", sackEnable);
    add(t, "sack.maxholes", "Holes of a connection that are remembered", sackMaxholes);
    add(
        t,
        "ecn.enable",
        "Explicit congestion notification: 0 none, 1 asked for, 2 given if asked",
        ecnEnable);
    add(t, "ecn.maxretries", "SYNs that ask for ECN before one without", ecnMaxretries);
    add(t, "sendspace", "Send buffer of a new socket", sendspace);
    add(t, "recvspace", "Receive buffer of a new socket", recvspace);
    add(t, "sendbuf_auto", "Whether a send buffer grows by itself", sendbufAuto);
    add(t, "sendbuf_inc", "Bytes that it grows by", sendbufInc);
    add(t, "sendbuf_max", "Bytes that it grows to", sendbufMax);
    add(
        t,
        "sendbuf_auto_lowat",
        "Whether it is taken for full SO_SNDLOWAT bytes earlier",
        sendbufAutoLowat);
    add(t, "recvbuf_auto", "Whether a receive buffer grows by itself", recvbufAuto);
    add(t, "recvbuf_max", "Bytes that it grows to", recvbufMax);
    add(t, "mssdflt", "Segment size where the peer says none", mssdflt);
    add(t, "minmss", "The smallest segment size that is taken from a peer", minmss);
    add(t, "delayed_ack", "Whether acknowledgements wait for data", delayedAck);
    add(t, "delacktime", "Milliseconds that they wait", delacktime);
    add(t, "keepinit", "Milliseconds to establish a connection", keepinit);
    add(t, "keepidle", "Milliseconds of silence before keepalive probes", keepidle);
    add(t, "keepintvl", "Milliseconds between them", keepintvl);
    add(t, "keepcnt", "How many are sent", keepcnt);
    add(t, "always_keepalive", "Whether keepalive is on for every connection", alwaysKeepalive);
    add(t, "msl", "Maximum segment lifetime in milliseconds", msl);
    add(
        t,
        "rexmit_initial",
        "Retransmission timeout before a measurement, milliseconds",
        rexmitInitial);
    add(t, "rexmit_min", "The shortest retransmission timeout, milliseconds", rexmitMin);
    add(t, "rexmit_slop", "Added to each computed timeout, milliseconds", rexmitSlop);
    add(t, "rexmit_drop_options", "Whether the third SYN goes without options", rexmitDropOptions);
    add(t, "persmin", "The shortest persist timeout, milliseconds", persmin);
    add(t, "persmax", "The longest persist timeout, milliseconds", persmax);
    add(t, "finwait2_timeout", "Milliseconds in FIN_WAIT_2 with fast recycling", finwait2Timeout);
    add(
        t,
        "fast_finwait2_recycle",
        "Whether a closed connection in FIN_WAIT_2 ends early",
        fastFinwait2Recycle);
    add(t, "maxtcptw", "TIME_WAIT entries at most; 0 by the port range", maxtcptw);
    add(
        t,
        "nolocaltimewait",
        "Whether connections within the host skip TIME_WAIT",
        nolocaltimewait);
    add(
        t,
        "blackhole",
        "Answers that closed ports do not give: 1 to SYNs, 2 to all, 3 to all",
        blackhole);
    add(t, "blackhole_local", "Whether that goes for packets from this host too", blackholeLocal);
    add(t, "log_in_vain", "Whether segments to closed ports are logged", logInVain);
    add(t, "insecure_rst", "Whether any RST in the window counts", insecureRst);
    add(t, "insecure_syn", "Whether a SYN in the window ends the connection", insecureSyn);
    add(
        t,
        "insecure_ack",
        "Whether old acknowledgements are taken without a challenge",
        insecureAck);
    add(
        t,
        "ack_war_timewindow",
        "Milliseconds in which challenge ACKs are counted",
        ackWarTimewindow);
    add(t, "ack_war_cnt", "Challenge ACKs of a connection in that time", ackWarCnt);
    add(t, "drop_synfin", "Whether segments with SYN and FIN are dropped", dropSynfin);
    add(t, "icmp_may_rst", "Whether ICMP errors end connections in SYN_SENT", icmpMayRst);
    add(t, "path_mtu_discovery", "Whether path MTU discovery is used", pathMtuDiscovery);
    add(
        t,
        "pmtud_blackhole_detection",
        "Whether smaller segments are tried after timeouts",
        pmtudBlackholeDetection);
    add(t, "pmtud_blackhole_mss", "The segment size to try", pmtudBlackholeMss);
    add(
        t,
        "tolerate_missing_ts",
        "Whether segments may lack the time stamp that was agreed on",
        tolerateMissingTs);
    add(
        t,
        "ts_offset_per_conn",
        "Whether each connection's time stamps begin elsewhere",
        tsOffsetPerConn);
    add(t, "syncookies", "Whether SYN cookies are sent when the syncache is full", syncookies);
    add(t, "syncookies_only", "Whether nothing but SYN cookies is used", syncookiesOnly);
    add(t, "syncache.bucketlimit", "Entries of a syncache bucket", scBucketlimit);
    add(t, "syncache.cachelimit", "Entries of the syncache", scCachelimit);
    add(t, "syncache.rexmtlimit", "Retransmissions of a SYN,ACK", scRexmtlimit);
    add(
        t,
        "syncache.rst_on_sock_fail",
        "Whether a RST is sent when no socket can be made",
        scRstOnSockFail);
    add(t, "reass.maxqueuelen", "Pieces of a reassembly queue", reassMaxqueuelen);
    add(t, "reass.maxsegments", "Pieces of all reassembly queues", reassMaxsegments);
    add(t, "hostcache.enable", "Whether the host cache is used", hcEnable);
    add(t, "hostcache.expire", "Seconds that an entry of the host cache lives", hcExpire);
    add(t, "hostcache.prune", "Seconds between looks for old ones", hcPrune);
    add(t, "hostcache.cachelimit", "Entries of the host cache", hcCachelimit);
    add(t, "hostcache.bucketlimit", "Entries of one of its buckets", hcBucketlimit);
    add(t, "cc.abe", "Whether an ECN mark weighs less than a loss", ccAbe);
  }

  private static void add(OidTree t, String name, String description, Knob knob) {
    t.addInt("net.inet.tcp." + name, Oid.CTLFLAG_RWTUN, description, knob);
  }
}
