package giantless.properties.local;

import static giantless.properties.local.LocalStep.close;
import static giantless.properties.local.LocalStep.receive;
import static giantless.properties.local.LocalStep.send;
import static giantless.properties.local.LocalStep.shutdown;
import static giantless.properties.local.LocalStep.wantCreds;
import static giantless.properties.local.model.Kind.DGRAM;
import static giantless.properties.local.model.Kind.SEQPACKET;
import static giantless.properties.local.model.Kind.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import giantless.properties.local.model.Ask;
import giantless.properties.local.model.Kind;
import giantless.properties.local.model.Receiving.Flags;
import giantless.properties.local.model.Rules;
import giantless.stack.local.UnpLocking;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule of the model of {@link LocalSocketProperties}, wrong: the comparison sees it. */
class LocalModelTwinsTest {
  private static final int ROOM = 400;
  private static final Flags PEEK = new Flags(true, false, false);
  private static final Flags WAITALL = new Flags(false, true, false);

  /** What is told of a wrong rule; with the right ones the same steps pass. */
  private static String told(Kind kind, Rules wrong, LocalStep... steps) {
    LocalComparison.run(UnpLocking.Kind.GLOBAL, kind, new Rules(), List.of(steps));
    return catchThrowableOfType(
            LocalComparison.Difference.class,
            () -> LocalComparison.run(UnpLocking.Kind.PER_PCB, kind, wrong, List.of(steps)))
        .getMessage();
  }

  private static LocalStep plain(int end, int size) {
    return send(end, size, 1, Ask.NONE, false);
  }

  private static LocalStep with(int end, int size, Ask ask) {
    return send(end, size, 1, ask, false);
  }

  private static LocalStep all(int end) {
    return receive(end, 100, ROOM, Flags.NONE);
  }

  // ---- Limits ----

  private static Rules sendLimit(int limit) {
    return new Rules() {
      @Override
      protected int sendLimit(Kind kind) {
        return limit;
      }
    };
  }

  @Test
  void stream_that_takes_a_byte_too_many() {
    assertThat(told(STREAM, sendLimit(8193), plain(0, 8193)))
        .isEqualTo("send0(8193 from 1): the model says took 8193, the stack took 8192");
  }

  @Test
  void sender_that_is_not_held_back() {
    assertThat(told(STREAM, sendLimit(8193), plain(0, 8192), plain(0, 1)))
        .isEqualTo("send0(1 from 1): the model says took 1, the stack EAGAIN");
  }

  @Test
  void datagram_that_finds_too_much_room() {
    Rules wrong =
        new Rules() {
          @Override
          protected int receiveLimit(Kind kind) {
            return 4112;
          }
        };
    assertThat(told(DGRAM, wrong, plain(0, 2048), plain(0, 2032)))
        .isEqualTo("send0(2032 from 1): the model says took 2032, the stack ENOBUFS");
  }

  /** Datagrams that each need a cluster fill the storage long before the bytes. */
  @Test
  void storage_that_does_not_count() {
    Rules wrong =
        new Rules() {
          @Override
          protected int storageLimit(int limit) {
            return Integer.MAX_VALUE;
          }
        };
    LocalStep[] steps = Collections.nCopies(14, plain(0, 169)).toArray(new LocalStep[0]);
    assertThat(told(DGRAM, wrong, steps))
        .isEqualTo("send0(169 from 1): the model says took 169, the stack ENOBUFS");
  }

  @Test
  void address_that_is_too_short() {
    Rules wrong =
        new Rules() {
          @Override
          protected int addressBytes() {
            return 15;
          }
        };
    assertThat(told(SEQPACKET, wrong, plain(0, 1)))
        .isEqualTo("unread with the rest at 1 the model says 16, the stack 17");
  }

  @Test
  void datagram_that_waits() {
    Rules wrong =
        new Rules() {
          @Override
          protected String noRoomForDatagram() {
            return "EAGAIN";
          }
        };
    assertThat(told(DGRAM, wrong, plain(0, 2048), plain(0, 2048)))
        .isEqualTo("send0(2048 from 1): the model says EAGAIN, the stack ENOBUFS");
  }

  @Test
  void message_that_is_too_long_and_waits() {
    Rules wrong =
        new Rules() {
          @Override
          protected String tooLong() {
            return "EAGAIN";
          }
        };
    assertThat(told(SEQPACKET, wrong, plain(0, 8193)))
        .isEqualTo("send0(8193 from 1): the model says EAGAIN, the stack EMSGSIZE");
  }

