package io.deephaven.csv.parsers;

import java.util.Objects;

/**
 * What a column of a CSV file can be. Mirrors Deephaven's interface of the same name; a parser of one's own is not in this
 * version.
 *
 * @param name its name, as the native library calls it
 * @param <T> the array of its values
 */
public record Parser<T>(String name) {
    /** Of that name. */
    public Parser {
        Objects.requireNonNull(name, "name");
    }
}
