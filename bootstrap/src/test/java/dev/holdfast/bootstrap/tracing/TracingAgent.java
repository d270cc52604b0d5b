package dev.holdfast.bootstrap.tracing;

import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.CompoundElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/// A Java agent that has the JDK tell {@link Reached} of each reflective access. GraalVM's
/// native-image-agent does so, which no other JDK has.
///
/// It adds a call to the methods of `Class`, `Method`, `Constructor`, `Field`, `Proxy`,
/// `ClassLoader` and `MethodHandles.Lookup` that find or use something, and behind each call of
/// `ClassLoader.loadClass`.
public final class TracingAgent implements ClassFileTransformer {
  private static final ClassDesc REACHED = ClassDesc.of(Reached.class.getName());

  private static final ClassDesc CD_CLASS_LOADER = ClassDesc.of(ClassLoader.class.getName());

  private static final Set<String> ALL_MEMBERS =
      Set.of(
          "getMethods",
          "getDeclaredMethods",
          "getFields",
          "getDeclaredFields",
          "getConstructors",
          "getDeclaredConstructors",
          "getRecordComponents");

  private static final Set<String> ONE_MEMBER =
      Set.of(
          "getMethod",
          "getDeclaredMethod",
          "getField",
          "getDeclaredField",
          "getConstructor",
          "getDeclaredConstructor");

  private static final List<Class<?>> HOOKED =
      List.of(
          Class.class,
          ClassLoader.class,
          Method.class,
          Constructor.class,
          Field.class,
          Proxy.class,
          MethodHandles.Lookup.class);

  private static final String LOAD_CLASS = "(Ljava/lang/String;)Ljava/lang/Class;";

  /// What {@link Reached} is told of: a class, a member, the interfaces of a proxy, a resource.
  private enum Kind {
    TYPE,
    MEMBER,
    PROXY,
    RESOURCE;

    MethodTypeDesc signature() {
      List<ClassDesc> parameters =
          switch (this) {
            case TYPE -> List.of(ConstantDescs.CD_Class);
            case MEMBER -> List.of(ConstantDescs.CD_Object);
            case PROXY -> List.of(ConstantDescs.CD_Class.arrayType());
            case RESOURCE -> List.of(ConstantDescs.CD_Object, ConstantDescs.CD_String);
          };
      return MethodTypeDesc.of(ConstantDescs.CD_void, parameters)
          .insertParameterTypes(0, ConstantDescs.CD_String);
    }
  }

  private TracingAgent() {}

