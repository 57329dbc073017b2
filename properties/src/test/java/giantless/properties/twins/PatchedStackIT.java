package giantless.properties.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.LockWatch;
import giantless.lock.explored.Failure;
import giantless.lock.witness.Witness;
import giantless.properties.twins.scenes.ConnectAndSend;
import giantless.properties.twins.scenes.Connection;
import giantless.properties.twins.scenes.Datagrams;
import giantless.properties.twins.scenes.Fragments;
import giantless.properties.twins.scenes.OddOptions;
import giantless.properties.twins.scenes.OldDriver;
import giantless.properties.twins.scenes.OneCluster;
import giantless.properties.twins.scenes.OneDatagram;
import giantless.properties.twins.scenes.PortZero;
import giantless.properties.twins.scenes.Sockets;
import giantless.properties.twins.scenes.ThreeReaders;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The stack with a locking bug put into its own source: each must be caught by the checker that is
 * there for it, with its exact words. Line numbers are written {@code L}, and of a splat the part
 * before the stacks is compared.
 */
class PatchedStackIT {
  /** For the stack as it stands. */
  static final int SCHEDULES = 12;

  /** For a bug that some schedules show, of which {@link #ENOUGH} are then looked at. */
  static final int MANY = 1000;

  private static final int ENOUGH = 2;

  /** Every file that a twin below changes. */
  private static final List<String> FILES =
      List.of(
          "mbuf/MbufPool",
          "mbuf/Zone",
          "net/IfGiant",
          "net/IfQueue",
          "net/NetStack",
          "netinet/IfIoctl",
          "netinet/InControl",
          "netinet/InPcbInfo",
          "netinet/IpFragment",
          "netinet/IpOptions",
          "netinet/IpReass",
          "netinet/TcpAckInput",
          "netinet/TcpDoSegment",
          "netinet/UdpOutput",
          "netinet/UdpUsrreq",
          "socket/SockBuf",
          "socket/SoReceive");

  private static final PatchedStack GOOD = PatchedStack.unpatched(FILES);

  static final Supplier<LockWatch> WITNESS = Witness::new;
  static final Supplier<LockWatch> NOTHING_WATCHES = () -> null;

  /** What a failure says, without line numbers and stacks. */
  private static String head(Failure f) {
    return f.message()
        .lines()
        .takeWhile(line -> !line.endsWith(" at:"))
        .filter(line -> !line.startsWith("   at "))
        .map(line -> line.replaceAll("(\\w+\\.java):\\d+", "$1:L"))
        .collect(Collectors.joining("\n"));
  }

  static List<String> heads(
      PatchedStack stack, Class<? extends Scene> scene, int schedules, Supplier<LockWatch> watch) {
    return stack.play(scene, schedules, ENOUGH, watch).stream()
        .map(PatchedStackIT::head)
        .distinct()
        .toList();
  }

  /** Wrong on some of the schedules, and then always with these words. */
  static void assertCaught(PatchedStack stack, Class<? extends Scene> scene, String words) {
    assertThat(heads(stack, scene, MANY, WITNESS)).containsExactly(words);
  }

  /** Wrong on the first schedule: no luck is needed. */
  static void assertCaughtAtOnce(PatchedStack stack, Class<? extends Scene> scene, String words) {
    assertThat(heads(stack, scene, 1, WITNESS)).containsExactly(words);
  }

