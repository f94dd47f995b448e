package io.deephaven.api;

import io.deephaven.api.expression.Expression;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A column and how it is computed. Mirrors Deephaven's interface of the same name. */
public interface Selectable {
    /** The column that is made. */
    ColumnName newColumn();

    /** What it is made of. */
    Expression expression();

    /** Made of a name and an expression. */
    static Selectable of(ColumnName newColumn, Expression expression) {
        record Of(ColumnName newColumn, Expression expression) implements Selectable {}
        return newColumn.equals(expression) ? newColumn : new Of(newColumn, expression);
    }

    /** {@code New = formula}, or a name for a column that stays as it is. */
    static Selectable parse(String text) {
        Matcher assignment = Pattern.compile("\\s*(\\w+)\\s*=(?!=)\\s*(.+)", Pattern.DOTALL).matcher(text);
        if (!assignment.matches()) {
            return ColumnName.parse(text);
        }
        return of(ColumnName.of(assignment.group(1)), RawString.of(assignment.group(2).trim()));
    }

    /** One for each text. */
    static List<Selectable> from(String... texts) {
        return from(Arrays.asList(texts));
    }

    /** One for each text. */
    static List<Selectable> from(Collection<String> texts) {
        return texts.stream().map(Selectable::parse).toList();
    }
}
