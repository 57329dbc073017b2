package giantless.stress.lincheck;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Checked in one JVM: sockets, their buffers and what those are made of. */
@Suite
@SelectClasses({SocketStructuresIT.class, SockBufIT.class, SockBufSleepIT.class, MbufZoneIT.class})
final class SocketGroup {}
