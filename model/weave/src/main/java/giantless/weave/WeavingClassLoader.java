package giantless.weave;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.function.Predicate;

/**
 * Loads and weaves the classes that a predicate names, from the given places and those of its
 * parent; all others come from the parent. Classes of one package must be named all or none.
 * Thread-safe.
 */
public final class WeavingClassLoader extends URLClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final WeaveScope scope;
  private final ClassFacts.Cache cache;
  private final WeaveReport report = new WeaveReport();

  /** Made by {@link Weave#loader}. */
  WeavingClassLoader(URL[] places, ClassLoader parent, Predicate<String> names) {
    super(places, parent);
    this.scope = WeaveScope.of(names);
    this.cache = new ClassFacts.Cache(this, scope);
  }

  /** What was woven so far. */
  public WeaveReport report() {
    return report;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!scope.weaves(name.replace('.', '/'))) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> c = findLoadedClass(name);
      if (c == null) {
        c = define(name);
      }
      if (resolve) {
        resolveClass(c);
      }
      return c;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    URL at = getResource(file);
    if (at == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] original;
    try (InputStream in = at.openStream()) {
      original = in.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    Weaver.Result result;
    try {
      result = Weaver.weave(original, cache);
    } catch (RuntimeException e) {
      report.failed(name, e);
      throw new WeaveError("cannot weave " + name + ": " + e, e);
    }
    report.woven(name.replace('.', '/'), result);
    byte[] bytes = result.bytes == null ? original : result.bytes;
    CodeSource source = new CodeSource(at, (Certificate[]) null);
    ProtectionDomain domain = new ProtectionDomain(source, null, this, null);
    return defineClass(name, bytes, 0, bytes.length, domain);
  }
}
