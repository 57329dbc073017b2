package giantless.properties.twins.scenes;

import giantless.stack.Syscalls;
import giantless.stack.kern.SysException;

/** Sockets come, get names, and go. */
public final class Sockets extends OneHost {
  @Override
  void play(Syscalls s) throws SysException {
    int a = server(s);
    int b = udp(s);
    s.connect(b, SERVER);
    s.close(a);
    s.close(b);
  }
}
