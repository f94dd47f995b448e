package io.deephaven.api;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A column of the left table that is to equal one of the right table. Mirrors Deephaven's interface of the same name. */
public interface JoinMatch {
    /** The left table's column. */
    ColumnName left();

    /** The right table's column. */
    ColumnName right();

    /** Made of both columns. */
    static JoinMatch of(ColumnName left, ColumnName right) {
        record Of(ColumnName left, ColumnName right) implements JoinMatch {}
        return left.equals(right) ? left : new Of(left, right);
    }

    /**
     * {@code Left = Right}, also with {@code ==}, or a name for both.
     *
     * @throws IllegalArgumentException for any other text
     */
    static JoinMatch parse(String text) {
        List<ColumnName> names = Assignment.parse(text);
        return of(names.get(0), names.get(1));
    }

    /** One for each text. */
    static List<JoinMatch> from(String... texts) {
        return from(Arrays.asList(texts));
    }

    /** One for each text. */
    static List<JoinMatch> from(Collection<String> texts) {
        return texts.stream().map(JoinMatch::parse).toList();
    }
}
