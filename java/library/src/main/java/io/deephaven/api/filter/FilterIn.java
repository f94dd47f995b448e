package io.deephaven.api.filter;

import io.deephaven.api.expression.Expression;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Whether an expression equals one of some values. Mirrors Deephaven's class of the same name.
 *
 * @param expression the expression
 * @param values the values
 */
public record FilterIn(Expression expression, List<Expression> values) implements Filter {
    /** Whether this is one of these. */
    public FilterIn {
        Objects.requireNonNull(expression, "expression");
        values = List.copyOf(values);
    }

    /** Whether this is one of these. */
    public static FilterIn of(Expression expression, Expression... values) {
        return new FilterIn(expression, Arrays.asList(values));
    }

    /** Whether this is one of these. */
    public static FilterIn of(Expression expression, List<Expression> values) {
        return new FilterIn(expression, values);
    }
}
