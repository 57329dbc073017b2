package giantless.stack.netinet;

import giantless.stack.kern.Counter;
import giantless.stack.kern.Kernel;
import giantless.stack.kern.OidTree;

/** Statistics of TCP, {@code struct tcpstat}, with FreeBSD's names. */
public final class TcpStat {
  /** Connections that this host began. */
  public final Counter tcpsConnattempt;

  /** Connections that it accepted. */
  public final Counter tcpsAccepts;

  /** Connections that were established. */
  public final Counter tcpsConnects;

  /** Connections dropped. */
  public final Counter tcpsDrops;

  /** Embryonic connections dropped. */
  public final Counter tcpsConndrops;

  /** Connections dropped for segments that are too small on average. */
  public final Counter tcpsMinmssdrops;

  /** Connections closed, dropped ones included. */
  public final Counter tcpsClosed;

  /** Segments whose round trip was timed. */
  public final Counter tcpsSegstimed;

  /** Round trips measured. */
  public final Counter tcpsRttupdated;

  /** Delayed acknowledgements sent. */
  public final Counter tcpsDelack;

  /** Connections dropped by the retransmission timer. */
  public final Counter tcpsTimeoutdrop;

  /** Times that the retransmission timer ran out. */
  public final Counter tcpsRexmttimeo;

  /** Times that the persist timer ran out. */
  public final Counter tcpsPersisttimeo;

  /** Times that the keepalive timer ran out. */
  public final Counter tcpsKeeptimeo;

  /** Keepalive probes sent. */
  public final Counter tcpsKeepprobe;

  /** Connections dropped by keepalive. */
  public final Counter tcpsKeepdrops;

  /** Connections dropped in FIN_WAIT_2. */
  public final Counter tcpsFinwait2Drops;

  /** Connections dropped by the persist timer. */
  public final Counter tcpsPersistdrop;

  /** Segments sent. */
  public final Counter tcpsSndtotal;

  /** Data segments sent. */
  public final Counter tcpsSndpack;

  /** Data bytes sent. */
  public final Counter tcpsSndbyte;

  /** Data segments sent again. */
  public final Counter tcpsSndrexmitpack;

  /** Data bytes sent again. */
  public final Counter tcpsSndrexmitbyte;

  /** Retransmissions that were not needed. */
  public final Counter tcpsSndrexmitbad;

  /** Segments sent that only acknowledge. */
  public final Counter tcpsSndacks;

  /** Window probes sent. */
  public final Counter tcpsSndprobe;

  /** Segments sent with URG alone. */
  public final Counter tcpsSndurg;

  /** Segments sent that only update the window. */
  public final Counter tcpsSndwinup;

  /** Control segments sent: SYN, FIN, RST. */
  public final Counter tcpsSndctrl;

  /** Segments that came. */
  public final Counter tcpsRcvtotal;

  /** Segments that came in sequence. */
  public final Counter tcpsRcvpack;

  /** Bytes that came in sequence. */
  public final Counter tcpsRcvbyte;

  /** Wrong checksum. */
  public final Counter tcpsRcvbadsum;

  /** Wrong header length. */
  public final Counter tcpsRcvbadoff;

  /** Shorter than a header. */
  public final Counter tcpsRcvshort;

  /** Dropped for want of room in a reassembly queue. */
  public final Counter tcpsRcvreassfull;

  /** Segments that were complete duplicates. */
  public final Counter tcpsRcvduppack;

  /** Bytes of them. */
  public final Counter tcpsRcvdupbyte;

  /** Segments with some duplicate data. */
  public final Counter tcpsRcvpartduppack;

  /** Duplicate bytes of them. */
  public final Counter tcpsRcvpartdupbyte;

  /** Segments out of order. */
  public final Counter tcpsRcvoopack;

  /** Bytes of them. */
  public final Counter tcpsRcvoobyte;

  /** Segments with data behind the window. */
  public final Counter tcpsRcvpackafterwin;

  /** Bytes behind the window. */
  public final Counter tcpsRcvbyteafterwin;

  /** Segments with data after close. */
  public final Counter tcpsRcvafterclose;

  /** Window probes that came. */
  public final Counter tcpsRcvwinprobe;

  /** Duplicate acknowledgements. */
  public final Counter tcpsRcvdupack;

  /** Acknowledgements of what was not sent. */
  public final Counter tcpsRcvacktoomuch;

