package giantless.stack.socket;

import giantless.lock.contract.Confined;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Knob;
import giantless.stack.kern.Oid;
import giantless.stack.kern.OidTree;
import giantless.stack.mbuf.Mbuf;

/**
 * accf_http(9), "httpready": accept(2) gets a connection when the whole head of a GET or HEAD
 * request is there, or something that is no such request. Reads the receive buffer under its mutex
 * and takes nothing from it.
 */
final class AccfHttp extends AcceptFilter {
  private static final String GET = "GET ";
  private static final String HEAD = "HEAD ";
  private static final String[] VERSIONS = {"HTTP/1.0", "HTTP/1.1"};

  private final Knob parseVersion = new Knob(1, 0, 1);

  AccfHttp() {
    super("httpready");
  }

  @Override
  @Requires("so.rcv.lock")
  public boolean ready(Socket so, Object arg) {
    SockBuf sb = so.rcv;
    if (sb.sbCc() >= sb.sbHiwat || sb.sbMbcnt() >= sb.sbMbmax) {
      return true; // No more fits: nobody else would make room.
    }
    Text t = new Text(sb.sbMb);
    int method = t.startsWith(0, GET);
    if (method == Text.NO) {
      method = t.startsWith(0, HEAD);
    }
    if (method != Text.YES) {
      return method == Text.NO;
    }
    if (parseVersion.on()) {
      int version = version(t);
      if (version != Text.YES) {
        return version == Text.NO;
      }
    }
    return t.endOfHead();
  }

  /** YES: a version that is known, so that the head ends with an empty line; NO: no such. */
  private static int version(Text t) {
    int eol = t.find('\n', 0);
    if (eol < 0) {
      return Text.MORE;
    }
    // METHOD SP+ TARGET SP+ VERSION: a request without a version is complete with its line.
    int at = t.skip(' ', t.find(' ', 0));
    at = t.find(' ', at);
    if (at < 0 || at > eol) {
      return Text.NO;
    }
    at = t.skip(' ', at);
    for (String v : VERSIONS) {
      if (t.startsWith(at, v) == Text.YES) {
        return Text.YES;
      }
    }
    return Text.NO;
  }

  /** The bytes of an mbuf chain as one text. */
  @Confined("one look at a buffer, under its mutex")
  private static final class Text {
    static final int NO = 0;
    static final int YES = 1;

    /** So far yes, but the text ends. */
    static final int MORE = 2;

    private final Mbuf first;

    // Where the last look was: looks go forward mostly.
    private Mbuf at;
    private int atOff;

    Text(Mbuf first) {
      this.first = first;
      this.at = first;
    }

    /** The byte at the index, or -1 behind the end. */
    int get(int i) {
      if (i < atOff) {
        at = first;
        atOff = 0;
      }
      while (at != null && i - atOff >= at.len) {
        atOff += at.len;
        at = at.next;
      }
      if (at == null) {
        at = first;
        atOff = 0;
        return -1;
      }
      return at.data[at.off + i - atOff] & 0xff;
    }

    int startsWith(int from, String s) {
      for (int i = 0; i < s.length(); i++) {
        int c = get(from + i);
        if (c < 0) {
          return MORE;
        }
        if (c != s.charAt(i)) {
          return NO;
        }
      }
      return YES;
    }

    /** The index of the next such byte, or -1. */
    int find(int c, int from) {
      for (int i = from; ; i++) {
        int b = get(i);
        if (b < 0 || b == c) {
          return b < 0 ? -1 : i;
        }
      }
    }

    int skip(int c, int from) {
      int i = from;
      while (get(i) == c) {
        i++;
      }
      return i;
    }

    /** Whether two line ends follow each other, with or without a carriage return. */
    boolean endOfHead() {
      int lineStart = 0;
      for (int i = 0; ; i++) {
        int c = get(i);
        if (c < 0) {
          return false;
        }
        if (c == '\n') {
          if (i == lineStart || i == lineStart + 1 && get(lineStart) == '\r') {
            return true;
          }
          lineStart = i + 1;
        }
      }
    }
  }

  void provide(OidTree t) {
    t.addInt(
        "net.inet.accf.http.parsehttpversion",
        Oid.CTLFLAG_RW,
        "Parse http version so that non 1.x requests work",
        parseVersion);
  }
}
