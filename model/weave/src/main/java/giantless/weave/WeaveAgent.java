package giantless.weave;

import com.sun.tools.attach.VirtualMachine;
import giantless.lock.LockClass;
import giantless.lock.Mtx;
import giantless.lock.contract.ContractViolation;
import giantless.lock.explored.Shadowed;
import giantless.lock.nat.NativeRuntime;
import giantless.weave.probe.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The agent that weaves. It attaches itself to the JVM that it runs in, by a jar made for the
 * purpose that holds a manifest and nothing else, so that plain class directories suffice. Classes
 * under {@code test-classes} are not woven, as a test looks at machines that stand still, unless
 * they or those around them are marked {@link giantless.lock.contract.Woven}.
 *
 * <p>Needs {@code -Djdk.attach.allowAttachSelf=true}, and from JDK 21 on {@code
 * -XX:+EnableDynamicAgentLoading} to keep the JVM from warning.
 */
public final class WeaveAgent {
  private static final WeaveReport REPORT = new WeaveReport();

  /** Set by the JVM when it loads the agent. */
  private static volatile Instrumentation instrumentation;

  private WeaveAgent() {}

  /** Called by the JVM after an attach. */
  public static void agentmain(String arguments, Instrumentation inst) {
    warmUp();
    instrumentation = inst;
    inst.addTransformer(new Transformer(REPORT), true);
  }

  /** Loads what weaving uses, since it cannot be loaded from inside the weaving of itself. */
  private static void warmUp() {
    ClassLoader loader = WeaveAgent.class.getClassLoader();
    String name = WeaveAgent.class.getPackageName().replace('.', '/') + "/probe/Probe";
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      Weaver.Result result =
          Weaver.weave(in.readAllBytes(), new ClassFacts.Cache(loader, WeaveScope.house()));
      new WeaveReport().woven(name, result);
      new Transformer(new WeaveReport()).transform(loader, name, null, null, result.bytes);
    } catch (IOException | RuntimeException e) {
      throw new WeaveError("weaving does not work: " + e, e);
    }
  }

  /** Called by the JVM for {@code -javaagent}. */
  public static void premain(String arguments, Instrumentation inst) {
    agentmain(arguments, inst);
  }

  static boolean isRunning() {
    return instrumentation != null;
  }

  public static WeaveReport report() {
    return REPORT;
  }

  /**
   * Attaches, weaves what is loaded already, and proves on the probe that a violation is caught.
   * Does nothing the second time.
   *
   * @throws WeaveError if any of that fails
   */
  public static synchronized void start() {
    if (instrumentation == null) {
      attach();
      reweave();
    }
    prove();
  }

  private static void attach() {
    try {
      Path jar = Files.createTempFile("giantless-weave", ".jar");
      try {
        writeJar(jar);
        VirtualMachine vm = VirtualMachine.attach(Long.toString(ProcessHandle.current().pid()));
        try {
          vm.loadAgent(jar.toString());
        } finally {
          vm.detach();
        }
      } finally {
        Files.deleteIfExists(jar);
      }
    } catch (Exception e) {
      throw new WeaveError(
          "cannot attach to this JVM; it needs -Djdk.attach.allowAttachSelf=true: " + e, e);
    }
    if (instrumentation == null) {
      throw new WeaveError("the agent was loaded by another class loader", null);
    }
  }

  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Agent-Class", WeaveAgent.class.getName());
    main.putValue("Can-Retransform-Classes", "true");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  private static List<Class<?>> loaded() {
    List<Class<?>> ours = new ArrayList<>();
    for (Class<?> c : instrumentation.getAllLoadedClasses()) {
      if (!c.isArray()
          && !c.isHidden()
          && Weaver.isOurs(internal(c))
          && !(c.getClassLoader() instanceof WeavingClassLoader)) {
        ours.add(c);
      }
    }
    return ours;
  }

  private static String internal(Class<?> c) {
    return c.getName().replace('.', '/');
  }

  private static void reweave() {
    try {
      List<Class<?>> early = loaded();
      if (!early.isEmpty()) {
        instrumentation.retransformClasses(early.toArray(new Class<?>[0]));
      }
    } catch (Exception | LinkageError e) {
      throw new WeaveError("cannot weave what is loaded already: " + e, e);
    }
  }

  private static void prove() {
    Mtx mtx = NativeRuntime.real(null, 1, 0).mtx(LockClass.mtx("weave probe").build());
    Probe probe = new Probe(mtx);
    probe.behave();
    expectViolation(probe::touch);
    expectViolation(probe::call);
  }

  private static void expectViolation(Runnable wrong) {
    try {
      wrong.run();
    } catch (ContractViolation expected) {
      return;
    }
    throw new WeaveError("lock contracts are not enforced: the probe broke one unseen", null);
  }

  /**
   * Demands that nothing of Giantless ran unwoven until now.
   *
   * @throws WeaveError saying what did
   */
  public static void verify() {
    List<String> names = new ArrayList<>();
    for (Class<?> c : loaded()) {
      names.add(internal(c));
    }
    REPORT.verify(names);
  }

  /** Whether a class belongs to the tests. */
  static boolean isTest(ProtectionDomain domain) {
    CodeSource source = domain == null ? null : domain.getCodeSource();
    return source != null
        && source.getLocation() != null
        && source.getLocation().getPath().endsWith("/test-classes/");
  }

  /** What the JVM hands every class to. */
  static final class Transformer implements ClassFileTransformer {
    private final WeaveReport report;
    private final Map<ClassLoader, ClassFacts.Cache> caches = new WeakHashMap<>();

    Transformer(WeaveReport report) {
      this.report = report;
    }

    private synchronized ClassFacts.Cache cache(ClassLoader loader) {
      return caches.computeIfAbsent(loader, l -> new ClassFacts.Cache(l, WeaveScope.house()));
    }

    /** Whether it got its member when it was loaded, and so must keep it. */
    private static boolean isShadowed(Class<?> c) {
      for (Class<?> i : c.getInterfaces()) {
        if (i == Shadowed.class) {
          return true;
        }
      }
      return false;
    }

    /**
     * An exception thrown here would be swallowed and the class would run unchecked. So a class
     * that cannot be woven is made unloadable.
     */
    @Override
    public byte[] transform(
        ClassLoader loader,
        String name,
        Class<?> redefined,
        ProtectionDomain domain,
        byte[] original) {
      if (!Weaver.isOurs(name) || loader instanceof WeavingClassLoader) {
        return null;
      }
      try {
        if (isTest(domain) && !cache(loader).isMarked(original)) {
          report.exempt(name);
          return null;
        }
        boolean members = redefined == null || isShadowed(redefined);
        Weaver.Result result = Weaver.weave(original, cache(loader), members);
        report.woven(name, result);
        return result.bytes;
      } catch (Throwable e) {
        report.failed(name, e);
        System.err.println("giantless-weave: cannot weave " + name + ": " + e);
        return new byte[] {0};
      }
    }
  }
}
