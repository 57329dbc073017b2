package giantless.cli.packetdrill;

import giantless.cli.packetdrill.lang.Script;
import giantless.cli.packetdrill.lang.ScriptException;
import giantless.stack.net.SockAddrIn;
import giantless.stack.netinet.InAddr;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the options of a command line and of a script's head say; the script's count more. */
final class Config {
  private static final int MAX16 = 65535;

  /** They change how packetdrill works on a real machine, and nothing here. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "verbose",
          "v",
          "dry_run",
          "persistent_tun_dev",
          "is_anyip",
          "non_fatal",
          "speed",
          "send_omit_free",
          "strict_segments",
          "tun_dev",
          "use_expect_code",
          "debug",
          "code_command",
          "code_format",
          "code_sockopt");

  int toleranceMicros = 4000;
  int mtu = 1500;
  int localIp = InAddr.aton("192.168.0.1");
  int gatewayIp = InAddr.aton("192.168.0.2");
  int prefix = 16;
  int remoteIp = InAddr.aton("192.0.2.1");
  int bindPort = 8080;
  int connectPort = 8080;

  /** Microseconds of a tick of the host's time stamps, which are then checked; 0 for not. */
  int tsTickMicros;

  /** The TTL of packets that come, and the type of service. */
  int ttl = 255;

  int tos;

  private Config() {}

  /** What {@code bind(3, ..., ...)} binds to. */
  SockAddrIn local() {
    return new SockAddrIn(localIp, bindPort);
  }

  /** Whom {@code connect(3, ..., ...)} connects to. */
  SockAddrIn remote() {
    return new SockAddrIn(remoteIp, connectPort);
  }

  /**
   * The options of the command line and of a script together.
   *
   * @throws ScriptException an option is not known, or its value is wrong
   */
  static Config of(Map<String, String> given, Script script) throws ScriptException {
    Config c = new Config();
    Map<String, String> all = new LinkedHashMap<>(given);
    all.putAll(script.options());
    for (Map.Entry<String, String> e : all.entrySet()) {
      int line = script.optionLines().getOrDefault(e.getKey(), 0);
      try {
        c.set(e.getKey(), e.getValue());
      } catch (IllegalArgumentException x) {
        throw new ScriptException(
            line, "--" + e.getKey() + "=" + e.getValue() + ": " + x.getMessage());
      }
    }
    return c;
  }

  private void set(String name, String value) {
    switch (name) {
      case "tolerance_usecs":
        toleranceMicros = number(value, Integer.MAX_VALUE);
        break;
      case "ip_version":
        if (!value.equals("ipv4")) {
          throw new IllegalArgumentException("only ipv4 is supported");
        }
        break;
      case "mtu":
        mtu = number(value, MAX16);
        break;
      case "mss":
        mtu = number(value, MAX16 - 40) + 40;
        break;
      case "local_ip":
        localIp = InAddr.aton(value);
        break;
      case "gateway_ip":
        gatewayIp = InAddr.aton(value);
        break;
      case "netmask_ip":
        prefix = Integer.bitCount(InAddr.aton(value));
        break;
      case "remote_ip":
        remoteIp = InAddr.aton(value.split("/", 2)[0]);
        break;
      case "bind_port":
        bindPort = number(value, MAX16);
        break;
      case "connect_port":
        connectPort = number(value, MAX16);
        break;
      case "tcp_ts_tick_usecs":
        tsTickMicros = number(value, Integer.MAX_VALUE);
        break;
      case "default_ttl":
        ttl = number(value, 255);
        break;
      case "default_tos":
        tos = number(value, 255);
        break;
      default:
        if (!WITHOUT_EFFECT.contains(name)) {
          throw new IllegalArgumentException("the option is not supported");
        }
        break;
    }
  }

  private static int number(String value, int max) {
    int n = Integer.parseInt(value);
    if (n < 0 || n > max) {
      throw new IllegalArgumentException("not from 0 to " + max);
    }
    return n;
  }
}