  /** Acknowledgements older than any that can be right (RFC 5961 section 5). */
  public final Counter tcpsRcvacktooold;

  /** Acknowledgements. */
  public final Counter tcpsRcvackpack;

  /** Bytes acknowledged. */
  public final Counter tcpsRcvackbyte;

  /** Window updates. */
  public final Counter tcpsRcvwinupd;

  /** Segments dropped by PAWS. */
  public final Counter tcpsPawsdrop;

  /** Acknowledgements that header prediction took. */
  public final Counter tcpsPredack;

  /** Data segments that header prediction took. */
  public final Counter tcpsPreddat;

  /** Connections that got round trip time from the host cache. */
  public final Counter tcpsCachedrtt;

  /** Connections that got its variance from the host cache. */
  public final Counter tcpsCachedrttvar;

  /** Connections that got a threshold from the host cache. */
  public final Counter tcpsCachedssthresh;

  /** Times that a round trip from the host cache was used. */
  public final Counter tcpsUsedrtt;

  /** Times that a variance from the host cache was used. */
  public final Counter tcpsUsedrttvar;

  /** Times that a threshold from the host cache was used. */
  public final Counter tcpsUsedssthresh;

  /** Segments sent again after a smaller MTU was learnt. */
  public final Counter tcpsMturesent;

  /** Connections dropped since the listen queue was full. */
  public final Counter tcpsListendrop;

  /** Resets ignored. */
  public final Counter tcpsBadrst;

  /** SYNs in windows of connections. */
  public final Counter tcpsBadsyn;

  /** Entries added to the syncache. */
  public final Counter tcpsScAdded;

  /** SYN,ACKs sent again. */
  public final Counter tcpsScRetransmitted;

  /** SYNs that an entry was there for. */
  public final Counter tcpsScDupsyn;

  /** SYN,ACKs that could not be sent. */
  public final Counter tcpsScDropped;

  /** Entries that became connections. */
  public final Counter tcpsScCompleted;

  /** Entries pushed out of a full bucket. */
  public final Counter tcpsScBucketoverflow;

  /** Entries pushed out of a full cache. */
  public final Counter tcpsScCacheoverflow;

  /** Entries that a RST removed. */
  public final Counter tcpsScReset;

  /** Entries that timed out, or had no listener any more. */
  public final Counter tcpsScStale;

  /** Entries that could not become connections for want of room. */
  public final Counter tcpsScAborted;

  /** Acknowledgements that fit no entry. */
  public final Counter tcpsScBadack;

  /** Entries removed by an ICMP error. */
  public final Counter tcpsScUnreach;

  /** Entries that there was no memory for. */
  public final Counter tcpsScZonefail;

  /** SYN cookies sent. */
  public final Counter tcpsScSendcookie;

  /** SYN cookies that came back and were right. */
  public final Counter tcpsScRecvcookie;

  /** Entries added to the host cache. */
  public final Counter tcpsHcAdded;

  /** Entries pushed out of a full bucket of the host cache. */
  public final Counter tcpsHcBucketoverflow;

  /** SACK recoveries. */
  public final Counter tcpsSackRecoveryEpisode;

  /** Segments sent again in SACK recovery. */
  public final Counter tcpsSackRexmits;

  /** Bytes of them. */
  public final Counter tcpsSackRexmitBytes;

  /** SACK blocks that came. */
  public final Counter tcpsSackRcvBlocks;

  /** SACK blocks sent. */
  public final Counter tcpsSackSendBlocks;

  /** Times that the scoreboard was full. */
  public final Counter tcpsSackSboverflow;

  /** Duplicate SACK blocks that came (RFC 2883). */
  public final Counter tcpsDsackCount;

  /** Segments that came marked. */
  public final Counter tcpsEcnRcvce;

  /** Segments that came with ECT(0). */
  public final Counter tcpsEcnRcvect0;

  /** Segments that came with ECT(1). */
  public final Counter tcpsEcnRcvect1;

  /** Connections that agreed on ECN. */
  public final Counter tcpsEcnShs;

  /** Reductions of the window that ECN asked for. */
  public final Counter tcpsEcnRcwnd;

  /** TIME_WAIT entries ended early for want of room. */
  public final Counter tcpsTwRecycles;

  /** Segments in TIME_WAIT that were answered. */
  public final Counter tcpsTwResets;

