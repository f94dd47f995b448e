package io.deephaven.engine.context;

import io.deephaven.util.SafeCloseable;
import java.util.Objects;
import java.util.function.Supplier;
import topictable.internal.ProgramScope;

/**
 * In what surroundings operations are called: whose variables their formulas can name. Immutable. Mirrors Deephaven's
 * class of the same name.
 *
 * <p>A thread has the context that it has opened; every other one has that of the program, which is its script's.
 */
public final class ExecutionContext {
    private static final ThreadLocal<ExecutionContext> OPENED = new ThreadLocal<>();

    private final QueryScope queryScope;

    private ExecutionContext(QueryScope queryScope) {
        this.queryScope = Objects.requireNonNull(queryScope, "queryScope");
    }

    /** The context of this thread. */
    public static ExecutionContext getContext() {
        ExecutionContext opened = OPENED.get();
        return opened != null ? opened : new ExecutionContext(ProgramScope.get());
    }

    /** The same. */
    public static ExecutionContext getContextToRecord() {
        return getContext();
    }

    /** The same; {@code isSystemic} has no meaning here. */
    public static ExecutionContext makeExecutionContext(boolean isSystemic) {
        return getContext();
    }

    /** The same with other variables. */
    public ExecutionContext withQueryScope(QueryScope other) {
        return new ExecutionContext(other);
    }

    /** The variables that formulas can name. */
    public QueryScope getQueryScope() {
        return queryScope;
    }

    /** Makes this the context of this thread, until the result is closed. */
    public SafeCloseable open() {
        ExecutionContext before = OPENED.get();
        OPENED.set(this);
        return () -> {
            if (before == null) {
                OPENED.remove();
            } else {
                OPENED.set(before);
            }
        };
    }

    /** Runs {@code runnable} in this context. */
    public void apply(Runnable runnable) {
        try (SafeCloseable opened = open()) {
            runnable.run();
        }
    }

    /** What {@code supplier} gives in this context. */
    public <T> T apply(Supplier<T> supplier) {
        try (SafeCloseable opened = open()) {
            return supplier.get();
        }
    }
}
