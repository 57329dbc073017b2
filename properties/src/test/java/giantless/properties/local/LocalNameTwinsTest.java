package giantless.properties.local;

import static giantless.properties.local.NameStep.accept;
import static giantless.properties.local.NameStep.bind;
import static giantless.properties.local.NameStep.close;
import static giantless.properties.local.NameStep.connect;
import static giantless.properties.local.NameStep.listen;
import static giantless.properties.local.NameStep.socket;
import static giantless.properties.local.NameStep.unlink;
import static giantless.properties.local.model.Kind.DGRAM;
import static giantless.properties.local.model.Kind.SEQPACKET;
import static giantless.properties.local.model.Kind.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import giantless.properties.local.model.Ask;
import giantless.properties.local.model.NameRules;
import giantless.stack.local.UnpLocking;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule of the model of {@link LocalNameProperties}, wrong: the comparison sees it. */
class LocalNameTwinsTest {
  /** What is told of a wrong rule; with the right ones the same steps pass. */
  private static String told(NameRules wrong, NameStep... steps) {
    NameComparison.run(UnpLocking.Kind.GLOBAL, new NameRules(), List.of(steps));
    return catchThrowableOfType(
            LocalComparison.Difference.class,
            () -> NameComparison.run(UnpLocking.Kind.PER_PCB, wrong, List.of(steps)))
        .getMessage();
  }

  private static NameStep send(int slot, String path) {
    return NameStep.send(slot, path, 1, 1, Ask.NONE);
  }

  private static NameStep receive(int slot) {
    return NameStep.receive(slot, 9, 0, false);
  }

  // ---- bind(2) ----

