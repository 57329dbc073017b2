package giantless.properties.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Errno;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.SocketConst;
import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * A pair of UNIX domain sockets against two queues: any sequence of non-blocking writes, reads and
 * shutdowns of both ends gives every byte in order, messages with their borders, end of file behind
 * the last byte, and each refusal where the queue says so. With each type and each locking.
 */
class LocalSocketProperties {
  private static final int LIMIT = 8192;
  private static final int MAXDGRAM = 2048;
  private static final int DGRAM_ROOM = 4096;
  private static final int SOCKADDR = 16;

  /** Storage of the smallest record, an address and a byte: two mbufs. */
  private static final int RECORD_STORAGE = 512;

  private static final String[] OPS = {"write", "write", "write", "read", "read", "shutdown"};

  /** One call on end 0 or 1. */
  record Step(int end, int op, int size) {
    @Override
    public String toString() {
      return OPS[op] + end + "(" + size + ")";
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> size =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 300),
            Arbitraries.of(1, 168, 169, 2032, 2048, 2049, 8192, 8193),
            Arbitraries.integers().between(1, 9000));
    // Shutdowns are rare, else there is little to see before.
    Arbitrary<Integer> op =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(30, Arbitraries.integers().between(0, 4)),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(5)));
    return Combinators.combine(Arbitraries.integers().between(0, 1), op, size)
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 60)
  void pair_is_two_queues(
      @ForAll("steps") List<Step> steps, @ForAll UnpLocking.Kind kind, @ForAll("types") int type) {
    Run run = new Run(kind, type);
    for (Step s : steps) {
      run.step(s);
    }
    run.end();
  }

  @Provide
  Arbitrary<Integer> types() {
    return Arbitraries.of(
        SocketConst.SOCK_STREAM, SocketConst.SOCK_DGRAM, SocketConst.SOCK_SEQPACKET);
  }

  /** The queue takes messages out of order: the comparison must see it. */
  @Example
  void queue_that_is_no_queue_is_told_apart() {
    Run run = new Run(UnpLocking.Kind.PER_PCB, SocketConst.SOCK_SEQPACKET);
    run.step(new Step(0, 0, 5));
    run.step(new Step(0, 0, 6));
    run.queues[1].addFirst(run.queues[1].removeLast());
    assertThatThrownBy(() -> run.step(new Step(1, 3, 50))).isInstanceOf(AssertionError.class);
  }

  /** One pair, and what each end has not read. */
  private static final class Run {
    final Host h;
    final Proc p;
    final Syscalls s;
    final int type;
    final int[] fds;
    final int[] counted = new int[2];
    final boolean[] shut = new boolean[2];
    int serial;

    @SuppressWarnings("unchecked")
    final ArrayDeque<byte[]>[] queues = new ArrayDeque[] {new ArrayDeque<>(), new ArrayDeque<>()};

    Run(UnpLocking.Kind kind, int type) {
      this.type = type;
      h = Host.builder().cpus(1).watch(new Witness()).unixLocking(kind).build();
      p = h.newProc("p");
      s = h.syscalls(p);
      try {
        fds = s.socketpair(SocketConst.AF_LOCAL, type, 0);
        for (int fd : fds) {
          s.fcntl(fd, Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
        }
      } catch (SysException e) {
        throw new AssertionError(e);
      }
    }

    boolean isStream() {
      return type == SocketConst.SOCK_STREAM;
    }

    void step(Step step) {
      switch (OPS[step.op]) {
        case "write":
          write(step.end, step.size);
          break;
        case "read":
          read(step.end, step.size);
          break;
        default:
          assertThat(errno(() -> s.shutdown(fds[step.end], SocketConst.SHUT_WR)))
              .isEqualTo(Errno.OK);
          shut[step.end] = true;
      }
    }

    private void write(int end, int size) {
      byte[] data = new byte[size];
      for (int i = 0; i < size; i++) {
        data[i] = (byte) (serial * 31 + i);
      }
      serial++;
      int[] n = new int[1];
      Errno e = errno(() -> n[0] = s.send(fds[end], data, SocketConst.MSG_NOSIGNAL));
      Errno want = refusal(end, size);
      if (e == Errno.EWOULDBLOCK && want == Errno.OK && type == SocketConst.SOCK_SEQPACKET) {
        // Held back by the storage of small records, of which the queue knows the number alone.
        assertThat(queues[1 - end].size() * RECORD_STORAGE).isGreaterThanOrEqualTo(LIMIT);
        return;
      }
      assertThat(e).as("write of %d to end %d", size, end).isEqualTo(want);
      if (e == Errno.OK) {
        int taken = isStream() ? Math.min(size, LIMIT) : size;
        assertThat(n[0]).isEqualTo(taken);
        queues[1 - end].add(java.util.Arrays.copyOf(data, taken));
        counted[1 - end] += taken + (isStream() ? 0 : SOCKADDR);
      }
    }

    /** What a write must say. */
    private Errno refusal(int end, int size) {
      if (shut[end]) {
        return Errno.EPIPE;
      }
      if (type == SocketConst.SOCK_DGRAM) {
        if (size > MAXDGRAM) {
          return Errno.EMSGSIZE;
        }
        return counted[1 - end] + size + SOCKADDR > DGRAM_ROOM ? Errno.ENOBUFS : Errno.OK;
      }
      if (!isStream() && size > LIMIT) {
        return Errno.EMSGSIZE;
      }
      return counted[1 - end] >= LIMIT ? Errno.EWOULDBLOCK : Errno.OK;
    }

    private void read(int end, int size) {
      byte[] b = new byte[size];
      int[] n = new int[1];
      Errno e = errno(() -> n[0] = s.recv(fds[end], b, 0));
      ArrayDeque<byte[]> q = queues[end];
      if (q.isEmpty()) {
        boolean eof = shut[1 - end] && type != SocketConst.SOCK_DGRAM;
        assertThat(e).isEqualTo(eof ? Errno.OK : Errno.EWOULDBLOCK);
        assertThat(n[0]).isZero();
        return;
      }
      assertThat(e).isEqualTo(Errno.OK);
      byte[] want = isStream() ? takeBytes(end, size) : takeMessage(end, size);
      assertThat(java.util.Arrays.copyOf(b, n[0])).isEqualTo(want);
    }

    private byte[] takeMessage(int end, int size) {
      byte[] m = queues[end].remove();
      counted[end] -= m.length + SOCKADDR;
      return java.util.Arrays.copyOf(m, Math.min(m.length, size));
    }

    private byte[] takeBytes(int end, int size) {
      byte[] out = new byte[Math.min(size, counted[end])];
      int n = 0;
      while (n < out.length) {
        byte[] first = queues[end].remove();
        int take = Math.min(first.length, out.length - n);
        System.arraycopy(first, 0, out, n, take);
        n += take;
        if (take < first.length) {
          queues[end].addFirst(java.util.Arrays.copyOfRange(first, take, first.length));
        }
      }
      counted[end] -= out.length;
      return out;
    }

    void end() {
      p.exit(0);
      h.shutdownClean();
    }
  }

  private interface Call {
    void run() throws SysException;
  }

  private static Errno errno(Call call) {
    try {
      call.run();
      return Errno.OK;
    } catch (SysException e) {
      return e.errno();
    }
  }
}
