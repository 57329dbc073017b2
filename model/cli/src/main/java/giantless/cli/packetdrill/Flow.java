package giantless.cli.packetdrill;

import giantless.lock.contract.Confined;
import java.util.HashMap;
import java.util.Map;

/**
 * The two ends of a connection, or of an exchange of datagrams, and how numbers of the script
 * become the host's: its sequence numbers begin where it chose, its time stamps too. What the peer
 * says is taken as it stands.
 */
@Confined("the world that runs one thread at a time")
final class Flow {
  final int localIp;
  final int localPort;
  final int remoteIp;
  final int remotePort;

  private int isn;
  private boolean knowsIsn;
  private int scriptIsn;

  /** The host's time stamps by the script's. */
  private final Map<Integer, Integer> stamps = new HashMap<>();

  private boolean knowsStamps;
  private int firstStamp;
  private int firstScriptStamp;

  Flow(int localIp, int localPort, int remoteIp, int remotePort) {
    this.localIp = localIp;
    this.localPort = localPort;
    this.remoteIp = remoteIp;
    this.remotePort = remotePort;
  }

  /** The host has sent a SYN. */
  void synSent(int seq) {
    if (!knowsIsn || seq != isn) {
      isn = seq;
      knowsIsn = true;
      scriptIsn = 0;
    }
  }

  /** The number that the script gives the host's SYN. */
  void scriptIsn(long seq) {
    scriptIsn = (int) seq;
  }

  int scriptIsn() {
    return scriptIsn;
  }

  /** The host's initial number; 0 before its first SYN. */
  int isn() {
    return isn;
  }

  /** The host's number is the script's plus this. */
  int localOffset() {
    return isn - scriptIsn;
  }

  /** The script says {@code script} where the host has sent {@code live}. */
  void stamp(int script, int live) {
    if (!knowsStamps) {
      knowsStamps = true;
      firstStamp = live;
      firstScriptStamp = script;
    }
    stamps.put(script, live);
  }

  /** The host's time stamp for the script's: one that was sent, or by its distance to the first. */
  int liveStamp(int script) {
    Integer live = stamps.get(script);
    return live != null ? live : knowsStamps ? script - firstScriptStamp + firstStamp : script;
  }

  boolean knowsStamps() {
    return knowsStamps;
  }

  /** How far the host's time stamp is from its first. */
  int ticksOf(int live) {
    return live - firstStamp;
  }

  /** How far the script's time stamp is from its first. */
  int scriptTicksOf(int script) {
    return script - firstScriptStamp;
  }
}
