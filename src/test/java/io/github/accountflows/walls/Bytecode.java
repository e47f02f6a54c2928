package io.github.accountflows.walls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** Compiled classes as the walls see them: which methods call which, and which classes are named at all. */
final class Bytecode {
    private static final int API = Opcodes.ASM9;

    /** A method, named by the class that declares or is asked for it. */
    record Method(String owner, String name, String descriptor) {
        String readable() {
            return owner.replace('/', '.') + "." + name;
        }
    }

    private record Class(String parent, List<String> interfaces, Map<String, List<Method>> calls, Set<String> named) {}

    private final Map<String, Class> classes = new TreeMap<>();

    static Bytecode under(Path... folders) {
        Bytecode bytecode = new Bytecode();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".class")).forEach(bytecode::read);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return bytecode;
    }

    Set<String> names() {
        return classes.keySet();
    }

    boolean knows(String name) {
        return classes.containsKey(name);
    }

    Set<String> namedBy(String name) {
        return classes.get(name).named();
    }

    List<Method> methodsOf(String name) {
        return classes.get(name).calls().keySet().stream()
                .map(key -> new Method(name, key.substring(0, key.indexOf('(')), key.substring(key.indexOf('('))))
                .toList();
    }

    List<Method> callsOf(Method method) {
        return classes.get(method.owner()).calls().getOrDefault(method.name() + method.descriptor(), List.of());
    }

    /** What a call may run: the method where it is declared above, and every override below. */
    List<Method> targets(Method call) {
        List<Method> targets = new ArrayList<>();
        for (String name : classes.keySet()) {
            if (isBelow(name, call.owner(), new HashSet<>()) || isBelow(call.owner(), name, new HashSet<>())) {
                if (classes.get(name).calls().containsKey(call.name() + call.descriptor())) {
                    targets.add(new Method(name, call.name(), call.descriptor()));
                }
            }
        }
        return targets;
    }

    private boolean isBelow(String name, String ancestor, Set<String> seen) {
        if (name.equals(ancestor)) {
            return true;
        }
        Class type = classes.get(name);
        if (type == null || !seen.add(name)) {
            return false;
        }
        return isBelow(type.parent(), ancestor, seen)
                || type.interfaces().stream().anyMatch(one -> isBelow(one, ancestor, seen));
    }

    private void read(Path file) {
        try {
            ClassReader reader = new ClassReader(Files.readAllBytes(file));
            Map<String, List<Method>> calls = new TreeMap<>();
            Set<String> named = new HashSet<>();
            reader.accept(new Calls(calls), ClassReader.SKIP_DEBUG);
            reader.accept(new ClassRemapper(null, new Names(named)), ClassReader.SKIP_DEBUG);
            classes.put(
                    reader.getClassName(),
                    new Class(reader.getSuperName(), List.of(reader.getInterfaces()), calls, named));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Names extends Remapper {
        private final Set<String> named;

        Names(Set<String> named) {
            super(API);
            this.named = named;
        }

        @Override
        public String map(String internalName) {
            named.add(internalName);
            return internalName;
        }
    }

    private static final class Calls extends ClassVisitor {
        private final Map<String, List<Method>> calls;

        Calls(Map<String, List<Method>> calls) {
            super(API);
            this.calls = calls;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] thrown) {
            List<Method> made = new ArrayList<>();
            calls.put(name + descriptor, made);
            return new MethodVisitor(API) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                    made.add(new Method(owner, called, type));
                }

                @Override
                public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                    for (Object argument : arguments) {
                        follow(argument);
                    }
                }

                @Override
                public void visitFieldInsn(int opcode, String owner, String field, String type) {
                    made.add(new Method(owner, "<clinit>", "()V"));
                }

                private void follow(Object constant) {
                    if (constant instanceof Handle handle) {
                        made.add(new Method(handle.getOwner(), handle.getName(), handle.getDesc()));
                    } else if (constant instanceof ConstantDynamic dynamic) {
                        for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                            follow(dynamic.getBootstrapMethodArgument(i));
                        }
                    } else if (constant instanceof Type) {
                        return;
                    }
                }
            };
        }
    }
}
