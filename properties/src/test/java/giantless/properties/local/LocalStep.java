package giantless.properties.local;

import giantless.properties.local.model.Ask;
import giantless.properties.local.model.LocalModel;
import giantless.properties.local.model.Receiving.Flags;

/** One call on an end of the pair, that either side can make. Immutable. */
abstract class LocalStep {
  final int end;

  LocalStep(int end) {
    this.end = end;
  }

  /** What the model says. */
  abstract String on(LocalModel m);

  /** What the stack says. */
  abstract String on(LocalMachine m);

  /**
   * sendmsg(2).
   *
   * @param salt what tells its bytes from those of other calls
   */
  static LocalStep send(int end, int size, int salt, Ask ask, boolean eor) {
    return new LocalStep(end) {
      @Override
      String on(LocalModel m) {
        return m.send(end, bytes(salt, size), ask, eor);
      }

      @Override
      String on(LocalMachine m) {
        return m.send(end, bytes(salt, size), ask, eor);
      }

      @Override
      public String toString() {
        String control = ask == Ask.NONE ? "" : " " + ask;
        return "send" + end + "(" + size + " from " + salt + control + (eor ? " EOR)" : ")");
      }
    };
  }

  /** Bytes that tell one call from another. */
  static byte[] bytes(int salt, int size) {
    byte[] b = new byte[size];
    for (int i = 0; i < size; i++) {
      b[i] = (byte) (salt + i + (i >> 8));
    }
    return b;
  }

  /** recvmsg(2), with so many bytes of room for control messages. */
  static LocalStep receive(int end, int size, int room, Flags flags) {
    return new LocalStep(end) {
      @Override
      String on(LocalModel m) {
        return m.receive(end, size, room, flags);
      }

      @Override
      String on(LocalMachine m) {
        return m.receive(end, size, room, flags);
      }

      @Override
      public String toString() {
        return "receive" + end + "(" + size + ", room " + room + flags + ")";
      }
    };
  }

  /** setsockopt(2) of LOCAL_CREDS. */
  static LocalStep wantCreds(int end, boolean on) {
    return new LocalStep(end) {
      @Override
      String on(LocalModel m) {
        return m.wantCreds(end, on);
      }

      @Override
      String on(LocalMachine m) {
        return m.wantCreds(end, on);
      }

      @Override
      public String toString() {
        return "LOCAL_CREDS" + end + "(" + on + ")";
      }
    };
  }

  /** shutdown(2). */
  static LocalStep shutdown(int end, boolean read, boolean write) {
    return new LocalStep(end) {
      @Override
      String on(LocalModel m) {
        return m.shutdown(end, read, write);
      }

      @Override
      String on(LocalMachine m) {
        return m.shutdown(end, read, write);
      }

      @Override
      public String toString() {
        return "shutdown" + end + "(" + (read ? "R" : "") + (write ? "W" : "") + ")";
      }
    };
  }

  /** close(2). */
  static LocalStep close(int end) {
    return new LocalStep(end) {
      @Override
      String on(LocalModel m) {
        return m.close(end);
      }

      @Override
      String on(LocalMachine m) {
        return m.close(end);
      }

      @Override
      public String toString() {
        return "close" + end;
      }
    };
  }
}