  /// Packs the agent.
  ///
  /// @return the option of a JVM that traces to the file
  public static String option(Path folder, Path trace) throws IOException {
    Path jar = folder.resolve("agent.jar");
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", TracingAgent.class.getName());
    // So that the JDK finds it.
    attributes.putValue("Boot-Class-Path", jar.getFileName().toString());
    attributes.putValue("Can-Retransform-Classes", "true");
    Path classes;
    try {
      classes = Path.of(Objects.requireNonNull(TracingAgent.class.getResource(".")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        DirectoryStream<Path> files = Files.newDirectoryStream(classes, "*.class")) {
      String folderOfClasses = TracingAgent.class.getPackageName().replace('.', '/');
      for (Path file : files) {
        out.putNextEntry(new ZipEntry(folderOfClasses + "/" + file.getFileName()));
        Files.copy(file, out);
      }
    }
    return "-javaagent:%s=%s".formatted(jar, trace.toAbsolutePath());
  }

  /// Called by the JVM.
  ///
  /// @param trace the file to write to
  public static void premain(String trace, Instrumentation instrumentation)
      throws IOException, UnmodifiableClassException {
    Reached.begin(trace);
    instrumentation.addTransformer(new TracingAgent(), /* canRetransform= */ true);
    instrumentation.retransformClasses(HOOKED.toArray(Class<?>[]::new));
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    return Reached.unseen(
        () -> {
          try {
            ClassModel model = ClassFile.of().parse(bytes);
            boolean isHooked =
                loader == null
                    ? redefined != null && HOOKED.contains(redefined)
                    : StreamSupport.stream(model.constantPool().spliterator(), false)
                        .anyMatch(TracingAgent::isLoadClass);
            return isHooked ? ClassFile.of().transformClass(model, TracingAgent::hook) : null;
          } catch (RuntimeException e) {
            // The JVM would not say it.
            Reached.failed(name, e);
            return null;
          }
        });
  }

  private static boolean isLoadClass(PoolEntry entry) {
    return entry instanceof NameAndTypeEntry call
        && call.name().equalsString("loadClass")
        && call.type().equalsString(LOAD_CLASS);
  }

  private static void hook(ClassBuilder builder, ClassElement element) {
    if (element instanceof MethodModel method && !hooks(method).equals(CodeTransform.ACCEPT_ALL)) {
      builder.transformMethod(method, MethodTransform.transformingCode(hooks(method)));
    } else {
      builder.with(element);
    }
  }

  private static CodeTransform hooks(MethodModel method) {
    String name = method.methodName().stringValue();
    List<ClassDesc> parameters = method.methodTypeSymbol().parameterList();
    return switch (method.parent().orElseThrow().thisClass().asInternalName()) {
      case "java/lang/Class" -> {
        if (name.equals("forName")) {
          yield atEnd(Kind.TYPE, name);
        }
        if (ALL_MEMBERS.contains(name) && parameters.isEmpty()) {
          yield atStart(Kind.TYPE, name, 0);
        }
        yield ONE_MEMBER.contains(name) ? atEnd(Kind.MEMBER, name) : CodeTransform.ACCEPT_ALL;
      }
      case "java/lang/reflect/Method" ->
          name.equals("invoke") ? atStart(Kind.MEMBER, name, 0) : CodeTransform.ACCEPT_ALL;
      case "java/lang/reflect/Constructor" ->
          name.equals("newInstanceWithCaller")
              ? atStart(Kind.MEMBER, "newInstance", 0)
              : CodeTransform.ACCEPT_ALL;
      case "java/lang/reflect/Field" ->
          name.matches("[gs]et.*") && isFirst(parameters, ConstantDescs.CD_Object)
              ? atStart(Kind.MEMBER, name, 0)
              : CodeTransform.ACCEPT_ALL;
      case "java/lang/reflect/Proxy" ->
          name.equals("newProxyInstance") && isFirst(parameters, CD_CLASS_LOADER)
              ? atStart(Kind.PROXY, name, 1)
              : CodeTransform.ACCEPT_ALL;
      case "java/lang/invoke/MethodHandles$Lookup" -> {
        if (name.startsWith("find") && isFirst(parameters, ConstantDescs.CD_Class)) {
          yield atStart(Kind.TYPE, name, 1);
        }
        yield name.startsWith("unreflect") && parameters.size() == 1
            ? atStart(Kind.MEMBER, name, 1)
            : CodeTransform.ACCEPT_ALL;
      }
      case "java/lang/ClassLoader" ->
          name.matches("getResources?") ? atEnd(Kind.RESOURCE, name) : CodeTransform.ACCEPT_ALL;
      // One class loader that asks another is no access.
      default ->
          !name.equals("loadClass")
                  && method.code().stream()
                      .flatMap(CompoundElement::elementStream)
                      .anyMatch(TracingAgent::callsLoadClass)
              ? TracingAgent::tellAfterLoadClass
              : CodeTransform.ACCEPT_ALL;
    };
  }

  private static boolean isFirst(List<ClassDesc> parameters, ClassDesc type) {
    return !parameters.isEmpty() && parameters.getFirst().equals(type);
  }

  private static boolean callsLoadClass(CodeElement element) {
    return element instanceof InvokeInstruction call
        && call.name().equalsString("loadClass")
        && call.type().equalsString(LOAD_CLASS);
  }

  private static void tellAfterLoadClass(CodeBuilder code, CodeElement element) {
    code.with(element);
    if (callsLoadClass(element)) {
      tellOfTop(code, Kind.TYPE, "loadClass");
    }
  }

  /// Tells of what is in a local variable.
  private static CodeTransform atStart(Kind kind, String how, int local) {
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        code.loadConstant(how).aload(local);
        tell(code, kind);
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        code.with(element);
      }
    };
  }

  /// Tells of what is returned.
  private static CodeTransform atEnd(Kind kind, String how) {
    return (code, element) -> {
      if (element instanceof ReturnInstruction returning && returning.opcode() == Opcode.ARETURN) {
        tellOfTop(code, kind, how);
      }
      code.with(element);
    };
  }

  private static void tellOfTop(CodeBuilder code, Kind kind, String how) {
    code.dup().loadConstant(how).swap();
    if (kind == Kind.RESOURCE) {
      code.aload(1);
    }
    tell(code, kind);
  }

  private static void tell(CodeBuilder code, Kind kind) {
    code.invokestatic(REACHED, kind.name().toLowerCase(Locale.ROOT), kind.signature());
  }
}
