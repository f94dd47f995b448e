package io.deephaven.api;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A column that is made of another one. Mirrors Deephaven's interface of the same name. */
public interface Pair {
    /** The column that there is. */
    ColumnName input();

    /** The column that it becomes. */
    ColumnName output();

    /** Made of both columns. */
    static Pair of(ColumnName input, ColumnName output) {
        record Of(ColumnName input, ColumnName output) implements Pair {}
        return input.equals(output) ? output : new Of(input, output);
    }

    /**
     * {@code Out = In}, or a name for both.
     *
     * @throws IllegalArgumentException for any other text
     */
    static Pair parse(String text) {
        List<ColumnName> names = Assignment.parse(text);
        return of(names.get(1), names.get(0));
    }

    /** One for each text. */
    static List<Pair> from(String... texts) {
        return from(Arrays.asList(texts));
    }

    /** One for each text. */
    static List<Pair> from(Collection<String> texts) {
        return texts.stream().map(Pair::parse).toList();
    }
}
