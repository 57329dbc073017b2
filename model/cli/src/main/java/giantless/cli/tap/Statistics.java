package giantless.cli.tap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import giantless.cli.LastRun;
import giantless.lock.witness.LockProfile;
import giantless.lock.witness.Witness;
import giantless.stack.Host;
import giantless.stack.kern.Counter;
import giantless.stack.kern.Oid;
import giantless.stack.kern.SysException;
import giantless.stack.kern.Sysctl;
import giantless.stack.net.Ifnet;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/** Puts a host's counters into the file of its run. */
final class Statistics {
  private static final String ZONES = "vm.uma";

  private Statistics() {}

  /** All that {@code netstat} and {@code witness} show. */
  static ObjectNode of(Host host, Ifnet ifp, LockProfile profile, Witness witness) {
    ObjectNode run = LastRun.create();
    ObjectNode about = run.putObject("host");
    about.put("name", host.name());
    about.put("uptimeSeconds", host.kernel().uptimeNanos() / 1_000_000_000L);
    about.put("mpsafe", host.kernel().mpsafenet());
    about.put("witnessViolations", witness.violations().size());
    ObjectNode protocols = run.putObject("protocols");
    counters(protocols.putObject("ip"), host.inet().ipstat);
    counters(protocols.putObject("icmp"), host.inet().icmpstat);
    counters(protocols.putObject("igmp"), host.inet().igmpstat);
    counters(protocols.putObject("udp"), host.udp().stat());
    counters(protocols.putObject("tcp"), host.tcp().stat());
    counters(protocols.putObject("arp"), host.inet().arp.stat);
    ObjectNode interfaceCounters = run.putObject("interfaces").putObject(ifp.name());
    counters(interfaceCounters, ifp.data);
    interfaceCounters.put("ifq_drops", ifp.snd.drops());
    ObjectNode mbufs = run.putObject("mbufs");
    mbufs.put("mbufs in use", host.mbufs().inUse());
    mbufs.put("clusters in use", host.mbufs().clustersInUse());
    mbufs.put("requests denied", host.mbufs().denied());
    counters(mbufs, host.mbufs().stat());
    zones(mbufs, host.kernel().sysctl());
    run.set("locks", LastRun.parse(profile.toJson()));
    run.set("order", LastRun.parse(witness.graph().toJson()));
    return run;
  }

  /** What each zone of mbufs and clusters has done: the variables below {@value #ZONES}. */
  private static void zones(ObjectNode to, Sysctl sysctl) {
    for (Oid oid : sysctl.walk(ZONES)) {
      try {
        to.put(oid.name().substring(ZONES.length() + 1), sysctl.getLong(oid.name()));
      } catch (SysException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Every public counter of a statistics class, under its field's name. */
  static void counters(ObjectNode to, Object statistics) {
    for (Field f : statistics.getClass().getFields()) {
      if (f.getType() == Counter.class && !Modifier.isStatic(f.getModifiers())) {
        try {
          to.put(f.getName(), ((Counter) f.get(statistics)).get());
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      } else if (f.getType() == Counter[].class) {
        array(to, f, statistics);
      }
    }
  }

  private static void array(ObjectNode to, Field f, Object statistics) {
    try {
      Counter[] all = (Counter[]) f.get(statistics);
      for (int i = 0; i < all.length; i++) {
        to.put(f.getName() + "[" + i + "]", all[i].get());
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
