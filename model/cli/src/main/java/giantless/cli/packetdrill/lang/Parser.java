package giantless.cli.packetdrill.lang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Events and system calls, by recursive descent; {@link PacketParser} reads the packets. */
final class Parser {
  private final Cursor c;
  private final PacketParser packets;

  Parser(List<Token> tokens) {
    this.c = new Cursor(tokens);
    this.packets = new PacketParser(c);
  }

  /** All events. A command without a time is run at once: first to set up, last to clean up. */
  List<Event> script() throws ScriptException {
    List<Event> events = new ArrayList<>();
    while (!c.atEnd()) {
      int line = c.line();
      if (c.peek().kind() == Token.Kind.COMMAND) {
        events.add(new Event(line, When.NOW, new Action.Command(c.take().text())));
        continue;
      }
      When when = when();
      Action action = action();
      if (when.end() >= 0 && !(action instanceof Action.Call)) {
        throw new ScriptException(line, "only a call takes time");
      }
      events.add(new Event(line, when, action));
    }
    if (events.isEmpty()) {
      throw c.error("no events");
    }
    return events;
  }

  private When when() throws ScriptException {
    if (c.accept("*")) {
      return When.ANY;
    }
    boolean relative = c.accept("+");
    long from = c.seconds();
    long to = from;
    long end = -1;
    if (c.accept("~")) {
      if (relative) {
        c.accept("+");
      }
      to = c.seconds();
      if (to < from) {
        throw c.error("a range that ends before it begins");
      }
    } else if (c.accept("...")) {
      c.accept("+");
      end = c.seconds();
      if (end < from) {
        throw c.error("a call that returns before it begins");
      }
    }
    return new When(false, relative, from, to, end);
  }

  private Action action() throws ScriptException {
    Token t = c.peek();
    switch (t.kind()) {
      case COMMAND:
        return new Action.Command(c.take().text());
      case CODE:
        return new Action.Code(c.take().text());
      case WORD:
        return call();
      default:
        if (t.is("<") || t.is(">")) {
          return packets.packet();
        }
        throw c.error("a packet, a call, a command or an assertion expected before " + t);
    }
  }

  // ---- Calls ----

  private Action call() throws ScriptException {
    String name = c.word();
    c.expect("(");
    List<Expr> args = list(")");
    c.expect("=");
    Action.Returned returned = returned();
    String errno = null;
    if (c.peek().kind() == Token.Kind.WORD) {
      errno = c.word();
    }
    if (c.is("(")) {
      note();
    }
    return new Action.Call(name, args, returned, errno);
  }

  private Action.Returned returned() throws ScriptException {
    if (c.accept("?") || c.accept("*") || c.accept("...")) {
      return new Action.Returned(true, null, null);
    }
    Expr from = flags();
    Expr to = c.accept("..") ? flags() : from;
    return new Action.Returned(false, from, to);
  }

  /** What is behind a result may begin with + or *, as the next event does. */
  private Expr flags() throws ScriptException {
    Expr left = operand();
    while (c.accept("|")) {
      left = new Expr.Binary('|', left, operand());
    }
    return left;
  }

  /** What strace(1) prints behind a result, in parentheses. */
  private void note() throws ScriptException {
    int depth = 0;
    do {
      if (c.atEnd()) {
        throw c.error("')' expected before the end of the script");
      }
      Token t = c.take();
      depth += t.is("(") ? 1 : t.is(")") ? -1 : 0;
    } while (depth > 0);
  }

  private List<Expr> list(String close) throws ScriptException {
    List<Expr> items = new ArrayList<>();
    if (c.accept(close)) {
      return items;
    }
    do {
      items.add(expr());
    } while (c.accept(","));
    c.expect(close);
    return items;
  }

  private Expr expr() throws ScriptException {
    Expr left = operand();
    while (c.is("|") || c.is("&") || c.is("+") || c.is("*") || c.is("-")) {
      if ((c.is("*") || c.is("+") || c.is("-")) && !c.second().isNumber()) {
        break;
      }
      char op = c.take().text().charAt(0);
      left = new Expr.Binary(op, left, operand());
    }
    return left;
  }

  private Expr operand() throws ScriptException {
    Token t = c.peek();
    switch (t.kind()) {
      case INTEGER:
        return new Expr.Num(c.integer());
      case STRING:
        Expr string = new Expr.Str(c.take().text());
        c.accept("..."); // As strace(1) cuts long ones off.
        return string;
      case WORD:
        String name = c.word();
        return c.accept("(") ? new Expr.Call(name, list(")")) : new Expr.Name(name);
      default:
        break;
    }
    if (c.accept("...")) {
      return new Expr.Ellipsis();
    }
    if (c.is("-")) {
      return new Expr.Num(c.integer());
    }
    if (c.accept("(")) {
      Expr inner = expr();
      c.expect(")");
      return inner;
    }
    if (c.accept("[")) {
      return new Expr.Items(list("]"));
    }
    if (c.accept("{")) {
      return braces();
    }
    throw c.error("an argument expected before " + t);
  }

  private Expr braces() throws ScriptException {
    Map<String, Expr> fields = new LinkedHashMap<>();
    List<Expr> items = new ArrayList<>();
    if (c.accept("}")) {
      return new Expr.Struct(fields);
    }
    do {
      if (c.accept(".")) {
        field(fields); // C's {.name = value}.
      } else if (c.peek().kind() == Token.Kind.WORD
          && (c.second().is("=") || c.second().is("("))
          && !c.is("htons")
          && !c.is("inet_addr")) {
        field(fields);
      } else {
        items.add(expr());
      }
    } while (c.accept(","));
    c.expect("}");
    if (!items.isEmpty() && !fields.isEmpty()) {
      throw c.error("a structure has names for all of its fields or for none");
    }
    return items.isEmpty() ? new Expr.Struct(fields) : new Expr.Tuple(items);
  }

  private void field(Map<String, Expr> fields) throws ScriptException {
    String name = c.word();
    if (c.is("(")) {
      note();
    }
    c.expect("=");
    fields.put(name, expr());
  }
}
