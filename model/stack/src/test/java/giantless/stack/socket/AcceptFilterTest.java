package giantless.stack.socket;

import static giantless.stack.socket.Lan.bytes;
import static giantless.stack.socket.Lan.errno;
import static giantless.stack.socket.SocketConst.SOL_SOCKET;
import static giantless.stack.socket.SocketConst.SO_ACCEPTFILTER;
import static org.assertj.core.api.Assertions.assertThat;

import giantless.lock.KThread;
import giantless.lock.contract.Requires;
import giantless.stack.kern.Errno;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accept filters: what they keep and let go, SO_ACCEPTFILTER's errnos, and the races. */
class AcceptFilterTest {
  private static final int SCHEDULES = 60;

  private static int listener(Streams t, String filter) throws Exception {
    int l = t.listener(1, 5);
    t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, AcceptFilter.arg(filter, ""));
    t.nonblocking(l);
    return l;
  }

  /** Whether accept(2) gives a connection now. */
  private static boolean accepts(Streams t, int l) {
    SoListen.check(t.so(l));
    Errno e = errno(() -> t.s.accept(l, null));
    assertThat(e).isIn(Errno.OK, Errno.EWOULDBLOCK);
    return e == Errno.OK;
  }

  @Test
  void dataready_waits_for_data_or_the_end_of_file() {
    Streams.run(
        t -> {
          int l = listener(t, "dataready");
          int c = t.connected(1);
          assertThat(accepts(t, l)).isFalse();
          assertThat(t.s.getsockoptInt(l, SOL_SOCKET, SocketConst.SO_LISTENINCQLEN)).isEqualTo(1);
          t.s.write(c, bytes("x"));
          assertThat(accepts(t, l)).isTrue();
          int c2 = t.connected(1);
          assertThat(accepts(t, l)).isFalse();
          t.s.shutdown(c2, SocketConst.SHUT_WR);
          assertThat(accepts(t, l)).isTrue();
          // A connection has the low-water mark of its listener.
          t.s.setsockopt(l, SOL_SOCKET, SocketConst.SO_RCVLOWAT, 3);
          int c3 = t.connected(1);
          t.s.write(c3, bytes("xy"));
          assertThat(accepts(t, l)).isFalse();
          t.s.write(c3, bytes("z"));
          assertThat(accepts(t, l)).isTrue();
        });
  }

  @Test
  void connection_that_is_made_with_connected_state_is_filtered_too() {
    Streams.run(
        t -> {
          t.net.connstatus = Socket.SS_ISCONNECTED;
          int l = listener(t, "dataready");
          int c = t.connected(1);
          assertThat(accepts(t, l)).isFalse();
          t.s.write(c, bytes("x"));
          assertThat(accepts(t, l)).isTrue();
        });
  }

  @Test
  void httpready_waits_for_the_head_of_the_request() {
    Streams.run(
        t -> {
          int l = listener(t, "httpready");
          String[][] requests = {
            {"GE", "T ", "/ HT", "TP/1.1\r\nHost: a\r", "\n\r", "\n"},
            {"HEAD /x HTTP/1.0\n", "\n"},
            {"GET  /x   HTTP/1.1\r\nA: b\r\n", "\r\nbody"},
            {"POST"},
            {"GETX"},
            {"GET /x", "\r\n"},
            {"GET /x HTTP/0.9\r\n"},
            {"GET / HTTP/1.1\r\nA: \r \n", "\n"},
          };
          for (String[] parts : requests) {
            int c = t.connected(1);
            for (String part : parts) {
              assertThat(accepts(t, l)).as("before '%s'", part).isFalse();
              t.s.write(c, bytes(part));
            }
            assertThat(accepts(t, l)).as("after '%s'", parts[parts.length - 1]).isTrue();
          }
          t.h.kernel().sysctl().set("net.inet.accf.http.parsehttpversion", 0);
          int c = t.connected(1);
          t.s.write(c, bytes("GET /x\r\n"));
          assertThat(accepts(t, l)).isFalse();
          t.s.write(c, bytes("\r\n"));
          assertThat(accepts(t, l)).isTrue();
        });
  }

  @Test
  void httpready_gives_up_when_the_buffer_is_full() {
    Streams.run(
        t -> {
          int l = listener(t, "httpready");
          int c = t.connected(1);
          t.s.write(c, bytes("GET /" + "x".repeat(TestStream.SPACE - 6)));
          assertThat(accepts(t, l)).isFalse();
          t.s.write(c, bytes("x"));
          assertThat(accepts(t, l)).isTrue();
        });
  }

  @Test
  void filter_that_is_taken_away_lets_go_what_it_kept() {
    Streams.run(
        t -> {
          int l = listener(t, "dataready");
          int c = t.connected(1);
          t.net.slowOpen = true;
          int slow = t.socket();
          t.nonblocking(slow);
          errno(() -> t.s.connect(slow, Streams.port(1)));
          assertThat(accepts(t, l)).isFalse();
          t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, null);
          assertThat(accepts(t, l)).isTrue();
          assertThat(accepts(t, l)).isFalse();
          t.net.establish(t.so(slow));
          assertThat(accepts(t, l)).isTrue();
          t.s.write(c, bytes("late"));
          assertThat(t.h.sockets().acceptFilters.users("dataready")).isZero();
        });
  }

  @Test
  void listener_that_closes_gives_its_filter_back() {
    Streams.run(
        t -> {
          int l = listener(t, "dataready");
          int c = t.connected(1);
          assertThat(t.h.sockets().acceptFilters.users("dataready")).isEqualTo(1);
          t.s.close(l);
          assertThat(t.h.sockets().acceptFilters.users("dataready")).isZero();
          assertThat(errno(() -> Lan.recv(t.s, c))).isEqualTo(Errno.ECONNRESET);
        });
  }

  @Test
  void wrong_requests_have_their_errnos() {
    Streams.run(
        t -> {
          byte[] data = AcceptFilter.arg("dataready", "");
          int fd = t.socket();
          assertThat(errno(() -> t.s.setsockopt(fd, SOL_SOCKET, SO_ACCEPTFILTER, data)))
              .isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.setsockopt(fd, SOL_SOCKET, SO_ACCEPTFILTER, null)))
              .isEqualTo(Errno.EINVAL);
          assertThat(errno(() -> t.s.getsockopt(fd, SOL_SOCKET, SO_ACCEPTFILTER, 256)))
              .isEqualTo(Errno.EINVAL);
          int l = t.listener(1, 5);
          assertThat(errno(() -> t.s.getsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, 256)))
              .isEqualTo(Errno.EINVAL);
          byte[] unknown = AcceptFilter.arg("nosuch", "");
          assertThat(errno(() -> t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, unknown)))
              .isEqualTo(Errno.ENOENT);
          assertThat(errno(() -> t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, new byte[255])))
              .isEqualTo(Errno.EINVAL);
          t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, data);
          assertThat(t.s.getsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, 256)).isEqualTo(data);
          assertThat(errno(() -> t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, data)))
              .isEqualTo(Errno.EINVAL);
          t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, null);
          t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, null);
          t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, data);
        });
  }

  /** A filter that counts, and takes its argument. */
  private static final class Counting extends AcceptFilter {
    final List<String> log = new ArrayList<>();

    Counting() {
      super("counting");
    }

    @Override
    public Errno create(Socket listener, String arg, Object[] out) {
      log.add("create " + arg);
      out[0] = arg;
      return arg.isEmpty() ? Errno.EINVAL : Errno.OK;
    }

    @Override
    @Requires("so.rcv.lock")
    public boolean ready(Socket so, Object arg) {
      return so.rcv.sbCc() >= Integer.parseInt((String) arg);
    }

    @Override
    public void destroy(Socket listener, Object arg) {
      log.add("destroy " + arg);
    }
  }

  @Test
  void filter_of_ones_own_is_loaded_and_unloaded() {
    Streams.run(
        t -> {
          AcceptFilters filters = t.h.sockets().acceptFilters;
          Counting f = new Counting();
          assertThat(filters.add(f)).isEqualTo(Errno.OK);
          assertThat(filters.add(new Counting())).isEqualTo(Errno.EEXIST);
          int l = t.listener(1, 5);
          t.nonblocking(l);
          byte[] empty = AcceptFilter.arg("counting", "");
          assertThat(errno(() -> t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, empty)))
              .isEqualTo(Errno.EINVAL);
          t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, AcceptFilter.arg("counting", "3"));
          int c = t.connected(1);
          t.s.write(c, bytes("ab"));
          assertThat(accepts(t, l)).isFalse();
          t.s.write(c, bytes("c"));
          assertThat(accepts(t, l)).isTrue();
          assertThat(filters.del("counting")).isEqualTo(Errno.EOPNOTSUPP);
          t.h.kernel().sysctl().set("net.inet.accf.unloadable", 1);
          assertThat(filters.del("counting")).isEqualTo(Errno.EBUSY);
          t.s.close(l);
          assertThat(filters.del("counting")).isEqualTo(Errno.OK);
          assertThat(filters.del("counting")).isEqualTo(Errno.ENOENT);
          assertThat(f.log).containsExactly("create ", "create 3", "destroy 3");
        });
  }

  @Test
  void removal_against_arrival_and_data_loses_no_connection() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, AcceptFilter.arg("dataready", ""));
          KThread c =
              t.spawn(
                  "client",
                  () -> {
                    int fd = t.connected(1);
                    t.s.write(fd, bytes("x"));
                  });
          KThread r =
              t.spawn("remover", () -> t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, null));
          assertThat(Lan.recv(t.s, t.s.accept(l, null))).isEqualTo("x");
          Streams.join(c, r);
          SoListen.check(t.so(l));
        });
  }

  @Test
  void data_against_close_of_the_listener() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = t.listener(1, 5);
          t.s.setsockopt(l, SOL_SOCKET, SO_ACCEPTFILTER, AcceptFilter.arg("dataready", ""));
          int fd = t.connected(1);
          KThread c = t.spawn("client", () -> errno(() -> t.s.send(fd, bytes("x"), 0x20000)));
          KThread z = t.spawn("closer", () -> t.s.close(l));
          Streams.join(c, z);
          assertThat(t.h.sockets().numopensockets()).isEqualTo(1);
        });
  }

  /** Two events at once pass the child on once: what counts is who clears the upcall. */
  @Test
  void two_events_pass_a_connection_on_once() {
    Streams.everySchedule(
        SCHEDULES,
        t -> {
          int l = listener(t, "dataready");
          int c = t.connected(1);
          Socket head = t.so(l);
          t.h.sockets().accept.lock();
          Socket child = head.incomp.first();
          t.h.sockets().accept.unlock();
          KThread w = t.spawn("writer", () -> t.s.write(c, bytes("x")));
          KThread e = t.spawn("event", () -> UipcSocket2.sorwakeup(child));
          Streams.join(w, e);
          assertThat(accepts(t, l)).isTrue();
          assertThat(accepts(t, l)).isFalse();
        });
  }
}
