package giantless.stress.lincheck;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Checked in one JVM: TCP, control blocks, routes. */
@Suite
@SelectClasses({TcpStructuresIT.class, InPcbInfoIT.class, RouteTableIT.class})
final class TransportGroup {}