  /** Timers that found their connection gone. */
  public final Counter tcpsTimerRace;

  /** Times that a smaller segment was tried since nothing came back. */
  public final Counter tcpsPmtudBlackholeActivated;

  /** Times that the least segment was tried so. */
  public final Counter tcpsPmtudBlackholeActivatedMinMss;

  /** Times that it did not help. */
  public final Counter tcpsPmtudBlackholeFailed;

  TcpStat(Kernel k) {
    tcpsConnattempt = k.counter();
    tcpsAccepts = k.counter();
    tcpsConnects = k.counter();
    tcpsDrops = k.counter();
    tcpsConndrops = k.counter();
    tcpsMinmssdrops = k.counter();
    tcpsClosed = k.counter();
    tcpsSegstimed = k.counter();
    tcpsRttupdated = k.counter();
    tcpsDelack = k.counter();
    tcpsTimeoutdrop = k.counter();
    tcpsRexmttimeo = k.counter();
    tcpsPersisttimeo = k.counter();
    tcpsKeeptimeo = k.counter();
    tcpsKeepprobe = k.counter();
    tcpsKeepdrops = k.counter();
    tcpsFinwait2Drops = k.counter();
    tcpsPersistdrop = k.counter();
    tcpsSndtotal = k.counter();
    tcpsSndpack = k.counter();
    tcpsSndbyte = k.counter();
    tcpsSndrexmitpack = k.counter();
    tcpsSndrexmitbyte = k.counter();
    tcpsSndrexmitbad = k.counter();
    tcpsSndacks = k.counter();
    tcpsSndprobe = k.counter();
    tcpsSndurg = k.counter();
    tcpsSndwinup = k.counter();
    tcpsSndctrl = k.counter();
    tcpsRcvtotal = k.counter();
    tcpsRcvpack = k.counter();
    tcpsRcvbyte = k.counter();
    tcpsRcvbadsum = k.counter();
    tcpsRcvbadoff = k.counter();
    tcpsRcvshort = k.counter();
    tcpsRcvreassfull = k.counter();
    tcpsRcvduppack = k.counter();
    tcpsRcvdupbyte = k.counter();
    tcpsRcvpartduppack = k.counter();
    tcpsRcvpartdupbyte = k.counter();
    tcpsRcvoopack = k.counter();
    tcpsRcvoobyte = k.counter();
    tcpsRcvpackafterwin = k.counter();
    tcpsRcvbyteafterwin = k.counter();
    tcpsRcvafterclose = k.counter();
    tcpsRcvwinprobe = k.counter();
    tcpsRcvdupack = k.counter();
    tcpsRcvacktoomuch = k.counter();
    tcpsRcvacktooold = k.counter();
    tcpsRcvackpack = k.counter();
    tcpsRcvackbyte = k.counter();
    tcpsRcvwinupd = k.counter();
    tcpsPawsdrop = k.counter();
    tcpsPredack = k.counter();
    tcpsPreddat = k.counter();
    tcpsCachedrtt = k.counter();
    tcpsCachedrttvar = k.counter();
    tcpsCachedssthresh = k.counter();
    tcpsUsedrtt = k.counter();
    tcpsUsedrttvar = k.counter();
    tcpsUsedssthresh = k.counter();
    tcpsMturesent = k.counter();
    tcpsListendrop = k.counter();
    tcpsBadrst = k.counter();
    tcpsBadsyn = k.counter();
    tcpsScAdded = k.counter();
    tcpsScRetransmitted = k.counter();
    tcpsScDupsyn = k.counter();
    tcpsScDropped = k.counter();
    tcpsScCompleted = k.counter();
    tcpsScBucketoverflow = k.counter();
    tcpsScCacheoverflow = k.counter();
    tcpsScReset = k.counter();
    tcpsScStale = k.counter();
    tcpsScAborted = k.counter();
    tcpsScBadack = k.counter();
    tcpsScUnreach = k.counter();
    tcpsScZonefail = k.counter();
    tcpsScSendcookie = k.counter();
    tcpsScRecvcookie = k.counter();
    tcpsHcAdded = k.counter();
    tcpsHcBucketoverflow = k.counter();
    tcpsSackRecoveryEpisode = k.counter();
    tcpsSackRexmits = k.counter();
    tcpsSackRexmitBytes = k.counter();
    tcpsSackRcvBlocks = k.counter();
    tcpsSackSendBlocks = k.counter();
    tcpsSackSboverflow = k.counter();
    tcpsDsackCount = k.counter();
    tcpsEcnRcvce = k.counter();
    tcpsEcnRcvect0 = k.counter();
    tcpsEcnRcvect1 = k.counter();
    tcpsEcnShs = k.counter();
    tcpsEcnRcwnd = k.counter();
    tcpsTwRecycles = k.counter();
    tcpsTwResets = k.counter();
    tcpsTimerRace = k.counter();
    tcpsPmtudBlackholeActivated = k.counter();
    tcpsPmtudBlackholeActivatedMinMss = k.counter();
    tcpsPmtudBlackholeFailed = k.counter();
  }

