package giantless.stack.socket;

import giantless.lock.contract.Requires;

/** accf_data(9), "dataready": accept(2) gets a connection when there is something to read. */
final class AccfData extends AcceptFilter {
  AccfData() {
    super("dataready");
  }

  @Override
  @Requires("so.rcv.lock")
  public boolean ready(Socket so, Object arg) {
    return so.rcv.sbMb != null && so.rcv.sbCc() >= so.rcv.sbLowat;
  }
}
