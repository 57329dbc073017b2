package giantless.stress.netperf.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A TCP connection of Java NIO over the kernel's loopback interface, for comparison. */
public final class NioStream extends Stream {
  private static final int BUFFER = 512 * 1024;

  private final SocketChannel sender;
  private final SocketChannel receiver;

  public NioStream() throws IOException {
    try (ServerSocketChannel l = ServerSocketChannel.open()) {
      l.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
      l.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      sender = SocketChannel.open();
      sender.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER);
      sender.connect(l.getLocalAddress());
      receiver = l.accept();
    }
  }

  @Override
  protected void write(byte[] block) throws IOException {
    ByteBuffer b = ByteBuffer.wrap(block);
    while (b.hasRemaining()) {
      sender.write(b);
    }
  }

  @Override
  protected int read(byte[] block) throws IOException {
    return receiver.read(ByteBuffer.wrap(block));
  }

  @Override
  public void close() throws IOException {
    sender.close();
    receiver.close();
  }
}
