package giantless.stress.lincheck;

import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.Suite;

/** Checked in one JVM: interfaces, their lists and queues, ARP. */
@Suite
@SelectClasses({ArpTableIT.class, IfAddrListIT.class, IfNetListIT.class, IfQueueIT.class})
final class LinkGroup {}
