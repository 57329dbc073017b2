package giantless.lock;

import java.util.List;

/**
 * The lock classes of the kernel: every lock of the stack is made from one of these, and the
 * declared order is what {@code after} says here, closed under transitivity. A row: WITNESS name
 * and kind, what goes before it, what it protects, and the section of the locking reference.
 *
 * <p>A class that no code instantiates would enforce nothing, so a test demands that each is used.
 */
public final class Locks {

  // ---- The kernel around the stack ----

  public static final LockClass GIANT =
      LockClass.mtx("Giant")
          .recursive()
          .protects("all that is not MPSAFE")
          .source("A.1, C.6")
          .build();

  public static final LockClass SYSCTL =
      LockClass.sx("sysctl lock")
          .protects("the sysctl tree, and one request at a time")
          .source("kern_sysctl.c")
          .build();

  public static final LockClass IN_CONTROL =
      LockClass.sx("in_control")
          .protects("one change of IPv4 addresses and their routes at a time")
          .source("D-52; in.c of F13 (in_control_sx)")
          .build();

  public static final LockClass SHM =
      LockClass.sx("shm object")
          .protects("pages, size and offset of memory that is a file")
          .source("uipc_shm.c of F9")
          .build();

  public static final LockClass ALLPROC =
      LockClass.sx("allproc")
          .after(SYSCTL)
          .protects("list of processes, pid allocation")
          .source("A.1; kern.lastpid is read inside a sysctl request")
          .build();

  public static final LockClass FILEDESC =
      LockClass.mtx("filedesc structure")
          .after(GIANT)
          .protects("descriptor table of a process: files, flags, free map")
          .source("A.1, B")
          .build();

  // ---- UNIX domain: one mutex in 2004, three kinds of lock later; a host has one or the other
  // ----

  public static final LockClass VNODE =
      LockClass.sx("vnode lock")
          .dupOk()
          .after(SYSCTL)
          .protects("one node of the name space: entries, mode, owner; parent before child")
          .source(
              "vnode(9), VOP_LOCK(9); unp_bind and unp_connect of F9 keep it over the link lock")
          .build();

  public static final LockClass UNP =
      LockClass.mtx("unp")
          .after(GIANT)
          .protects("all UNIX domain state: lists, every unpcb, connections, descriptors in flight")
          .source("A.2, B, C.1 (UNP_LOCK of C06)")
          .build();

  public static final LockClass UNP_LINK =
      LockClass.rw("unp_link_rwlock")
          .after(GIANT)
          .protects("connections between unpcbs, v_socket, descriptors in flight")
          .source("A.2, B (UNP_LINK_LOCK of F9)")
          .build();

  public static final LockClass UNP_LIST =
      LockClass.mtx("unp_list_lock")
          .after(UNP_LINK)
          .protects("lists of unpcbs, unp_count, unp_gencnt, marks of the collector")
          .source("A.2, B (UNP_LIST_LOCK of F9)")
          .build();

  public static final LockClass UNP_PCB =
      LockClass.mtx("unp_mtx")
          .recursive()
          .dupOk()
          .after(UNP_LIST)
          .protects("one unpcb: flags, name, credentials; a second one with unp_link_rwlock held")
          .source("A.2, B (UNP_PCB_LOCK of F9), D-28")
          .build();

  public static final LockClass UNP_DEFER =
      LockClass.mtx("unp_deferred")
          .after(GIANT)
          .protects("files that were in flight and wait to be closed")
          .source("A.2 (unp_defer of F9)")
          .build();

  public static final LockClass VINTERLOCK =
      LockClass.mtx("vnode interlock")
          .after(UNP, UNP_PCB)
          .protects("v_socket and v_usecount of one vnode")
          .source("vnode(9), D-23")
          .build();

  // ---- Protocol control blocks: before the socket's locks ----

  public static final LockClass UDP =
      LockClass.mtx("udp")
          .recursive()
          .after(GIANT)
          .protects("udp pcb list, hash, port hash, ipi_count, ipi_gencnt, lastport")
          .source("A.2, B (INP_INFO_LOCK)")
          .build();

  public static final LockClass UDPINP =
      LockClass.mtx("udpinp")
          .recursive()
          .dupOk()
          .after(UDP)
          .protects("one udp inpcb: inp_socket, inp_flags, options; with udp: ports and addresses")
          .source("A.2, C.1 (INP_LOCK)")
          .build();

