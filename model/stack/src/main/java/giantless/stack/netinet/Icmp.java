package giantless.stack.netinet;

/** ICMP types, codes and layout (RFC 792, 950, 1122, 1191, 1812). Constants and pure functions. */
public final class Icmp {
  public static final int ECHOREPLY = 0;
  public static final int UNREACH = 3;
  public static final int SOURCEQUENCH = 4;
  public static final int REDIRECT = 5;
  public static final int ECHO = 8;
  public static final int ROUTERADVERT = 9;
  public static final int ROUTERSOLICIT = 10;
  public static final int TIMXCEED = 11;
  public static final int PARAMPROB = 12;
  public static final int TSTAMP = 13;
  public static final int TSTAMPREPLY = 14;
  public static final int IREQ = 15;
  public static final int IREQREPLY = 16;
  public static final int MASKREQ = 17;
  public static final int MASKREPLY = 18;
  public static final int MAXTYPE = 40;

  public static final int UNREACH_NET = 0;
  public static final int UNREACH_HOST = 1;
  public static final int UNREACH_PROTOCOL = 2;
  public static final int UNREACH_PORT = 3;
  public static final int UNREACH_NEEDFRAG = 4;
  public static final int UNREACH_SRCFAIL = 5;
  public static final int UNREACH_NET_UNKNOWN = 6;
  public static final int UNREACH_HOST_UNKNOWN = 7;
  public static final int UNREACH_ISOLATED = 8;
  public static final int UNREACH_NET_PROHIB = 9;
  public static final int UNREACH_HOST_PROHIB = 10;
  public static final int UNREACH_TOSNET = 11;
  public static final int UNREACH_TOSHOST = 12;
  public static final int UNREACH_FILTER_PROHIB = 13;
  public static final int UNREACH_HOST_PRECEDENCE = 14;
  public static final int UNREACH_PRECEDENCE_CUTOFF = 15;

  public static final int REDIRECT_NET = 0;
  public static final int REDIRECT_HOST = 1;
  public static final int REDIRECT_TOSNET = 2;
  public static final int REDIRECT_TOSHOST = 3;

  public static final int TIMXCEED_INTRANS = 0;
  public static final int TIMXCEED_REASS = 1;

  /** ICMP_MINLEN: the header, in bytes. */
  public static final int MINLEN = 8;

  /** ICMP_TSLEN: header and three timestamps. */
  public static final int TSLEN = 20;

  /** ICMP_MASKLEN: header and a mask. */
  public static final int MASKLEN = 12;

  /** ICMP_ADVLENMIN: header, quoted IP header, and 8 bytes of what it carried. */
  public static final int ADVLENMIN = MINLEN + Ip.HDR + 8;

  // Offsets of the fields in the message.
  public static final int O_TYPE = 0;
  public static final int O_CODE = 1;
  public static final int O_CKSUM = 2;
  public static final int O_GWADDR = 4;
  public static final int O_PPTR = 4;
  public static final int O_NEXTMTU = 6;
  public static final int O_OTIME = 8;
  public static final int O_RTIME = 12;
  public static final int O_TTIME = 16;
  public static final int O_MASK = 8;
  public static final int O_IP = 8;

  private Icmp() {}

  /** ICMP_INFOTYPE: whether the type is a query or its answer, hence no error message. */
  public static boolean isInfoType(int type) {
    return switch (type) {
      case ECHOREPLY, ECHO, ROUTERADVERT, ROUTERSOLICIT, TSTAMP, TSTAMPREPLY -> true;
      case IREQ, IREQREPLY, MASKREQ, MASKREPLY -> true;
      default -> false;
    };
  }
}
