/**
 * The stack's deliberate unlocked reads, its {@code @Racy} fields and atomic words: what a reader
 * without the lock may see and what it may not. The code under test is the stack's own, on one host
 * with real threads.
 *
 * <p>Fields with a test of their own: so_state, so_error, if_flags, the link-level address,
 * if_index and {@code dying} of an interface, {@code Knob}, {@code Zone.starving}, {@code
 * File.flag}, {@code Proc.ucred}, {@code ProcThread.astpending}, {@code SoQueue.len}, {@code
 * BpfIf.peers}, and flags, interface and MTU of {@code Rtentry}. Each other field is of a kind that
 * has one:
 *
 * <ul>
 *   <li>One number, and the old one was as good ({@link Knob_01_OldOrNew}): if_mtu, if_metric, the
 *       link state, {@code IfQueue.maxlen}, {@code Sockets.sbMax}, so_linger, so_user_cookie,
 *       {@code TcpSyncache.stopping} (raised once).
 *   <li>A reference to what does not change, replaced whole ({@link Ifnet_02_AddressIsWhole}): of
 *       {@code IfAddr} dstaddr, netmask and rtrequest, of {@code NetStack} loif, resolver and
 *       handlers, {@code EpairIf.fault}, {@code TcpCong.def}, {@code PcapCapture.failure}.
 *   <li>Bits changed under a lock, which keep each other ({@link Ifnet_01_FlagsKeepEachOther},
 *       {@link SoState_03_WritersKeepEachOther}): ifa_flags, so_options; {@code
 *       UnixDomain.unpRights}, a sum.
 *   <li>A word that was stored before the one by which it is looked for ({@link
 *       SoState_01_EndShowsItsReason}): {@code ProcThread.restart}.
 *   <li>Set before that which leads to it can be found, cleared when it leaves, and tested again
 *       under the lock ({@link File_01_FoundIsSetUp}, {@link Ifnet_03_FoundIsAttached}): so_pcb.
 * </ul>
 */
package giantless.stress.jcstress.stack;