  public static final LockClass TCP =
      LockClass.mtx("tcp")
          .recursive()
          .after(GIANT)
          .protects(
              "tcp pcb list, hash, port hash, ipi_count, lastport; TIME_WAIT queue; states that end")
          .source("A.2, B (INP_INFO_LOCK), C.1")
          .build();

  public static final LockClass TCPINP =
      LockClass.mtx("tcpinp")
          .recursive()
          .dupOk()
          .after(TCP)
          .protects("one tcp inpcb and its tcpcb: timers, reassembly queue, SACK holes")
          .source("A.2, C.1 (INP_LOCK)")
          .build();

  public static final LockClass TCP_SC =
      LockClass.mtx("tcp_sc_head")
          .after(TCPINP)
          .protects("one bucket of the syncache")
          .source("A.2 (SCH_LOCK of F9)")
          .build();

  public static final LockClass TCP_HC =
      LockClass.mtx("tcp_hc_entry")
          .after(TCPINP)
          .protects("one bucket of the TCP host cache")
          .source("A.2 (THC_LOCK)")
          .build();

  public static final LockClass RIP =
      LockClass.mtx("rip")
          .recursive()
          .after(GIANT)
          .protects("raw IP pcb list")
          .source("A.2, B (INP_INFO_LOCK)")
          .build();

  public static final LockClass RAWINP =
      LockClass.mtx("rawinp")
          .recursive()
          .dupOk()
          .after(RIP)
          .protects("one raw IP inpcb")
          .source("A.2 (INP_LOCK)")
          .build();

  // ---- Signals: SIGIO is sent by protocols ----

  public static final LockClass FIFO =
      LockClass.mtx("fifo mutex")
          .after(GIANT)
          .protects("who reads and who writes each fifo")
          .source("A.1 (fifo_mtx)")
          .build();

  /** After the protocols' locks: sowakeup sends SIGIO with the inpcb locked (pgsigio). */
  public static final LockClass PROC =
      LockClass.mtx("process lock")
          .dupOk()
          .after(FILEDESC, TCPINP, UDPINP, RAWINP, FIFO, UNP, UNP_PCB)
          .protects("signals posted, threads and exit state of a process")
          .source("A.1 (reached from SIGIO delivery), B")
          .build();

  // ---- Sockets ----

  public static final LockClass ACCEPT =
      LockClass.mtx("accept")
          .after(FILEDESC, TCPINP, UDPINP, RAWINP, UNP, UNP_PCB)
          .protects("so_head, so_incomp, so_comp, so_qlen, so_incqlen, so_qlimit, so_qstate")
          .source("A.1, B")
          .build();

  public static final LockClass ACCEPT_FILTER =
      LockClass.mtx("accept_filter_mtx")
          .after(GIANT)
          .protects("list of accept filters, and how many listeners use each")
          .source("A.1 (ACCEPT_FILTER_LOCK)")
          .build();

  public static final LockClass SO_SND =
      LockClass.mtx("so_snd")
          .after(ACCEPT, FIFO)
          .protects("the send buffer: sb_state, sb_mb, sb_cc, sb_hiwat, sb_flags and the rest")
          .source("A.1 key (d)")
          .build();

  public static final LockClass SO_RCV =
      LockClass.mtx("so_rcv")
          .after(SO_SND)
          .protects("the receive buffer; and, as the socket lock, so_count and so_state")
          .source("A.1 keys (b), (c)")
          .build();

  /** After so_rcv: who takes descriptors out of a buffer keeps their files in the same hold. */
  public static final LockClass FILE =
      LockClass.mtx("file structure")
          .after(FILEDESC, SO_RCV)
          .protects("f_count, f_flag of one open file")
          .source("A.1 (FILE_LOCK, a pool mutex)")
          .build();

  public static final LockClass SO_GLABEL =
      LockClass.mtx("so_glabel")
          .after(ACCEPT)
          .protects("numopensockets, so_gencnt")
          .source("A.1 key (h)")
          .build();

  public static final LockClass KQ_GLOBAL =
      LockClass.mtx("kqueue order")
          .protects("the order of two kqueues' locks")
          .source("A.1, B (KQ_GLOBAL_LOCK)")
          .build();

