package io.deephaven.engine.context;

import java.util.Set;
import topictable.InvalidArgumentException;

/**
 * The variables that formulas can name. Mirrors Deephaven's interface of the same name.
 *
 * <p>In a script they are the script's variables; in a program those that it has added. Safe for use by several threads.
 */
public interface QueryScope {
    /** Adds a variable to the scope of the current context, or gives it another value. */
    static <T> void addParam(String name, T value) {
        ExecutionContext.getContext().getQueryScope().putParam(name, value);
    }

    /**
     * The value of a variable in the scope of the current context.
     *
     * @throws MissingVariableException when there is no such variable
     */
    static <T> T getParamValue(String name) {
        return ExecutionContext.getContext().getQueryScope().readParamValue(name);
    }

    /** The names of the variables. */
    Set<String> getParamNames();

    /** Whether there is a variable of the name. */
    boolean hasParamName(String name);

    /**
     * The value of a variable.
     *
     * @throws MissingVariableException when there is no such variable
     */
    <T> T readParamValue(String name);

    /** The value of a variable; {@code defaultValue} when there is none. */
    default <T> T readParamValue(String name, T defaultValue) {
        return hasParamName(name) ? readParamValue(name) : defaultValue;
    }

    /** Adds a variable, or gives it another value. */
    <T> void putParam(String name, T value);

    /** A variable that is not there. */
    final class MissingVariableException extends InvalidArgumentException {
        /** The variable of that name. */
        public MissingVariableException(String name) {
            super("Missing variable " + name, java.util.Map.of("variable", name));
        }
    }
}
