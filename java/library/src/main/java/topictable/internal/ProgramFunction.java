package topictable.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * A function of a program that formulas call: a closure, one of {@code java.util.function}, a method of an object, or one
 * that was registered.
 */
final class ProgramFunction {
    private static final String CLOSURE = "groovy.lang.Closure";
    private static final String FUNCTIONS = "java.util.function";

    /** The method that calls it: formulas may name it. */
    private final String method;
    /** The native type of its results; null for objects. */
    private final String returns;
    /** Whether a null of a number is the constant that stands for it, as in the mirrored API. */
    private final boolean constants;
    private final Call call;
    private volatile Throwable thrown;

    /** Calls the function for a row. */
    private interface Call {
        Object with(Object[] arguments) throws Throwable;
    }

    private ProgramFunction(String method, String returns, boolean constants, Call call) {
        this.method = method;
        this.returns = returns;
        this.constants = constants;
        this.call = call;
    }

    /** A function that a program registers: null is null. */
    static ProgramFunction of(Class<?> type, Function<Object[], ?> function) {
        Class<?> boxed = ColumnValues.boxed(type);
        return new ProgramFunction("call", ColumnValues.typeName("of the results", type), false,
                arguments -> boxed.cast(function.apply(arguments)));
    }

    /** The function that a value of a program is; null when it is none. */
    static ProgramFunction of(Object value) {
        Class<?> closure = value == null ? null : closure(value.getClass());
        if (closure != null) {
            return ofClosure(value, closure);
        }
        Method method = value == null ? null : functional(value.getClass());
        return method == null ? null : ofFunctional(value, method);
    }

    /** Groovy need not be there: its class is found by its name. */
    private static Class<?> closure(Class<?> type) {
        return type == null || type.getName().equals(CLOSURE) ? type : closure(type.getSuperclass());
    }

    private static ProgramFunction ofClosure(Object value, Class<?> type) {
        try {
            MethodType varargs = MethodType.methodType(Object.class, Object[].class);
            MethodHandle handle = MethodHandles.publicLookup().findVirtual(type, "call", varargs).asFixedArity().bindTo(value);
            return new ProgramFunction("call", null, true, arguments -> (Object) handle.invokeExact(arguments));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("closures of this version of Groovy cannot be called", e);
        }
    }

    /** The one abstract method of the interface of {@code java.util.function} that a class has, if it has one. */
    private static Method functional(Class<?> type) {
        Deque<Class<?>> types = new ArrayDeque<>(List.of(type));
        while (!types.isEmpty()) {
            Class<?> next = types.remove();
            if (next.isInterface() && next.getPackageName().equals(FUNCTIONS)) {
                Method[] methods = Arrays.stream(next.getMethods())
                        .filter(method -> Modifier.isAbstract(method.getModifiers())).toArray(Method[]::new);
                if (methods.length == 1 && methods[0].getReturnType() != void.class) {
                    return methods[0];
                }
            }
            types.addAll(List.of(next.getInterfaces()));
            if (next.getSuperclass() != null) {
                types.add(next.getSuperclass());
            }
        }
        return null;
    }

    private static ProgramFunction ofFunctional(Object value, Method method) {
        try {
            int parameters = method.getParameterCount();
            MethodHandle handle = MethodHandles.publicLookup().unreflect(method).bindTo(value)
                    .asSpreader(Object[].class, parameters).asType(MethodType.methodType(Object.class, Object[].class));
            Class<?> type = method.getReturnType();
            return new ProgramFunction(method.getName(), type.isPrimitive() ? TypeNames.of(type) : null, true, arguments -> {
                if (arguments.length != parameters) {
                    throw new IllegalArgumentException(method.getName() + " has " + parameters + " arguments, not " + arguments.length);
                }
                return (Object) handle.invokeExact(arguments);
            });
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(method + " cannot be called", e);
        }
    }

    /** A method of an object, chosen by what it is called with; null when the class has none that anybody may call. */
    static ProgramFunction ofMethod(Object value, FormulaNames.Method called) {
        ObjectMethod method = ObjectMethod.of(value, called.name(), called.arguments());
        if (method == null) {
            return null;
        }
        boolean known = method.returns().isPrimitive() || method.returns() == String.class;
        return new ProgramFunction(called.name(), known ? TypeNames.of(method.returns()) : null, true, method::call);
    }

    /** Describes the function that Java knows by the number. */
    ObjectNode describe(long number) {
        ObjectNode description = Bridge.object().put("number", number).put("method", method);
        return returns == null ? description : description.put("returns", returns);
    }

    /** What a null of this native type is to the function. */
    Object nothing(String typeName) {
        return constants ? Cells.nullConstant(typeName) : null;
    }

    /** Calls it for a row. */
    Object call(Object[] arguments) throws Throwable {
        try {
            return call.with(arguments);
        } catch (Throwable e) {
            thrown = e;
            throw e;
        }
    }

    /** The results in the form in which the native library reads them. */
    byte[] encode(Object[] results) {
        ColumnValues values = new ColumnValues(results.length);
        if (returns == null) {
            Object[] texts = Arrays.stream(results).map(value -> value == null ? null : ObjectTexts.write(value)).toArray();
            values.add("results", String.class, texts);
        } else {
            Class<?> type = TypeNames.type(returns);
            Object[] present = constants ? Arrays.stream(results).map(value -> Cells.isNull(type, value) ? null : value).toArray() : results;
            values.add("results", type, present);
        }
        return values.bytes();
    }

    /** The last exception that it has thrown; null when it has thrown none. */
    Throwable thrown() {
        return thrown;
    }
}