  @Test
  void name_that_is_taken() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected String nameTaken() {
            return "EEXIST";
          }
        };
    NameStep[] steps = {socket(0, DGRAM), socket(1, STREAM), bind(0, "/a"), bind(1, "//a")};
    assertThat(told(wrong, steps))
        .isEqualTo("bind1(//a): the model says EEXIST, the stack EADDRINUSE");
  }

  @Test
  void second_name() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected String secondName() {
            return "EADDRINUSE";
          }
        };
    NameStep[] steps = {socket(0, DGRAM), bind(0, "/a"), unlink(0, "/a"), bind(0, "/b")};
    assertThat(told(wrong, steps))
        .isEqualTo("bind0(/b): the model says EADDRINUSE, the stack EINVAL");
  }

  @Test
  void name_that_goes_with_its_socket() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected boolean closeUnlinks() {
            return true;
          }
        };
    NameStep[] steps = {
      socket(0, DGRAM), socket(1, DGRAM), bind(0, "/a"), close(0), connect(1, "/a")
    };
    assertThat(told(wrong, steps))
        .isEqualTo("connect1(/a): the model says ENOENT, the stack ECONNREFUSED");
  }

  @Test
  void socket_that_loses_its_name_with_the_file() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected boolean unlinkTakesName() {
            return true;
          }
        };
    NameStep[] steps = {socket(0, DGRAM), bind(0, "/a"), unlink(0, "/a")};
    assertThat(told(wrong, steps))
        .isEqualTo(
            "unlink0(/a): at 0 the model says 0 unread, (no name) -> ENOTCONN, user EINVAL"
                + ", the stack 0 unread, /a -> ENOTCONN, user EINVAL");
  }

  // ---- connect(2) ----

  @Test
  void name_that_there_is_not() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected String noSuchName() {
            return "ECONNREFUSED";
          }
        };
    NameStep[] steps = {socket(0, STREAM), connect(0, "/a")};
    assertThat(told(wrong, steps))
        .isEqualTo("connect0(/a): the model says ECONNREFUSED, the stack ENOENT");
  }

  @Test
  void name_of_a_socket_that_does_not_listen() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected String nobodyThere() {
            return "ENOENT";
          }
        };
    NameStep[] steps = {
      socket(0, SEQPACKET), socket(1, SEQPACKET), bind(0, "/a"), connect(1, "/a")
    };
    assertThat(told(wrong, steps))
        .isEqualTo("connect1(/a): the model says ENOENT, the stack ECONNREFUSED");
  }

  @Test
  void socket_of_another_type() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected String otherType() {
            return "ECONNREFUSED";
          }
        };
    NameStep[] steps = {socket(0, DGRAM), socket(1, STREAM), bind(0, "/a"), connect(1, "/a")};
    assertThat(told(wrong, steps))
        .isEqualTo("connect1(/a): the model says ECONNREFUSED, the stack EPROTOTYPE");
  }

  @Test
  void file_that_only_its_owner_may_write_to() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected boolean needsPermission() {
            return false;
          }
        };
    NameStep[] steps = {socket(0, DGRAM), socket(1, DGRAM), bind(1, "/a"), connect(0, "/a")};
    assertThat(told(wrong, steps)).isEqualTo("connect0(/a): the model says OK, the stack EACCES");
  }

  @Test
  void stream_that_is_connected_again() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected String connectedAlready() {
            return "EALREADY";
          }
        };
    NameStep[] steps = {
      socket(0, STREAM),
      socket(1, STREAM),
      bind(0, "/a"),
      listen(0, 1),
      connect(1, "/a"),
      connect(1, "/b")
    };
    assertThat(told(wrong, steps))
        .isEqualTo("connect1(/b): the model says EALREADY, the stack EISCONN");
  }

  @Test
  void datagram_socket_that_is_connected_for_good() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected boolean datagramsReconnect() {
            return false;
          }
        };
    NameStep[] steps = {
      socket(0, DGRAM), socket(1, DGRAM), bind(0, "/a"), connect(1, "/a"), connect(1, "/a")
    };
    assertThat(told(wrong, steps)).isEqualTo("connect1(/a): the model says EISCONN, the stack OK");
  }

  @Test
  void datagram_socket_that_keeps_its_peer_if_there_is_no_other() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected boolean leavesPeerFirst() {
            return false;
          }
        };
    NameStep[] steps = {
      socket(0, DGRAM), socket(1, DGRAM), bind(0, "/a"), connect(1, "/a"), connect(1, "/b")
    };
    assertThat(told(wrong, steps))
        .isEqualTo(
            "connect1(/b): at 1 the model says 0 unread, (no name) -> /a, user EINVAL"
                + ", the stack 0 unread, (no name) -> ENOTCONN, user EINVAL");
  }

  @Test
  void datagram_of_a_connected_socket_to_somebody_else() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected String sendToConnected() {
            return "ENOENT";
          }
        };
    NameStep[] steps = {
      socket(0, DGRAM), socket(1, DGRAM), bind(0, "/a"), connect(1, "/a"), send(1, "/b")
    };
    assertThat(told(wrong, steps))
        .isEqualTo("send1(1 from 1 to /b): the model says ENOENT, the stack EISCONN");
  }

  // ---- accept(2) ----

  @Test
  void queue_that_takes_one_more() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected int mostQueued(int backlog) {
            return 2;
          }
        };
    NameStep[] steps = {
      socket(0, STREAM),
      socket(1, STREAM),
      socket(2, STREAM),
      bind(0, "/a"),
      listen(0, 0),
      connect(1, "/a"),
      connect(2, "/a")
    };
    assertThat(told(wrong, steps))
        .isEqualTo("connect2(/a): the model says OK, the stack ECONNREFUSED");
  }

  @Test
  void child_without_a_name() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected boolean childHasListenersName() {
            return false;
          }
        };
    NameStep[] steps = {
      socket(0, SEQPACKET),
      socket(1, SEQPACKET),
      bind(0, "/a"),
      listen(0, 1),
      connect(1, "/a"),
      accept(0)
    };
    assertThat(told(wrong, steps))
        .isEqualTo(
            "connect1(/a): at 1 the model says 0 unread, (no name) -> (no name), user 33"
                + ", the stack 0 unread, (no name) -> /a, user 33");
  }

  @Test
  void listener_that_is_closed_before_accept() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected String listenerGone() {
            return "ECONNRESET";
          }
        };
    NameStep[] steps = {
      socket(0, STREAM),
      socket(1, STREAM),
      bind(0, "/a"),
      listen(0, 1),
      connect(1, "/a"),
      close(0),
      receive(1)
    };
    assertThat(told(wrong, steps))
        .isEqualTo("receive1(9, room 0): the model says ECONNRESET, the stack ECONNABORTED");
  }

  @Test
  void credentials_of_who_asks() {
    NameRules wrong =
        new NameRules() {
          @Override
          protected boolean credsOfListen() {
            return false;
          }
        };
    NameStep[] steps = {
      socket(0, STREAM), socket(1, STREAM), bind(0, "/a"), listen(0, 1), connect(1, "/a")
    };
    assertThat(told(wrong, steps))
        .isEqualTo(
            "connect1(/a): at 1 the model says 0 unread, (no name) -> /a, user 34"
                + ", the stack 0 unread, (no name) -> /a, user 33");
  }
}
