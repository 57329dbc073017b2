package giantless.cli.tap;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Random;

/**
 * A Linux UDP client of the echo service: sends datagrams of mixed sizes in windows and demands
 * each back, byte for byte. A program of its own, as it must run inside the namespace.
 *
 * <p>Arguments: local address, server address, port, count, window, largest size, seed.
 */
public final class UdpEchoClient {
  private UdpEchoClient() {}

  public static void main(String[] args) throws Exception {
    InetAddress local = InetAddress.getByName(args[0]);
    InetSocketAddress server = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
    int count = Integer.parseInt(args[3]);
    int window = Integer.parseInt(args[4]);
    int sizeMax = Integer.parseInt(args[5]);
    long seed = Long.parseLong(args[6]);
    int good = 0;
    try (DatagramSocket socket = new DatagramSocket(0, local)) {
      socket.setReceiveBufferSize(4 << 20);
      socket.setSoTimeout(5_000);
      byte[] back = new byte[65_535];
      for (int base = 0; base < count; base += window) {
        int n = Math.min(window, count - base);
        for (int i = 0; i < n; i++) {
          byte[] out = datagram(seed, base + i, sizeMax);
          socket.send(new DatagramPacket(out, out.length, server));
        }
        boolean[] seen = new boolean[n];
        for (int i = 0; i < n; i++) {
          DatagramPacket in = new DatagramPacket(back, back.length);
          try {
            socket.receive(in);
          } catch (SocketTimeoutException e) {
            fail("lost in the window from " + base + ": " + (n - i) + " of " + n);
          }
          int index = check(in, seed, sizeMax);
          if (index < base || index >= base + n || seen[index - base]) {
            fail("datagram " + index + " came twice or out of its window " + base);
          }
          seen[index - base] = true;
          good++;
        }
      }
    }
    System.out.println("intact: " + good);
  }

  private static byte[] datagram(long seed, int index, int sizeMax) {
    Random random = new Random(seed ^ index);
    byte[] b = new byte[4 + random.nextInt(sizeMax - 3)];
    random.nextBytes(b);
    for (int i = 0; i < 4; i++) {
      b[i] = (byte) (index >>> (8 * i));
    }
    return b;
  }

  private static int check(DatagramPacket in, long seed, int sizeMax) {
    byte[] d = in.getData();
    int index = (d[0] & 0xff) | (d[1] & 0xff) << 8 | (d[2] & 0xff) << 16 | (d[3] & 0xff) << 24;
    byte[] want = datagram(seed, index, sizeMax);
    if (want.length != in.getLength()) {
      fail("datagram " + index + " has " + in.getLength() + " bytes, not " + want.length);
    }
    for (int i = 0; i < want.length; i++) {
      if (want[i] != d[i]) {
        fail("datagram " + index + " differs at byte " + i);
      }
    }
    return index;
  }

  private static void fail(String why) {
    System.out.println("FAILED: " + why);
    System.exit(1);
  }
}