  private static List<String> headsWithStraggler(PatchedStack stack, Class<? extends Scene> scene) {
    return stack.play(scene, Straggler::new, MANY, 1, WITNESS).stream()
        .map(PatchedStackIT::head)
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ConnectAndSend.class,
        Connection.class,
        Datagrams.class,
        Fragments.class,
        OddOptions.class,
        OldDriver.class,
        OneCluster.class,
        OneDatagram.class,
        PortZero.class,
        Sockets.class,
        ThreeReaders.class
      })
  void stack_as_it_stands_passes_every_scene(Class<? extends Scene> scene) {
    assertThat(heads(GOOD, scene, SCHEDULES, WITNESS)).isEmpty();
    assertThat(heads(GOOD, scene, SCHEDULES, NOTHING_WATCHES)).isEmpty();
  }

  // ---- A socket buffer with a lost wakeup ----

  private static final String ASLEEP =
      """
      deadlock: no thread can run, and no lock is waited for in a cycle (lost wakeup)
        thread main waits for the end of reader; holds nothing
        thread reader sleeps on sbwait; holds nothing""";

  @Test
  void buffer_that_forgets_the_wakeup_is_caught() {
    Patch p = new Patch("socket/SockBuf", "      sleepq.wakeup(this);\n", "");
    assertCaught(PatchedStack.of(p), Datagrams.class, ASLEEP);
  }

  @Test
  void sleeper_that_does_not_say_so_is_caught() {
    Patch p = new Patch("socket/SockBuf", "    sbFlags |= SB_WAIT;\n", "");
    assertCaught(PatchedStack.of(p), Datagrams.class, ASLEEP);
  }

  @Test
  void datagram_wakes_a_reader_that_was_left_behind_at_any_step() {
    assertThat(GOOD.play(OneDatagram.class, Straggler::new, MANY / 10, 1, WITNESS)).isEmpty();
  }

  @Test
  void sleep_without_a_recheck_after_the_mutex_was_free_is_caught() {
    Patch p =
        new Patch(
            "socket/SoReceive",
            "          error = sb.sbwait();\n",
            """
                      sb.lock.unlock();
                      sb.lock.lock();
                      error = sb.sbwait();
            """);
    assertThat(headsWithStraggler(PatchedStack.of(p), OneDatagram.class)).containsExactly(ASLEEP);
  }

  /** Who wakes in sblock takes it for granted that the lock is free. */
  @Test
  void sblock_taken_without_a_recheck_is_caught() {
    Patch p =
        new Patch(
            "socket/SockBuf",
            "    while ((sbFlags & SB_LOCK) != 0) {",
            "    if ((sbFlags & SB_LOCK) != 0) {");
    assertThat(heads(PatchedStack.of(p), ThreeReaders.class, MANY, WITNESS))
        .isNotEmpty()
        .allMatch(
            m ->
                m.matches("thread reader\\d: giantless.lock.Panic: receive: type 1 is no address"));
  }

  // ---- The list of control blocks without its lock ----

  @Test
  void block_put_on_the_list_before_the_lock_is_caught() {
    Patch p =
        new Patch(
            "netinet/UdpUsrreq",
            """
                info.lock.lock();
                InPcb inp = info.alloc(so, 0);
            """,
            """
                InPcb inp = info.alloc(so, 0);
                info.lock.lock();
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        Sockets.class,
        """
        thread main: giantless.lock.contract.ContractViolation: call of InPcbInfo.alloc without the lock
         lock udp (sleep mutex), @Requires("lock")
         at UdpUsrreq.java:L by thread main
         locks held: none""");
  }

  /** The list is left for a moment in the middle of a change. */
  @Test
  void list_changed_with_the_lock_dropped_is_caught() {
    Patch p =
        new Patch(
            "netinet/InPcbInfo",
            "      head = inp.listNext;\n",
            """
                  lock.unlock();
                  head = inp.listNext;
                  lock.lock();
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        Sockets.class,
        """
        thread main: giantless.lock.contract.ContractViolation: read of InPcb.listNext without its lock
         needs udp (sleep mutex), @GuardedBy("info.lock")
         at InPcbInfo.java:L by thread main
         locks held: udpinp (sleep mutex)""");
  }

  /** Addresses are read under either lock, so they are written under both. */
  @Test
  void address_changed_under_one_of_its_two_locks_is_caught() {
    Patch p =
        new Patch(
            "netinet/UdpUsrreq",
            "      inp.inpLaddr = InAddr.INADDR_ANY;\n",
            """
                  info.lock.unlock();
                  inp.inpLaddr = InAddr.INADDR_ANY;
                  info.lock.lock();
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        Sockets.class,
        """
        thread main: giantless.lock.contract.ContractViolation: write of InPcb.inpLaddr without its lock
         needs udp (sleep mutex), @GuardedBy("info.lock")
         at UdpUsrreq.java:L by thread main
         locks held: udpinp (sleep mutex)""");
  }

  /** The fragment is put into its queue when the lock is free again. */
  @Test
  void fragment_queued_without_the_lock_is_caught() {
    Patch p =
        new Patch(
            "netinet/IpReass",
            """
                  frag.next = fp.frags;
                  fp.frags = frag;
            """,
            """
                  lock.unlock();
                  frag.next = fp.frags;
                  fp.frags = frag;
                  lock.lock();
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        Fragments.class,
        """
        thread swi:net: giantless.lock.contract.ContractViolation: read of Ipq.frags without its lock
         needs ipqlock (sleep mutex), @GuardedBy("lock")
         at IpReass.java:L by thread swi:net
         locks held: none""");
  }

  static void assertAll(List<String> heads, String words) {
    assertThat(heads).isNotEmpty().allMatch(m -> m.contains(words), words);
  }

  /** The segment's acknowledgement is looked at when the connection is free for anybody. */
  @Test
  void acknowledgement_without_the_lock_of_the_connection_is_caught() {
    Patch p =
        new Patch(
            "netinet/TcpDoSegment",
            "      next = ackInput.input(s, tp);\n",
            """
                  tp.inp.lock.unlock();
                  next = ackInput.input(s, tp);
                  tp.inp.lock.lock();
            """);
    assertAll(
        heads(PatchedStack.of(p), Connection.class, MANY, WITNESS),
        """
        ContractViolation: call of TcpAckInput.input without the lock
         lock tcpinp (sleep mutex), @Requires("tp.inp.lock")
        """);
  }

  /** Only a connection that is gone is given back unlocked. */
  @Test
  void acknowledgement_that_gives_the_lock_away_is_caught() {
    Patch p =
        new Patch(
            "netinet/TcpAckInput",
            "    return ourFin ? finAcked(tp, so) : TcpDoSegment.Next.STEP6;\n",
            """
                if (!ourFin) {
                  tp.inp.lock.unlock();
                }
                return ourFin ? finAcked(tp, so) : TcpDoSegment.Next.STEP6;
            """);
    assertAll(
        heads(PatchedStack.of(p), Connection.class, MANY, WITNESS),
        """
        ContractViolation: return of TcpAckInput.processAck without the lock that it was called with
         lock tcpinp (sleep mutex), @Requires("tp.inp.lock")
        """);
  }

  // ---- A zone that hides what is free ----

  /** What is freed between the two steps lies in a cache, and nobody wakes who waits for it. */
  @Test
  void zone_that_raises_starving_after_it_emptied_the_caches_is_caught() {
    Patch p =
        new Patch(
            "mbuf/Zone",
            """
                starving = starving + 1;
                lock.unlock();
                emptyCaches();
                lock.lock();
            """,
            """
                lock.unlock();
                emptyCaches();
                lock.lock();
                starving = starving + 1;
            """);
    assertCaught(
        PatchedStack.of(p),
        OneCluster.class,
        """
        deadlock: no thread can run, and no lock is waited for in a cycle (lost wakeup)
          thread main waits for the end of waiter; holds nothing
          thread waiter sleeps on zonelimit; holds nothing""");
  }

  // ---- Options that are wrong: the check of OptionsIT ----

  @Test
  void packet_dropped_without_being_counted_is_caught() {
    Patch p = new Patch("netinet/IpOptions", "    ipstat.ips_badoptions.inc();\n", "");
    assertCaughtAtOnce(
        PatchedStack.of(p),
        OddOptions.class,
        "thread main: java.lang.AssertionError: packet with options [7, 0, 4, 0] ended in 0"
            + " places");
  }

  @Test
  void packet_that_goes_on_after_it_was_refused_is_caught() {
    Patch p =
        new Patch(
            "netinet/IpOptions",
            """
                inet.icmpError.error(m, type, code, 0, 0);
                return Verdict.CONSUMED;
            """,
            """
                return Verdict.CONTINUE;
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        OddOptions.class,
        "thread main: java.lang.AssertionError: packet with options [7, 0, 4, 0] ended in 2"
            + " places");
  }

  // ---- A driver that needs Giant ----

  private static final String FREED =
      ": giantless.lock.Panic: the driver of old0 is called after it was freed";

  @Test
  void driver_that_needs_giant_is_left_alone_once_it_is_detached() {
    assertThat(GOOD.play(OldDriver.class, Straggler::new, MANY / 10, 1, WITNESS)).isEmpty();
  }

  /** D-59: the start task outlives the interface. */
  @Test
  void detach_that_does_not_wait_for_the_start_task_is_caught() {
    Patch p = new Patch("net/NetStack", "    ifp.drainDriver();\n", "");
    assertAll(headsWithStraggler(PatchedStack.of(p), OldDriver.class), FREED);
  }

  /** D-59 once more: nothing is pending yet when detach waits. */
  @Test
  void start_task_enqueued_after_the_queue_was_closed_is_caught() {
    Patch p =
        new Patch(
            "net/IfQueue",
            """
                if (!closed) {
                  taskqueue.enqueue(task);
                }
            """,
            """
                taskqueue.enqueue(task);
            """);
    assertAll(headsWithStraggler(PatchedStack.of(p), OldDriver.class), FREED);
  }

  /** Who has Giant needs no task, and is waited for all the same. */
  @Test
  void detach_that_does_not_wait_for_the_owner_of_giant_is_caught() {
    Patch p =
        new Patch(
            "net/IfGiant",
            """
                swiGiant.drain(multiTask);
                giant.lock();
                giant.unlock();
            """,
            """
                swiGiant.drain(multiTask);
            """);
    assertAll(headsWithStraggler(PatchedStack.of(p), OldDriver.class), FREED);
  }

  private static final String WITHOUT_GIANT =
      ": giantless.lock.Panic: lock Giant (sleep mutex) not exclusively locked by the calling"
          + " thread";

  /** D-60: a driver without locks of its own is called as if it had some. */
  @Test
  void driver_started_without_giant_is_caught() {
    Patch p = new Patch("net/IfGiant", "    if (giant.isOwned()) {", "    if (giant != null) {");
    assertAll(heads(PatchedStack.of(p), OldDriver.class, MANY, WITNESS), WITHOUT_GIANT);
  }

  @Test
  void driver_configured_without_giant_is_caught() {
    Patch address = new Patch("netinet/InControl", "ifp.ifIoctl(Iff.", "ifp.ioctl(Iff.");
    assertAll(heads(PatchedStack.of(address), OldDriver.class, 1, WITNESS), WITHOUT_GIANT);
    Patch flags =
        new Patch(
            "netinet/IfIoctl",
            "req.value instanceof Integer ? ifp.ifIoctl(",
            "req.value instanceof Integer ? ifp.ioctl(");
    assertAll(heads(PatchedStack.of(flags), OldDriver.class, 1, WITNESS), WITHOUT_GIANT);
  }

  /** Giant is the first mutex: where the stack sends it is too late for it. */
  @Test
  void giant_taken_where_the_stack_sends_is_caught() {
    Patch p =
        new Patch(
            "net/IfGiant",
            "      ifp.snd.enqueueTask(swiGiant, startTask);\n",
            """
                  giant.lock();
                  ifp.start();
                  giant.unlock();
            """);
    assertAll(
        heads(PatchedStack.of(p), OldDriver.class, MANY, WITNESS),
        "thread sender: giantless.lock.witness.WitnessViolation: ");
  }

  // ---- A reversed order ----

  private static final Patch REVERSED =
      new Patch(
          "netinet/UdpUsrreq",
          """
            private void lock(InPcb inp) {
              info.lock.lock();
              inp.lock.lock();
          """,
          """
            private void lock(InPcb inp) {
              inp.lock.lock();
              info.lock.lock();
          """);

  @Test
  void reversed_order_is_caught_by_witness_on_any_schedule() {
    assertCaughtAtOnce(
        PatchedStack.of(REVERSED),
        Sockets.class,
        """
        thread main: giantless.lock.witness.WitnessViolation: lock order reversal
         1st udpinp (sleep mutex) @ UdpUsrreq.java:L by thread main
         2nd udp (sleep mutex) @ UdpUsrreq.java:L by thread main
        order so far: udp -> udpinp
         udp -> udpinp declared, learnt from thread main
          udp (sleep mutex) @ UdpUsrreq.java:L
          udpinp (sleep mutex) @ UdpUsrreq.java:L""");
  }

  /** Nothing watches, and the schedule that deadlocks is met all the same. */
  @Test
  void reversed_order_is_a_deadlock_on_some_schedule() {
    String main =
        "\n  thread main wants udp (sleep mutex), held by sender; holds udpinp (sleep mutex)";
    String sender =
        "\n  thread sender wants udpinp (sleep mutex), held by main; holds udp (sleep mutex)";
    String title = "deadlock: 2 threads wait for each other";
    assertThat(heads(PatchedStack.of(REVERSED), ConnectAndSend.class, MANY, NOTHING_WATCHES))
        .isNotEmpty()
        .isSubsetOf(title + main + sender, title + sender + main);
  }

  // ---- A sleep with a mutex held ----

  @Test
  void sleep_with_the_control_block_locked_is_caught() {
    Patch p = new Patch("netinet/IpFragment", "gethdr(How.DONTWAIT", "gethdr(How.WAITOK");
    assertCaughtAtOnce(
        PatchedStack.of(p),
        Fragments.class,
        """
        thread main: giantless.lock.witness.WitnessViolation: sleep with a non-sleepable lock held: mbuf
         1st udpinp (sleep mutex) @ UdpOutput.java:L by thread main
        interlock: none""");
  }

  // ---- A lock leaked on an error path ----

  @Test
  void lock_leaked_by_a_call_that_fails_is_caught_at_its_return() {
    Patch p =
        new Patch(
            "netinet/UdpOutput",
            """
                if (error != Errno.OK) {
                  inp.lock.unlock();
                  pool.freem(m);
            """,
            """
                if (error != Errno.OK) {
                  pool.freem(m);
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        PortZero.class,
        """
        thread main: giantless.lock.witness.WitnessViolation: locks held where none may be: syscall sendto
         1st udpinp (sleep mutex) @ UdpOutput.java:L by thread main""");
  }

  // ---- A double free of a cluster ----

  @Test
  void cluster_shared_without_a_reference_is_freed_twice_and_caught() {
    Patch p = new Patch("mbuf/MbufPool", "    ext.refs.acquire();\n", "");
    assertCaughtAtOnce(
        PatchedStack.of(p),
        Fragments.class,
        "thread main: giantless.lock.Panic: duplicate free of mbuf_cluster");
  }

  @Test
  void cluster_kept_by_one_reference_too_many_is_caught_at_shutdown() {
    Patch p =
        new Patch(
            "mbuf/MbufPool",
            "    ext.refs.acquire();\n",
            """
                ext.refs.acquire();
                ext.refs.acquire();
            """);
    assertCaughtAtOnce(
        PatchedStack.of(p),
        Fragments.class,
        "thread main: giantless.lock.Panic: host: left at shutdown: 0 mbufs, 3 clusters, 0 files");
  }

  // ---- The way itself ----

  @Test
  void patch_that_does_not_apply_once_is_no_patch() {
    assertThatThrownBy(() -> PatchedStack.of(new Patch("socket/SockBuf", "no such text", "")))
        .isInstanceOf(AssertionError.class)
        .hasMessage("patch of socket/SockBuf: not in the source: no such text");
    assertThatThrownBy(() -> PatchedStack.of(new Patch("socket/SockBuf", "sbFlags", "")))
        .isInstanceOf(AssertionError.class)
        .hasMessage("patch of socket/SockBuf: more than once in the source: sbFlags");
    assertThatThrownBy(() -> PatchedStack.of(new Patch("socket/NoSuchFile", "", "")))
        .isInstanceOf(AssertionError.class)
        .hasMessage("patch of socket/NoSuchFile: no such source");
  }

  @Test
  void patch_that_does_not_compile_is_no_patch() {
    Patch p = new Patch("socket/SockBuf", "      sleepq.wakeup(this);\n", "      wrong();\n");
    assertThatThrownBy(() -> PatchedStack.of(p))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("patched source does not compile:\n")
        .hasMessageContaining("wrong()");
  }
}
