package io.deephaven.api.filter;

import io.deephaven.api.expression.Expression;
import java.util.Objects;

/**
 * Whether an expression is NaN. Mirrors Deephaven's class of the same name.
 *
 * @param expression the expression
 */
public record FilterIsNaN(Expression expression) implements Filter {
    /** Whether this is NaN. */
    public FilterIsNaN {
        Objects.requireNonNull(expression, "expression");
    }

    /** Whether this is NaN. */
    public static FilterIsNaN of(Expression expression) {
        return new FilterIsNaN(expression);
    }
}
