package io.deephaven.api.agg;

import io.deephaven.api.ColumnName;
import io.deephaven.api.RawString;
import io.deephaven.api.Selectable;
import io.deephaven.api.expression.Expression;
import java.util.Objects;

/**
 * A formula over the columns of a group, which are the keys as they are and vectors of all other columns. Mirrors
 * Deephaven's class of the same name.
 *
 * @param selectable the column that is made, and the formula
 */
public record Formula(Selectable selectable) implements Aggregation {
    /** That column. */
    public Formula {
        Objects.requireNonNull(selectable, "selectable");
    }

    /** {@code Out = formula}. */
    public static Formula parse(String formula) {
        return new Formula(Selectable.parse(formula));
    }

    /** That column. */
    public static Formula of(Selectable selectable) {
        return new Formula(selectable);
    }

    /** That formula in a column. */
    public static Formula of(ColumnName name, Expression expression) {
        return new Formula(Selectable.of(name, expression));
    }

    /** That formula in a column. */
    public static Formula of(String name, String expression) {
        return of(ColumnName.of(name), RawString.of(expression));
    }

    /** The column that is made. */
    public ColumnName column() {
        return selectable.newColumn();
    }

    /** The formula. */
    public Expression expression() {
        return selectable.expression();
    }
}