  public static final LockClass KNLIST =
      LockClass.mtx("knlist lock for lockless objects")
          .protects("notes of kqueues on timers and user events")
          .source("kern_event.c of F9")
          .build();

  public static final LockClass KQ =
      LockClass.mtx("kqueue")
          .dupOk()
          .after(KQ_GLOBAL, KNLIST, SO_RCV)
          .protects("one kqueue: its notes, their status, the list of active ones")
          .source("A.1, B (KQ_LOCK)")
          .build();

  public static final LockClass SELLCK =
      LockClass.mtx("sellck")
          .after(SO_RCV, PROC, KQ)
          .protects("selinfo lists, select collisions")
          .source("A.1, B")
          .build();

  // ---- Multicast ----

  public static final LockClass IN_MULTI =
      LockClass.mtx("in_multi_mtx")
          .recursive()
          .after(TCPINP, UDPINP, RAWINP)
          .protects("IPv4 membership list")
          .source("A.2, B")
          .build();

  public static final LockClass IGMP =
      LockClass.mtx("igmp_mtx")
          .after(IN_MULTI)
          .protects("router_info, timers")
          .source("A.2")
          .build();

  // ---- Interfaces and routes ----

  public static final LockClass IFNET =
      LockClass.mtx("ifnet")
          .recursive()
          .after(GIANT, IN_MULTI)
          .protects("interface list, index table")
          .source("A.3")
          .build();

  public static final LockClass RADIX =
      LockClass.mtx("radix node head")
          .recursive()
          .after(SO_RCV, IFNET)
          .protects("the routing tree of one address family; llinfo_arp list")
          .source("A.3, B")
          .build();

  public static final LockClass RTENTRY =
      LockClass.mtx("rtentry")
          .dupOk()
          .after(RADIX)
          .protects("one route: rt_refcnt, rt_flags, rt_gateway, rt_gwroute, rt_llinfo")
          .source("A.3, B")
          .build();

  public static final LockClass IF_ADDR =
      LockClass.mtx("if_addr_mtx")
          .after(IGMP, IFNET, RTENTRY)
          .protects("address list and link-level multicast list of an interface")
          .source("A.3, B")
          .build();

  public static final LockClass IFADDR =
      LockClass.mtx("ifaddr")
          .after(RTENTRY, IF_ADDR)
          .protects("ifa_refcnt")
          .source("A.3, B")
          .build();

  public static final LockClass IN_IFADDR =
      LockClass.rw("in_ifaddr_lock")
          .after(RTENTRY, IF_ADDR, IN_MULTI, TCPINP, UDPINP, RAWINP)
          .protects("in_ifaddrhead, INADDR_HASH")
          .source("in.c of F9")
          .build();

  public static final LockClass IPQ =
      LockClass.mtx("ipqlock")
          .after(GIANT)
          .protects("IPv4 fragment queues and counters")
          .source("A.2")
          .build();

  public static final LockClass IP_INQ =
      LockClass.mtx("ip_inq")
          .after(RTENTRY, IN_MULTI, SO_RCV)
          .protects("netisr queue of IPv4")
          .source("A.3, C.7")
          .build();

  public static final LockClass ARP_INQ =
      LockClass.mtx("arp_inq")
          .after(RTENTRY)
          .protects("netisr queue of ARP")
          .source("A.3, C.7")
          .build();

  public static final LockClass NETISR =
      LockClass.rm("netisr_rmlock").after(RTENTRY).protects("protocol table").source("A.3").build();

  public static final LockClass NETISR_WS =
      LockClass.mtx("netisr_mtx")
          .after(NETISR, RTENTRY)
          .protects("one CPU's netisr workstream")
          .source("A.3, C.7")
          .build();

  public static final LockClass BPF =
      LockClass.mtx("bpf global lock").protects("list of tapped interfaces").source("A.3").build();

  public static final LockClass BPFIF =
      LockClass.mtx("bpf interface lock")
          .after(BPF, IN_MULTI, SO_RCV)
          .protects("descriptors of one interface")
          .source("A.3, C.1")
          .build();

  public static final LockClass BPFD =
      LockClass.mtx("bpf cdev lock")
          .after(BPFIF)
          .protects("one descriptor: its buffers, state and filter")
          .source("A.3, C.1")
          .build();