  @Test
  void stream_that_takes_all_or_nothing() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean takesPart() {
            return false;
          }
        };
    assertThat(told(STREAM, wrong, plain(0, 9000)))
        .isEqualTo("send0(9000 from 1): the model says EAGAIN, the stack took 8192");
  }

  // ---- Records ----

  @Test
  void queue_that_is_no_queue() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean isOldestFirst() {
            return false;
          }
        };
    assertThat(told(SEQPACKET, wrong, plain(0, 1), plain(0, 2), all(1)))
        .isEqualTo("receive1(100, room 400): the model says got 2: 0102, the stack got 1: 01");
  }

  @Test
  void peek_that_takes() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean peekTakes() {
            return true;
          }
        };
    assertThat(told(STREAM, wrong, plain(0, 3), receive(1, 2, ROOM, PEEK)))
        .isEqualTo("unread at 1 the model says 1, the stack 3");
  }

  @Test
  void peek_that_shows_descriptors() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean peekShowsControl() {
            return true;
          }
        };
    LocalStep peek = receive(1, 9, ROOM, PEEK);
    assertThat(told(STREAM, wrong, with(0, 1, Ask.ONE_FILE), peek))
        .isEqualTo(peek + ": the model says got 1: 01 SCM_RIGHTS[0], the stack got 1: 01");
  }

  @Test
  void read_that_goes_on_to_the_next_control_message() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean controlBoundsRead() {
            return false;
          }
        };
    assertThat(told(STREAM, wrong, plain(0, 2), with(0, 600, Ask.TWO_FILES), all(1)))
        .startsWith("receive1(100, room 400): the model says got 100 with CRC ")
        .endsWith(" SCM_RIGHTS[0, 1], the stack got 2: 0102");
  }

  @Test
  void part_of_a_record_that_is_told_to_be_its_end() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean tellsEor(boolean whole) {
            return true;
          }
        };
    LocalStep part = receive(1, 2, ROOM, Flags.NONE);
    assertThat(told(SEQPACKET, wrong, send(0, 3, 1, Ask.NONE, true), part))
        .isEqualTo(
            part
                + ": the model says got 2: 0102 MSG_EOR MSG_TRUNC,"
                + " the stack got 2: 0102 MSG_TRUNC");
  }

  @Test
  void message_that_is_cut_in_silence() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean tellsTrunc(Kind kind) {
            return false;
          }
        };
    LocalStep part = receive(1, 2, ROOM, Flags.NONE);
    assertThat(told(DGRAM, wrong, plain(0, 3), part))
        .isEqualTo(part + ": the model says got 2: 0102, the stack got 2: 0102 MSG_TRUNC");
  }

  @Test
  void descriptors_that_are_cut_in_silence() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean tellsCtrunc() {
            return false;
          }
        };
    LocalStep part = receive(1, 1, 19, Flags.NONE);
    assertThat(told(DGRAM, wrong, with(0, 1, Ask.TWO_FILES), part))
        .isEqualTo(part + ": the model says got 1: 01, the stack got 1: 01 MSG_CTRUNC");
  }

  @Test
  void waitall_that_takes_what_there_is() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean waitsForAll() {
            return false;
          }
        };
    LocalStep wait = receive(1, 9, ROOM, WAITALL);
    assertThat(told(STREAM, wrong, plain(0, 3), wait))
        .isEqualTo(wait + ": the model says got 3: 010203, the stack EAGAIN");
  }

  // ---- Credentials ----

  @Test
  void credentials_that_come_again_on_a_stream() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean givesCredsOnce(Kind kind) {
            return false;
          }
        };
    assertThat(told(STREAM, wrong, wantCreds(1, true), plain(0, 1), plain(0, 1)))
        .isEqualTo("unread with the rest at 1 the model says 74, the stack 38");
  }

  @Test
  void credentials_that_come_once_with_datagrams() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean givesCredsOnce(Kind kind) {
            return true;
          }
        };
    LocalStep[] steps = {wantCreds(1, true), plain(0, 1), plain(0, 1), all(1), all(1)};
    assertThat(told(DGRAM, wrong, steps))
        .startsWith("receive1(100, room 400): the model says got 1: 01, the stack got 1: 01 SCM_");
  }

  @Test
  void credentials_that_come_beside_those_of_the_sender() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean replacesCreds() {
            return false;
          }
        };
    assertThat(told(SEQPACKET, wrong, wantCreds(1, true), with(0, 1, Ask.CREDS)))
        .isEqualTo("unread with the rest at 1 the model says 149, the stack 53");
  }

  // ---- The end ----

  @Test
  void peer_that_reads_no_end_of_file() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean peerReadsEnd(Kind kind) {
            return false;
          }
        };
    assertThat(told(SEQPACKET, wrong, shutdown(0, false, true), all(1)))
        .isEqualTo("receive1(100, room 400): the model says EAGAIN, the stack got 0");
  }

  @Test
  void datagram_socket_that_reads_an_end_of_file() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean peerReadsEnd(Kind kind) {
            return true;
          }
        };
    assertThat(told(DGRAM, wrong, shutdown(0, false, true), all(1)))
        .isEqualTo("receive1(100, room 400): the model says got 0, the stack EAGAIN");
  }

  @Test
  void shutdown_that_keeps_what_is_unread() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean shutDropsUnread() {
            return false;
          }
        };
    assertThat(told(STREAM, wrong, plain(0, 3), shutdown(1, true, false)))
        .isEqualTo("unread at 1 the model says 3, the stack 0");
  }

  @Test
  void write_to_who_reads_no_more() {
    Rules wrong =
        new Rules() {
          @Override
          protected String peerReadsNoMore() {
            return "ENOTCONN";
          }
        };
    assertThat(told(STREAM, wrong, shutdown(1, true, false), plain(0, 1)))
        .isEqualTo("send0(1 from 1): the model says ENOTCONN, the stack EPIPE");
  }

  @Test
  void close_that_takes_what_was_sent_with_it() {
    Rules wrong =
        new Rules() {
          @Override
          protected boolean unreadOutlivesPeer() {
            return false;
          }
        };
    assertThat(told(STREAM, wrong, plain(0, 3), close(0), all(1)))
        .isEqualTo("unread at 1 the model says 0, the stack 3");
  }

  @Test
  void datagram_socket_whose_peer_is_gone() {
    Rules wrong =
        new Rules() {
          @Override
          protected String peerGone() {
            return "EPIPE";
          }
        };
    assertThat(told(DGRAM, wrong, close(1), plain(0, 1)))
        .isEqualTo("send0(1 from 1): the model says EPIPE, the stack ECONNRESET");
  }
}
