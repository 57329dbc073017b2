package giantless.properties.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.Syscalls;
import giantless.stack.kern.Proc;
import giantless.stack.kern.SysException;
import giantless.stack.local.UnpLocking;
import giantless.stack.socket.CMsg;
import giantless.stack.socket.MsgHdr;
import giantless.stack.socket.SocketConst;
import giantless.stack.socket.Sockopt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The collector against reachability in a graph: sockets of pairs pass over each other, descriptors
 * are closed, messages are received; after each collection exactly those sockets are left that a
 * descriptor leads to, directly or through buffers, and so are the descriptors in flight.
 */
class LocalGcIT {
  private static final int PAIRS = 4;
  private static final String[] OPS = {"send", "send", "send", "close", "close", "receive"};

  /** One call. */
  record Step(int op, int a, int b) {
    @Override
    public String toString() {
      return OPS[op] + "(" + a + "," + b + ")";
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> node = Arbitraries.integers().between(0, 2 * PAIRS - 1);
    return Combinators.combine(Arbitraries.integers().between(0, OPS.length - 1), node, node)
        .as(Step::new)
        .list()
        .ofMaxSize(50);
  }

  @Property(tries = 100)
  void what_no_descriptor_leads_to_is_collected_and_nothing_else(
      @ForAll("steps") List<Step> steps, @ForAll UnpLocking.Kind kind) throws SysException {
    Run run = new Run(kind);
    for (Step s : steps) {
      run.step(s);
    }
    run.compare();
    run.end();
  }

  /** The graph has lost an edge: the comparison must see it. */
  @Example
  void graph_with_an_edge_too_few_is_told_apart() throws SysException {
    Run run = new Run(UnpLocking.Kind.PER_PCB);
    run.step(new Step(0, 0, 2));
    run.step(new Step(3, 2, 0));
    run.compare();
    run.nodes[1].buffer.clear();
    assertThatThrownBy(run::compare).isInstanceOf(AssertionError.class);
  }

  /** A socket in the graph. */
  private static final class Node {
    /** Its descriptors. */
    final List<Integer> fds = new ArrayList<>();

    /** The sockets in its buffer, one a message. */
    final ArrayDeque<Node> buffer = new ArrayDeque<>();

    Node peer;
    boolean gone;
  }

  private static final class Run {
    final Host h;
    final Proc p;
    final Syscalls s;
    final Node[] nodes = new Node[2 * PAIRS];

    Run(UnpLocking.Kind kind) throws SysException {
      h = Host.builder().cpus(1).watch(new Witness()).unixLocking(kind).build();
      p = h.newProc("p");
      s = h.syscalls(p);
      for (int i = 0; i < nodes.length; i += 2) {
        int[] fds = s.socketpair(SocketConst.AF_LOCAL, SocketConst.SOCK_STREAM, 0);
        nodes[i] = new Node();
        nodes[i + 1] = new Node();
        nodes[i].fds.add(fds[0]);
        nodes[i + 1].fds.add(fds[1]);
        nodes[i].peer = nodes[i + 1];
        nodes[i + 1].peer = nodes[i];
        s.fcntl(fds[0], Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
        s.fcntl(fds[1], Syscalls.F_SETFL, Syscalls.O_NONBLOCK);
      }
    }

    void step(Step step) throws SysException {
      Node a = nodes[step.a];
      Node b = nodes[step.b];
      if (a.fds.isEmpty()) {
        return;
      }
      switch (OPS[step.op]) {
        case "send":
          send(a, b);
          break;
        case "close":
          s.close(a.fds.remove(a.fds.size() - 1));
          collect();
          break;
        default:
          receive(a);
      }
    }

    private void send(Node over, Node sent) throws SysException {
      if (sent.fds.isEmpty() || over.peer.gone) {
        return;
      }
      byte[] fd = new byte[4];
      Sockopt.putInt(fd, 0, sent.fds.get(0));
      MsgHdr m = new MsgHdr(null, new byte[1]);
      m.control = CMsg.bytes(new CMsg(SocketConst.SOL_SOCKET, SocketConst.SCM_RIGHTS, fd));
      s.sendmsg(over.fds.get(0), m, SocketConst.MSG_NOSIGNAL);
      over.peer.buffer.add(sent);
    }

    private void receive(Node a) throws SysException {
      if (a.buffer.isEmpty()) {
        return;
      }
      MsgHdr m = new MsgHdr(null, new byte[1]);
      m.controllen = 100;
      assertThat(s.recvmsg(a.fds.get(0), m, 0)).isEqualTo(1);
      a.buffer.remove().fds.add(Sockopt.getInt(m.control, CMsg.HDR));
    }

    /** What a descriptor leads to, over buffers. */
    private Set<Node> reachable() {
      Set<Node> seen = new HashSet<>();
      ArrayDeque<Node> todo = new ArrayDeque<>();
      for (Node n : nodes) {
        if (!n.fds.isEmpty() && seen.add(n)) {
          todo.add(n);
        }
      }
      while (!todo.isEmpty()) {
        for (Node n : todo.remove().buffer) {
          if (seen.add(n)) {
            todo.add(n);
          }
        }
      }
      return seen;
    }

    /** In the graph and in the machine; a socket that is closed has the machine look. */
    private Set<Node> collect() throws SysException {
      // Nothing that was put off may hold a reference when the collector looks.
      h.unix().drain();
      s.close(s.socket(SocketConst.AF_LOCAL, SocketConst.SOCK_DGRAM, 0));
      h.unix().drain();
      Set<Node> live = reachable();
      for (Node n : nodes) {
        if (!live.contains(n)) {
          n.gone = true;
          n.buffer.clear();
        }
      }
      return live;
    }

    void compare() throws SysException {
      Set<Node> live = collect();
      int inflight = 0;
      for (Node n : live) {
        inflight += n.buffer.size();
      }
      assertThat(h.sockets().numopensockets()).isEqualTo(live.size());
      assertThat(h.unix().inflight()).isEqualTo(inflight);
    }

    void end() {
      p.exit(0);
      h.shutdownClean();
    }
  }
}
