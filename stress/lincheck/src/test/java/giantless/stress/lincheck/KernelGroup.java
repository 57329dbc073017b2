package giantless.stress.lincheck;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Checked in one JVM: primitives, descriptors, callouts, UNIX domain. */
@Suite
@SelectClasses({
  UnixStructuresIT.class,
  FileDescIT.class,
  CalloutWheelIT.class,
  NativeMtxIT.class,
  RefCountIT.class
})
final class KernelGroup {}
