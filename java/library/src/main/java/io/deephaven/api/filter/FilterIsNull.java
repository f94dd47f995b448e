package io.deephaven.api.filter;

import io.deephaven.api.expression.Expression;
import java.util.Objects;

/**
 * Whether an expression is null. Mirrors Deephaven's class of the same name.
 *
 * @param expression the expression
 */
public record FilterIsNull(Expression expression) implements Filter {
    /** Whether this is null. */
    public FilterIsNull {
        Objects.requireNonNull(expression, "expression");
    }

    /** Whether this is null. */
    public static FilterIsNull of(Expression expression) {
        return new FilterIsNull(expression);
    }
}
