package giantless.stress.netperf;

import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.witness.Sites;
import giantless.lock.witness.Witness;
import giantless.records.ResultRecord;
import giantless.records.ResultWriter;
import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;
import giantless.stack.net.NetisrMode;
import giantless.stack.net.SockAddrIn;
import giantless.stack.socket.SocketConst;
import giantless.stress.netperf.wire.TwoHosts;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A million datagrams over the wire, below the queue limits: all arrive, in order and intact, and
 * nothing is left when both hosts are closed. On every netisr model, with Giant and without, under
 * Witness.
 */
class WireIT {
  private static final int COUNT = 1_000_000;

  /** In flight at most: below IFQ_MAXLEN (50), the smallest queue on the way. */
  private static final int WINDOW = 32;

  private static final int LENGTH = 64;

  @ParameterizedTest
  @CsvSource({
    "DIRECT,true",
    "DIRECT,false",
    "ONE_THREAD,true",
    "ONE_THREAD,false",
    "PER_CPU,true",
    "PER_CPU,false"
  })
  void a_million_datagrams_arrive_below_the_queue_limits(NetisrMode netisr, boolean mpsafe)
      throws Exception {
    String check = "1,000,000 datagrams, netisr " + netisr + (mpsafe ? "" : ", Giant");
    ResultRecord.Builder record =
        ResultRecord.of("netperf", check)
            .replay("mvn -B verify -pl stress/netperf -am -Dit.test=WireIT")
            .count("datagrams", COUNT);
    long start = System.nanoTime();
    try {
      run(netisr, mpsafe);
      double seconds = (System.nanoTime() - start) / 1e9;
      record
          .passed("all arrived in order; nothing left after close; one run")
          .measure("datagrams/s", COUNT / seconds);
    } catch (Throwable t) {
      record.failed(String.valueOf(t.getMessage()));
      throw t;
    } finally {
      ResultWriter.write(record.seconds((System.nanoTime() - start) / 1e9).build());
    }
  }

  private static void run(NetisrMode netisr, boolean mpsafe) throws Exception {
    Witness witness = Witness.builder().panic().sites(Sites.NONE).build();
    TwoHosts wire = new TwoHosts(netisr, mpsafe, witness);
    Semaphore window = new Semaphore(0);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Syscalls receiver = wire.b.syscalls(wire.b.newProc("receiver"));
    int t = receiver.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
    receiver.bind(t, new SockAddrIn(0, 9));
    Thread reader =
        new Thread(
            () -> {
              try {
                receive(receiver, t, window);
              } catch (Throwable e) {
                failure.set(e);
                window.release(COUNT);
              }
            },
            "receiver");
    reader.start();
    Syscalls sender = wire.a.syscalls(wire.a.newProc("sender"));
    int s = sender.socket(SocketConst.AF_INET, SocketConst.SOCK_DGRAM, 0);
    sender.connect(s, new SockAddrIn(0x0a000002, 9));
    send(sender, s, window, failure);
    reader.join();
    assertThat(failure.get()).as("counters: " + wire.counters()).isNull();
    assertThat(wire.b.inet().ipstat.ips_delivered.get()).isGreaterThanOrEqualTo(COUNT);
    receiver.close(t);
    sender.close(s);
    receiver.proc().exit(0);
    sender.proc().exit(0);
    wire.close();
    assertThat(witness.violations()).isEmpty();
  }

  private static void send(
      Syscalls sys, int s, Semaphore window, AtomicReference<Throwable> failure) throws Exception {
    byte[] buf = new byte[LENGTH];
    // ARP holds one packet while it resolves, so the first must be alone.
    sys.send(s, buf, 0);
    window.acquire();
    window.release(WINDOW);
    for (int i = 0; i < COUNT && failure.get() == null; i++) {
      window.acquire();
      put(buf, i);
      sys.send(s, buf, 0);
    }
  }

  private static void receive(Syscalls sys, int t, Semaphore window) throws SysException {
    byte[] buf = new byte[LENGTH + 1];
    byte[] want = new byte[LENGTH];
    sys.recv(t, buf, 0);
    window.release();
    for (int i = 0; i < COUNT; i++) {
      int n = sys.recv(t, buf, 0);
      put(want, i);
      if (n != LENGTH || !java.util.Arrays.equals(buf, 0, n, want, 0, LENGTH)) {
        int got = (buf[0] & 0xff) | (buf[1] & 0xff) << 8 | (buf[2] & 0xff) << 16 | buf[3] << 24;
        throw new AssertionError("datagram " + i + " is due, but " + got + " came, of " + n);
      }
      window.release();
    }
  }

  /** The number, and a byte pattern made from it. */
  private static void put(byte[] b, int i) {
    for (int k = 0; k < LENGTH; k++) {
      b[k] = (byte) (k < 4 ? i >>> (8 * k) : i * 31 + k);
    }
  }
}
