package topictable.internal;

import io.deephaven.engine.context.QueryScope;
import io.deephaven.engine.context.StandaloneQueryScope;
import java.util.Objects;

/** The variables that formulas can name in every thread that has not opened a context: a script's, or a program's own. */
public final class ProgramScope {
    private static volatile QueryScope scope = new StandaloneQueryScope();

    private ProgramScope() {}

    /** The variables. */
    public static QueryScope get() {
        return scope;
    }

    /** Makes these the variables, and gives those before. */
    public static synchronized QueryScope set(QueryScope other) {
        QueryScope before = scope;
        scope = Objects.requireNonNull(other, "other");
        return before;
    }
}
