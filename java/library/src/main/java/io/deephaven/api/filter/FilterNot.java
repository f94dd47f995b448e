package io.deephaven.api.filter;

import java.util.Objects;

/**
 * Whether a filter is false. Mirrors Deephaven's class of the same name.
 *
 * @param <F> the filter's class
 * @param filter the filter
 */
public record FilterNot<F extends Filter>(F filter) implements Filter {
    /** The opposite of this. */
    public FilterNot {
        Objects.requireNonNull(filter, "filter");
    }

    /** The opposite of this. */
    public static <F extends Filter> FilterNot<F> of(F filter) {
        return new FilterNot<>(filter);
    }

    @Override
    public F invert() {
        return filter;
    }
}
