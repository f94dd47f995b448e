package io.deephaven.api;

import io.deephaven.api.expression.Expression;
import io.deephaven.api.filter.Filter;
import java.util.Objects;

/**
 * An expression or a filter as it is written. Mirrors Deephaven's class of the same name.
 *
 * @param value the text
 */
public record RawString(String value) implements Expression, Filter {
    /** That text. */
    public RawString {
        Objects.requireNonNull(value, "value");
    }

    /** That text. */
    public static RawString of(String value) {
        return new RawString(value);
    }
}