  public static final LockClass IFQ =
      LockClass.mtx("if send queue")
          .after(RTENTRY, IN_MULTI, SO_RCV)
          .protects("one interface's output queue: head, tail, length, drops")
          .source("A.3, B")
          .build();

  public static final LockClass SOFTC =
      LockClass.mtx("network driver")
          .after(IFQ)
          .protects("a driver's softc")
          .source("A.3 (leaf for the stack)")
          .build();

  // ---- Leaves: memory and deferred work ----

  public static final LockClass TASKQUEUE =
      LockClass.mtx("taskqueue")
          .after(SOFTC, KQ, IFQ, IF_ADDR)
          .protects("a task queue")
          .source("taskqueue(9)")
          .build();

  public static final LockClass SENDFILE =
      LockClass.mtx("sendfile")
          .after(SOFTC, BPFD, IPQ, SELLCK, TCP_SC)
          .protects("how many pages of one sendfile(2) are on their way")
          .source("uipc_syscalls.c of F9 (sfsync), D-16")
          .build();

  public static final LockClass UMA_PCPU =
      LockClass.mtx("UMA pcpu")
          .after(SOFTC, BPFD, IPQ, SELLCK, TCP_SC)
          .protects("one CPU's bucket of a zone")
          .source("A.1")
          .build();

  public static final LockClass UMA_ZONE =
      LockClass.mtx("UMA zone")
          .after(UMA_PCPU)
          .protects("slabs and limits of a zone")
          .source("A.1")
          .build();

  public static final LockClass CALLOUT_DRAIN =
      LockClass.mtx("callout drain")
          .protects("the wait of callout_drain for a handler that runs")
          .source("callout(9)")
          .build();

  public static final LockClass MSGBUF =
      LockClass.mtx("msgbuf")
          .after(UMA_ZONE, TASKQUEUE)
          .protects("the kernel's message buffer")
          .source("subr_msgbuf.c, subr_prf.c")
          .build();

  // ---- Spin locks of the blocking machinery ----

  public static final LockClass SLEEPQ =
      LockClass.spin("sleepq chain")
          .protects("one chain of sleep queues")
          .source("A.1, C.5")
          .build();

  public static final LockClass TURNSTILE =
      LockClass.spin("turnstile chain")
          .after(SLEEPQ)
          .protects("one chain of turnstiles")
          .source("A.1, C.5")
          .build();

  public static final LockClass CALLOUT =
      LockClass.spin("callout")
          .after(TURNSTILE)
          .protects("the callout wheel")
          .source("A.1, C.10")
          .build();

  /** Every row above, in that order; a test finds one that is missing here. */
  private static final List<LockClass> ALL =
      List.of(
          GIANT,
          SYSCTL,
          IN_CONTROL,
          SHM,
          ALLPROC,
          FILEDESC,
          VNODE,
          UNP,
          UNP_LINK,
          UNP_LIST,
          UNP_PCB,
          UNP_DEFER,
          VINTERLOCK,
          UDP,
          UDPINP,
          TCP,
          TCPINP,
          TCP_SC,
          TCP_HC,
          RIP,
          RAWINP,
          FIFO,
          PROC,
          ACCEPT,
          ACCEPT_FILTER,
          SO_SND,
          SO_RCV,
          FILE,
          SO_GLABEL,
          KQ_GLOBAL,
          KNLIST,
          KQ,
          SELLCK,
          IN_MULTI,
          IGMP,
          IFNET,
          RADIX,
          RTENTRY,
          IF_ADDR,
          IFADDR,
          IN_IFADDR,
          IPQ,
          IP_INQ,
          ARP_INQ,
          NETISR,
          NETISR_WS,
          BPF,
          BPFIF,
          BPFD,
          IFQ,
          SOFTC,
          TASKQUEUE,
          SENDFILE,
          UMA_PCPU,
          UMA_ZONE,
          CALLOUT_DRAIN,
          MSGBUF,
          SLEEPQ,
          TURNSTILE,
          CALLOUT);

  private Locks() {}

  /** All classes of the table, each once; the order of the rows. */
  public static List<LockClass> all() {
    return ALL;
  }

  /** The class of that WITNESS name, or null. */
  public static LockClass byName(String name) {
    for (LockClass c : ALL) {
      if (c.name().equals(name)) {
        return c;
      }
    }
    return null;
  }
}
