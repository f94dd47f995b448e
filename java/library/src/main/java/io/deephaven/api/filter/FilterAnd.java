package io.deephaven.api.filter;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Whether all filters are true. Mirrors Deephaven's class of the same name.
 *
 * @param filters the filters
 */
public record FilterAnd(List<Filter> filters) implements Filter, Iterable<Filter> {
    /** All of these. */
    public FilterAnd {
        filters = List.copyOf(filters);
        if (filters.size() < 2) {
            throw new IllegalArgumentException("FilterAnd needs two filters or more");
        }
    }

    /** All of these. */
    public static FilterAnd of(Filter... filters) {
        return new FilterAnd(Arrays.asList(filters));
    }

    /** All of these. */
    public static FilterAnd of(Iterable<? extends Filter> filters) {
        return new FilterAnd(StreamSupport.stream(filters.spliterator(), false).<Filter>map(filter -> filter).toList());
    }

    @Override
    public FilterOr invert() {
        return FilterOr.of(filters.stream().map(Filter::invert).toList());
    }

    @Override
    public Iterator<Filter> iterator() {
        return filters.iterator();
    }
}
