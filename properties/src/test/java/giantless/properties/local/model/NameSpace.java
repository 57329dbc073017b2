package giantless.properties.local.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files: directories that anybody may write to, and the nodes of sockets. */
final class NameSpace {
  /** sizeof(sun_path). */
  private static final int SUN_PATH = 104;

  /** SOCK_MAXADDRLEN, without the two bytes before the path. */
  private static final int LONGEST = 253;

  /** A file. */
  static final class Node {
    private final boolean directory;
    private final int owner;
    private final boolean shared;

    /** Who is bound to it, until it is closed. */
    Named socket;

    private Node(boolean directory, int owner, boolean shared) {
      this.directory = directory;
      this.owner = owner;
      this.shared = shared;
    }

    boolean isSocket() {
      return !directory;
    }

    boolean mayWrite(int uid) {
      return shared || uid == owner;
    }
  }

  private final NameRules rules;
  private final Map<String, Node> nodes = new HashMap<>();

  NameSpace(NameRules rules, String... directories) {
    this.rules = rules;
    nodes.put("", new Node(true, 0, true));
    for (String d : directories) {
      nodes.put(d, new Node(true, 0, true));
    }
  }

  /** Whether it can be an address: EINVAL, ENAMETOOLONG. */
  static String check(String path) {
    if (path.length() > LONGEST) {
      return "ENAMETOOLONG";
    }
    return path.isEmpty() || path.length() > SUN_PATH ? "EINVAL" : Outcome.OK;
  }

  private static List<String> names(String path) {
    List<String> out = new ArrayList<>();
    for (String n : path.split("/")) {
      if (!n.isEmpty() && !n.equals(".")) {
        out.add(n);
      }
    }
    return out;
  }

  private static String key(List<String> names) {
    StringBuilder b = new StringBuilder();
    names.forEach(n -> b.append('/').append(n));
    return b.toString();
  }

  /** The file, for who has found it. */
  Node get(String path) {
    return nodes.get(key(names(path)));
  }

  /** Whether the way to the file is there. */
  private String way(String path) {
    List<String> names = names(path);
    for (int i = 0; i < names.size(); i++) {
      Node n = nodes.get(key(names.subList(0, i)));
      if (n == null || !n.directory) {
        return n == null ? rules.noSuchName() : "ENOTDIR";
      }
    }
    return Outcome.OK;
  }

  /** Whether the file is there. A path that ends with a slash is one of a directory. */
  String find(String path) {
    String error = path.isEmpty() ? rules.noSuchName() : way(path);
    if (!error.equals(Outcome.OK)) {
      return error;
    }
    Node n = get(path);
    if (n == null) {
      return rules.noSuchName();
    }
    return path.endsWith("/") && !n.directory ? "ENOTDIR" : Outcome.OK;
  }

  /**
   * A node for a socket.
   *
   * @param shared anybody may write to it
   */
  String create(String path, int owner, boolean shared) {
    String error = way(path);
    if (!error.equals(Outcome.OK)) {
      return error;
    }
    if (get(path) != null) {
      error = find(path);
      return error.equals(Outcome.OK) ? rules.nameTaken() : error;
    }
    if (path.endsWith("/")) {
      return "ENOENT";
    }
    nodes.put(key(names(path)), new Node(false, owner, shared));
    return Outcome.OK;
  }

  /** unlink(2). */
  String remove(String path) {
    String error = find(path);
    if (!error.equals(Outcome.OK)) {
      return error;
    }
    if (get(path).directory) {
      return "EPERM";
    }
    nodes.remove(key(names(path)));
    return Outcome.OK;
  }

  /** Takes a node away, however it is called. */
  void remove(Node n) {
    nodes.values().remove(n);
  }
}
