package topictable.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The methods of one name and number of parameters that an object has, of which the arguments choose one. */
final class ObjectMethod {
    private final String name;
    private final Class<?> type;
    private final Class<?> returns;
    private final List<Overload> overloads = new ArrayList<>();

    /** One of them; the handle takes its arguments as an array. */
    private record Overload(Class<?>[] parameters, MethodHandle handle) {
        /** How far the arguments are from the parameters; negative when it does not take them. */
        int distance(Object[] arguments) {
            int sum = 0;
            for (int i = 0; i < arguments.length; i++) {
                int distance = ObjectMethod.distance(arguments[i], parameters[i]);
                if (distance < 0) {
                    return -1;
                }
                sum += distance;
            }
            return sum;
        }
    }

    private ObjectMethod(Object value, String name, Collection<Method> methods) throws IllegalAccessException {
        this.name = name;
        type = value.getClass();
        Set<Class<?>> types = methods.stream().map(Method::getReturnType).collect(Collectors.toSet());
        returns = types.size() == 1 ? types.iterator().next() : Object.class;
        for (Method method : methods) {
            MethodHandle handle = MethodHandles.publicLookup().unreflect(method);
            handle = Modifier.isStatic(method.getModifiers()) ? handle : handle.bindTo(value);
            handle = handle.asFixedArity().asSpreader(Object[].class, method.getParameterCount());
            overloads.add(new Overload(method.getParameterTypes(),
                    handle.asType(MethodType.methodType(Object.class, Object[].class))));
        }
    }

    /** The methods of this name, with so many parameters, that anybody may call; null when there are none. */
    static ObjectMethod of(Object value, String name, int parameters) {
        Map<List<Class<?>>, Method> found = new LinkedHashMap<>();
        for (Class<?> type : visible(value.getClass())) {
            for (Method method : type.getDeclaredMethods()) {
                boolean isNamed = method.getName().equals(name) && method.getParameterCount() == parameters;
                boolean isCalled = Modifier.isPublic(method.getModifiers()) && !method.isBridge();
                if (isNamed && isCalled && method.getReturnType() != void.class) {
                    found.putIfAbsent(List.of(method.getParameterTypes()), method);
                }
            }
        }
        try {
            return found.isEmpty() ? null : new ObjectMethod(value, name, found.values());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(name + " of " + value.getClass() + " cannot be called", e);
        }
    }

    /** The class, those that it extends and the interfaces that it has, as far as everybody sees them. */
    private static List<Class<?>> visible(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> next = type; next != null; next = next.getSuperclass()) {
            all.add(next);
        }
        List<Class<?>> next = new ArrayList<>(all);
        while (!next.isEmpty()) {
            next = next.stream().flatMap(of -> Arrays.stream(of.getInterfaces())).filter(all::add).toList();
        }
        return all.stream().filter(ObjectMethod::isVisible).toList();
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && type.getModule().isExported(type.getPackageName());
    }

    /** The class of what it gives; that of objects where its overloads differ. */
    Class<?> returns() {
        return returns;
    }

    /** Calls the one that is nearest to the arguments. */
    Object call(Object[] arguments) throws Throwable {
        Overload nearest = null;
        int least = Integer.MAX_VALUE;
        for (Overload overload : overloads) {
            int distance = overload.distance(arguments);
            if (distance >= 0 && distance < least) {
                nearest = overload;
                least = distance;
            }
        }
        if (nearest == null) {
            String types = Arrays.stream(arguments)
                    .map(argument -> argument == null ? "null" : argument.getClass().getSimpleName())
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(type.getName() + "." + name + " does not take (" + types + ")");
        }
        return (Object) nearest.handle.invokeExact(arguments);
    }

    private static int distance(Object argument, Class<?> parameter) {
        if (argument == null) {
            return parameter.isPrimitive() ? -1 : 1;
        }
        Class<?> boxed = MethodType.methodType(parameter).wrap().returnType();
        if (boxed == argument.getClass()) {
            return 0;
        }
        if (!parameter.isPrimitive()) {
            return !parameter.isInstance(argument) ? -1 : parameter == Object.class ? 6 : 5;
        }
        // As far as Java makes a number wider by itself.
        List<Class<?>> wider = List.of(Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class);
        int from = argument instanceof Character ? 1 : wider.indexOf(argument.getClass());
        int to = wider.indexOf(boxed);
        return from >= 0 && to > from ? to - from : -1;
    }
}