  /** net.inet.tcp.stats. */
  void provide(OidTree t) {
    counter(t, "tcps_connattempt", tcpsConnattempt);
    counter(t, "tcps_accepts", tcpsAccepts);
    counter(t, "tcps_connects", tcpsConnects);
    counter(t, "tcps_drops", tcpsDrops);
    counter(t, "tcps_conndrops", tcpsConndrops);
    counter(t, "tcps_minmssdrops", tcpsMinmssdrops);
    counter(t, "tcps_closed", tcpsClosed);
    counter(t, "tcps_segstimed", tcpsSegstimed);
    counter(t, "tcps_rttupdated", tcpsRttupdated);
    counter(t, "tcps_delack", tcpsDelack);
    counter(t, "tcps_timeoutdrop", tcpsTimeoutdrop);
    counter(t, "tcps_rexmttimeo", tcpsRexmttimeo);
    counter(t, "tcps_persisttimeo", tcpsPersisttimeo);
    counter(t, "tcps_keeptimeo", tcpsKeeptimeo);
    counter(t, "tcps_keepprobe", tcpsKeepprobe);
    counter(t, "tcps_keepdrops", tcpsKeepdrops);
    counter(t, "tcps_finwait2_drops", tcpsFinwait2Drops);
    counter(t, "tcps_persistdrop", tcpsPersistdrop);
    counter(t, "tcps_sndtotal", tcpsSndtotal);
    counter(t, "tcps_sndpack", tcpsSndpack);
    counter(t, "tcps_sndbyte", tcpsSndbyte);
    counter(t, "tcps_sndrexmitpack", tcpsSndrexmitpack);
    counter(t, "tcps_sndrexmitbyte", tcpsSndrexmitbyte);
    counter(t, "tcps_sndrexmitbad", tcpsSndrexmitbad);
    counter(t, "tcps_sndacks", tcpsSndacks);
    counter(t, "tcps_sndprobe", tcpsSndprobe);
    counter(t, "tcps_sndurg", tcpsSndurg);
    counter(t, "tcps_sndwinup", tcpsSndwinup);
    counter(t, "tcps_sndctrl", tcpsSndctrl);
    counter(t, "tcps_rcvtotal", tcpsRcvtotal);
    counter(t, "tcps_rcvpack", tcpsRcvpack);
    counter(t, "tcps_rcvbyte", tcpsRcvbyte);
    counter(t, "tcps_rcvbadsum", tcpsRcvbadsum);
    counter(t, "tcps_rcvbadoff", tcpsRcvbadoff);
    counter(t, "tcps_rcvshort", tcpsRcvshort);
    counter(t, "tcps_rcvreassfull", tcpsRcvreassfull);
    counter(t, "tcps_rcvduppack", tcpsRcvduppack);
    counter(t, "tcps_rcvdupbyte", tcpsRcvdupbyte);
    counter(t, "tcps_rcvpartduppack", tcpsRcvpartduppack);
    counter(t, "tcps_rcvpartdupbyte", tcpsRcvpartdupbyte);
    counter(t, "tcps_rcvoopack", tcpsRcvoopack);
    counter(t, "tcps_rcvoobyte", tcpsRcvoobyte);
    counter(t, "tcps_rcvpackafterwin", tcpsRcvpackafterwin);
    counter(t, "tcps_rcvbyteafterwin", tcpsRcvbyteafterwin);
    counter(t, "tcps_rcvafterclose", tcpsRcvafterclose);
    counter(t, "tcps_rcvwinprobe", tcpsRcvwinprobe);
    counter(t, "tcps_rcvdupack", tcpsRcvdupack);
    counter(t, "tcps_rcvacktoomuch", tcpsRcvacktoomuch);
    counter(t, "tcps_rcvacktooold", tcpsRcvacktooold);
    counter(t, "tcps_rcvackpack", tcpsRcvackpack);
    counter(t, "tcps_rcvackbyte", tcpsRcvackbyte);
    counter(t, "tcps_rcvwinupd", tcpsRcvwinupd);
    counter(t, "tcps_pawsdrop", tcpsPawsdrop);
    counter(t, "tcps_predack", tcpsPredack);
    counter(t, "tcps_preddat", tcpsPreddat);
    counter(t, "tcps_cachedrtt", tcpsCachedrtt);
    counter(t, "tcps_cachedrttvar", tcpsCachedrttvar);
    counter(t, "tcps_cachedssthresh", tcpsCachedssthresh);
    counter(t, "tcps_usedrtt", tcpsUsedrtt);
    counter(t, "tcps_usedrttvar", tcpsUsedrttvar);
    counter(t, "tcps_usedssthresh", tcpsUsedssthresh);
    counter(t, "tcps_mturesent", tcpsMturesent);
    counter(t, "tcps_listendrop", tcpsListendrop);
    counter(t, "tcps_badrst", tcpsBadrst);
    counter(t, "tcps_badsyn", tcpsBadsyn);
    counter(t, "tcps_sc_added", tcpsScAdded);
    counter(t, "tcps_sc_retransmitted", tcpsScRetransmitted);
    counter(t, "tcps_sc_dupsyn", tcpsScDupsyn);
    counter(t, "tcps_sc_dropped", tcpsScDropped);
    counter(t, "tcps_sc_completed", tcpsScCompleted);
    counter(t, "tcps_sc_bucketoverflow", tcpsScBucketoverflow);
    counter(t, "tcps_sc_cacheoverflow", tcpsScCacheoverflow);
    counter(t, "tcps_sc_reset", tcpsScReset);
    counter(t, "tcps_sc_stale", tcpsScStale);
    counter(t, "tcps_sc_aborted", tcpsScAborted);
    counter(t, "tcps_sc_badack", tcpsScBadack);
    counter(t, "tcps_sc_unreach", tcpsScUnreach);
    counter(t, "tcps_sc_zonefail", tcpsScZonefail);
    counter(t, "tcps_sc_sendcookie", tcpsScSendcookie);
    counter(t, "tcps_sc_recvcookie", tcpsScRecvcookie);
    counter(t, "tcps_hc_added", tcpsHcAdded);
    counter(t, "tcps_hc_bucketoverflow", tcpsHcBucketoverflow);
    counter(t, "tcps_sack_recovery_episode", tcpsSackRecoveryEpisode);
    counter(t, "tcps_sack_rexmits", tcpsSackRexmits);
    counter(t, "tcps_sack_rexmit_bytes", tcpsSackRexmitBytes);
    counter(t, "tcps_sack_rcv_blocks", tcpsSackRcvBlocks);
    counter(t, "tcps_sack_send_blocks", tcpsSackSendBlocks);
    counter(t, "tcps_sack_sboverflow", tcpsSackSboverflow);
    counter(t, "tcps_dsack_count", tcpsDsackCount);
    counter(t, "tcps_ecn_rcvce", tcpsEcnRcvce);
    counter(t, "tcps_ecn_rcvect0", tcpsEcnRcvect0);
    counter(t, "tcps_ecn_rcvect1", tcpsEcnRcvect1);
    counter(t, "tcps_ecn_shs", tcpsEcnShs);
    counter(t, "tcps_ecn_rcwnd", tcpsEcnRcwnd);
    counter(t, "tcps_tw_recycles", tcpsTwRecycles);
    counter(t, "tcps_tw_resets", tcpsTwResets);
    counter(t, "tcps_timer_race", tcpsTimerRace);
    counter(t, "tcps_pmtud_blackhole_activated", tcpsPmtudBlackholeActivated);
    counter(t, "tcps_pmtud_blackhole_activated_min_mss", tcpsPmtudBlackholeActivatedMinMss);
    counter(t, "tcps_pmtud_blackhole_failed", tcpsPmtudBlackholeFailed);
  }

  private static void counter(OidTree t, String name, Counter c) {
    t.addCounter("net.inet.tcp.stats." + name, "TCP statistic", c);
  }
}
