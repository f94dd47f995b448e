package io.deephaven.api.filter;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Whether one of the filters is true. Mirrors Deephaven's class of the same name.
 *
 * @param filters the filters
 */
public record FilterOr(List<Filter> filters) implements Filter, Iterable<Filter> {
    /** One of these. */
    public FilterOr {
        filters = List.copyOf(filters);
        if (filters.size() < 2) {
            throw new IllegalArgumentException("FilterOr needs two filters or more");
        }
    }

    /** One of these. */
    public static FilterOr of(Filter... filters) {
        return new FilterOr(Arrays.asList(filters));
    }

    /** One of these. */
    public static FilterOr of(Iterable<? extends Filter> filters) {
        return new FilterOr(StreamSupport.stream(filters.spliterator(), false).<Filter>map(filter -> filter).toList());
    }

    @Override
    public FilterAnd invert() {
        return FilterAnd.of(filters.stream().map(Filter::invert).toList());
    }

    @Override
    public Iterator<Filter> iterator() {
        return filters.iterator();
    }
}
