package giantless.stack.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import giantless.lock.explored.Simulation;
import giantless.lock.nat.NativeRuntime;
import giantless.lock.nat.VirtualClock;
import giantless.stack.Host;
import giantless.stack.Machine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures: the file's structure, its times and lengths, buffers that overflow, ends. */
class PcapNgTest {

  /** A block of a file: type and body, after its two lengths were compared. */
  private static final class Block {
    final int type;
    final ByteBuffer body;

    Block(int type, ByteBuffer body) {
      this.type = type;
      this.body = body;
    }
  }

  private static List<Block> parse(byte[] file) {
    List<Block> blocks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int start = in.position();
      int type = in.getInt();
      int length = in.getInt();
      assertThat(length % 4).isZero();
      assertThat(in.getInt(start + length - 4)).isEqualTo(length);
      ByteBuffer body = in.slice(start + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN);
      blocks.add(new Block(type, body));
      in.position(start + length);
    }
    return blocks;
  }

  private static byte[] frame(TestEther e, int bytes) {
    byte[] f = new byte[bytes];
    EtherHeader.put(f, 0, e.lladdr(), EtherIf.localAddress(9), 0x88b5);
    f[bytes - 1] = 77;
    return f;
  }

  private static byte[] capture(VirtualClock clock) throws IOException {
    Host h = Host.builder().runtime(NativeRuntime.virtual(clock, null, 1, 1)).build();
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    e.up();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PcapCapture capture = PcapCapture.start(h.net(), "ether0", 0, out);
    e.arrive(frame(e, 61));
    clock.advance(1_234_567_891L);
    e.arrive(frame(e, 1514));
    assertThat(capture.stop()).isZero();
    h.shutdownClean();
    return out.toByteArray();
  }

  @Test
  void file_is_a_section_an_interface_and_the_packets() throws IOException {
    List<Block> blocks = parse(capture(new VirtualClock()));
    assertThat(blocks).hasSize(4);
    Block section = blocks.get(0);
    assertThat(section.type).isEqualTo(0x0a0d0d0a);
    assertThat(section.body.getInt(0)).isEqualTo(0x1a2b3c4d);
    assertThat(section.body.getShort(4)).isEqualTo((short) 1);
    assertThat(section.body.getShort(6)).isEqualTo((short) 0);
    assertThat(section.body.getLong(8)).isEqualTo(-1);
    Block idb = blocks.get(1);
    assertThat(idb.type).isEqualTo(1);
    assertThat(idb.body.getShort(0)).isEqualTo((short) PcapNg.LINKTYPE_ETHERNET);
    assertThat(idb.body.getShort(8)).isEqualTo((short) 2); // if_name
    byte[] name = new byte[idb.body.getShort(10)];
    idb.body.get(12, name);
    assertThat(new String(name, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("ether0");
    assertThat(idb.body.getShort(20)).isEqualTo((short) 9); // if_tsresol
    assertThat(idb.body.get(24)).isEqualTo((byte) 9);
    long[] times = new long[2];
    int[] lengths = {61, 1514};
    for (int i = 0; i < 2; i++) {
      Block packet = blocks.get(2 + i);
      assertThat(packet.type).isEqualTo(6);
      assertThat(packet.body.getInt(0)).isZero();
      times[i] = (long) packet.body.getInt(4) << 32 | packet.body.getInt(8) & 0xffffffffL;
      assertThat(packet.body.getInt(12)).isEqualTo(lengths[i]);
      assertThat(packet.body.getInt(16)).isEqualTo(lengths[i]);
      assertThat(packet.body.get(20 + lengths[i] - 1)).isEqualTo((byte) 77);
    }
    assertThat(times[0]).isEqualTo(VirtualClock.DEFAULT_EPOCH_NANOS);
    assertThat(times[1] - times[0]).isEqualTo(1_234_567_891L);
  }

  @Test
  void tshark_reads_it(@TempDir Path dir) throws Exception {
    Path tshark = Path.of("/usr/bin/tshark");
    Assumptions.assumeTrue(Files.isExecutable(tshark), "no tshark");
    Path file = dir.resolve("capture.pcapng");
    Files.write(file, capture(new VirtualClock()));
    Process p =
        new ProcessBuilder(
                tshark.toString(),
                "-r",
                file.toString(),
                "-T",
                "fields",
                "-e",
                "frame.len",
                "-e",
                "frame.time_epoch")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text =
        new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(p.waitFor()).isZero();
    String[] lines = text.strip().split("\n");
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).startsWith("61\t");
    assertThat(lines[1]).startsWith("1514\t");
    assertThat(lines[1]).endsWith("1.234567891");
  }

  @Test
  void loopback_packets_carry_their_family() throws IOException {
    Host h = Machine.host();
    Loopback lo = new Loopback(h.net(), "lo0");
    h.net().attach(lo);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PcapCapture capture = PcapCapture.start(h.net(), "lo0", 0, out);
    byte[] bytes = new byte[20];
    lo.output(
        h.mbufs().devget(bytes, 0, 20, lo, giantless.stack.mbuf.How.DONTWAIT),
        SockAddrIn.parse("127.0.0.1"),
        null);
    capture.stop();
    Block packet = parse(out.toByteArray()).get(2);
    assertThat(packet.body.getInt(12)).isEqualTo(24);
    assertThat(packet.body.getInt(20)).isEqualTo(SockAddr.AF_INET);
    h.shutdownClean();
  }

  @Test
  void full_buffers_drop_and_count_and_reading_makes_room() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    e.up();
    BpfD d = h.net().bpf.open("ether0", 256, BpfFilter.ALL);
    for (int i = 0; i < 10; i++) {
      e.arrive(frame(e, 84)); // A record of 100 bytes: two in each buffer.
    }
    assertThat(d.received()).isEqualTo(10);
    assertThat(d.dropped()).isEqualTo(6);
    byte[] to = new byte[256];
    assertThat(d.read(to)).isEqualTo(200);
    e.arrive(frame(e, 84));
    assertThat(d.dropped()).isEqualTo(6);
    assertThat(d.read(to)).isEqualTo(200);
    assertThat(d.read(to)).isEqualTo(100);
    d.close();
    assertThat(d.read(to)).isZero();
    h.shutdownClean();
  }

  @Test
  void filter_chooses_and_cuts() {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    e.up();
    BpfD d = h.net().bpf.open("ether0", 0, (header, m, length) -> length > 100 ? 50 : 0);
    e.arrive(frame(e, 60));
    e.arrive(frame(e, 200));
    assertThat(d.accepted()).isOne();
    byte[] to = new byte[d.bufsize()];
    assertThat(d.read(to)).isEqualTo(BpfD.HEADER + 50);
    d.close();
    h.shutdownClean();
  }

  @Test
  void unknown_interface_has_no_capture() throws IOException {
    Host h = Machine.host();
    assertThat(h.net().bpf.open("nothing0", 0, BpfFilter.ALL)).isNull();
    assertThat(PcapCapture.start(h.net(), "nothing0", 0, new ByteArrayOutputStream())).isNull();
    h.shutdownClean();
  }

  @Test
  void failure_to_write_is_told_at_the_stop() throws IOException {
    Host h = Machine.host();
    TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
    e.up();
    OutputStream full =
        new OutputStream() {
          private int written;

          @Override
          public void write(int b) throws IOException {
            if (++written > 100) {
              throw new IOException("disk full");
            }
          }
        };
    PcapCapture capture = PcapCapture.start(h.net(), "ether0", 0, full);
    e.arrive(frame(e, 200));
    assertThatThrownBy(capture::stop).isInstanceOf(IOException.class).hasMessage("disk full");
    h.shutdownClean();
  }

  @Test
  void two_readers_a_writer_and_a_detach_agree_under_many_schedules() {
    for (int seed = 0; seed < 40; seed++) {
      Simulation.run(
              seed,
              rt -> {
                Host h = Host.builder().runtime(rt).mbufsMayFail(false).build();
                TestEther e = TestEther.attach(h, "ether0", 1, null, 0);
                e.up();
                BpfD d = h.net().bpf.open("ether0", 256, BpfFilter.ALL);
                giantless.lock.AtomicInt bytes = rt.atomicInt(0);
                Runnable reader =
                    () -> {
                      byte[] to = new byte[256];
                      int n = d.read(to);
                      while (n > 0) {
                        bytes.fetchAdd(n);
                        n = d.read(to);
                      }
                    };
                giantless.lock.KThread one = rt.spawn("one", 84, 0, reader);
                giantless.lock.KThread two = rt.spawn("two", 84, 1, reader);
                for (int i = 0; i < 5; i++) {
                  e.arrive(frame(e, 84));
                }
                h.net().detach(e);
                one.join();
                two.join();
                if (bytes.get() != 100 * (5 - (int) d.dropped())) {
                  throw new AssertionError(bytes.get() + " bytes, " + d.dropped() + " dropped");
                }
                d.close();
                h.shutdownClean();
              })
          .orThrow();
    }
  }
}
