package io.deephaven.api;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A column of the right table that a join adds. Mirrors Deephaven's interface of the same name. */
public interface JoinAddition {
    /** The name that it gets. */
    ColumnName newColumn();

    /** The name that it has in the right table. */
    ColumnName existingColumn();

    /** Made of both columns. */
    static JoinAddition of(ColumnName newColumn, ColumnName existingColumn) {
        record Of(ColumnName newColumn, ColumnName existingColumn) implements JoinAddition {}
        return newColumn.equals(existingColumn) ? newColumn : new Of(newColumn, existingColumn);
    }

    /**
     * {@code New = Old}, or a name for both.
     *
     * @throws IllegalArgumentException for any other text
     */
    static JoinAddition parse(String text) {
        List<ColumnName> names = Assignment.parse(text);
        return of(names.get(0), names.get(1));
    }

    /** One for each text. */
    static List<JoinAddition> from(String... texts) {
        return from(Arrays.asList(texts));
    }

    /** One for each text. */
    static List<JoinAddition> from(Collection<String> texts) {
        return texts.stream().map(JoinAddition::parse).toList();
    }
}
