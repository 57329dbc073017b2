package giantless.cli.tap;

import giantless.cli.UserError;
import giantless.stack.netinet.InAddr;
import giantless.stack.netinet.InAliasReq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code tap} is told of its network, looked at before anything is opened. */
final class Addresses {
  /** A line for each interface of this process's network namespace, {@code name: counters}. */
  private static final Path INTERFACES = Path.of("/proc/self/net/dev");

  private Addresses() {}

  /**
   * Looks for what cannot work.
   *
   * @param gateway may be null
   * @throws UserError there is no such device (opening it would make one, which nobody has
   *     configured), or an address is none that this host can have or reach
   */
  static void check(String device, String address, String gateway) throws UserError {
    int own = host(address);
    if (gateway != null) {
      gateway(gateway, own, mask(address));
    }
    if (!exists(device)) {
      throw new UserError(
          "--device: there is no " + device + " here (ip tuntap add " + device + " mode tap)");
    }
  }

  /** Where the system does not say, the driver will. */
  private static boolean exists(String device) {
    if (!Files.isReadable(INTERFACES)) {
      return true;
    }
    try {
      for (String line : Files.readAllLines(INTERFACES)) {
        if (line.strip().startsWith(device + ":")) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static int mask(String address) {
    return InAddr.prefixMask(Integer.parseInt(address.substring(address.indexOf('/') + 1)));
  }

  private static int host(String address) throws UserError {
    int slash = address.indexOf('/');
    if (slash < 0) {
      throw new UserError("--address: no prefix length: " + address + " (A.B.C.D/LEN)");
    }
    int addr;
    try {
      InAliasReq.parse(address);
      addr = InAddr.aton(address.substring(0, slash));
    } catch (IllegalArgumentException e) {
      throw new UserError("--address: " + e.getMessage());
    }
    String none = notAHost(addr, mask(address));
    if (none != null) {
      throw new UserError("--address: " + address + " is " + none);
    }
    return addr;
  }

  private static void gateway(String gateway, int own, int mask) throws UserError {
    int addr;
    try {
      addr = InAddr.aton(gateway);
    } catch (IllegalArgumentException e) {
      throw new UserError("--gateway: " + e.getMessage());
    }
    String none = addr == own ? "this host itself" : notAHost(addr, mask);
    if (none == null && (addr & mask) != (own & mask)) {
      none = "not on the network of --address";
    }
    if (none != null) {
      throw new UserError("--gateway: " + gateway + " is " + none);
    }
  }

  /**
   * What the address is instead of a host's; null if it is one. Networks of one or two have all.
   */
  private static String notAHost(int addr, int mask) {
    if (~mask == 0 || ~mask == 1) {
      return null;
    }
    if ((addr & ~mask) == 0) {
      return "the network's own address";
    }
    return (addr | mask) == -1 ? "the network's broadcast address" : null;
  }
}
