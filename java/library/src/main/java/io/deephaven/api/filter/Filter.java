package io.deephaven.api.filter;

import io.deephaven.api.RawString;
import io.deephaven.api.expression.Expression;
import io.deephaven.api.literal.Literal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What is true or false for each row. Mirrors Deephaven's interface of the same name. */
public interface Filter extends Expression {
    /** A filter for each text. */
    static Collection<? extends Filter> from(String... filters) {
        return from(Arrays.asList(filters));
    }

    /** A filter for each text. */
    static Collection<? extends Filter> from(Collection<String> filters) {
        return filters.stream().map(RawString::of).toList();
    }

    /** True for every row. */
    static Filter ofTrue() {
        return RawString.of("true");
    }

    /** True for no row. */
    static Filter ofFalse() {
        return RawString.of("false");
    }

    /** Whether the expression is null. */
    static FilterIsNull isNull(Expression expression) {
        return FilterIsNull.of(expression);
    }

    /** Whether the expression is not null. */
    static FilterNot<FilterIsNull> isNotNull(Expression expression) {
        return not(isNull(expression));
    }

    /** Whether the expression is NaN. */
    static FilterIsNaN isNaN(Expression expression) {
        return FilterIsNaN.of(expression);
    }

    /** Whether the expression is not NaN. */
    static FilterNot<FilterIsNaN> isNotNaN(Expression expression) {
        return not(isNaN(expression));
    }

    /** Whether the expression is true. */
    static FilterComparison isTrue(Expression expression) {
        return FilterComparison.eq(expression, Literal.of(true));
    }

    /** Whether the expression is false. */
    static FilterComparison isFalse(Expression expression) {
        return FilterComparison.eq(expression, Literal.of(false));
    }

    /** Whether the filter is false. */
    static <F extends Filter> FilterNot<F> not(F filter) {
        return FilterNot.of(filter);
    }

    /** Whether one of the filters is true. */
    static Filter or(Filter... filters) {
        return or(Arrays.asList(filters));
    }

    /** Whether one of the filters is true; false without any. */
    static Filter or(Collection<? extends Filter> filters) {
        return filters.size() == 1 ? filters.iterator().next() : filters.isEmpty() ? ofFalse() : FilterOr.of(filters);
    }

    /** Whether all filters are true. */
    static Filter and(Filter... filters) {
        return and(Arrays.asList(filters));
    }

    /** Whether all filters are true; true without any. */
    static Filter and(Collection<? extends Filter> filters) {
        return filters.size() == 1 ? filters.iterator().next() : filters.isEmpty() ? ofTrue() : FilterAnd.of(filters);
    }

    /** The filters that must all be true for this one to be so. */
    static Collection<Filter> extractAnds(Filter filter) {
        return filter instanceof FilterAnd and ? and.filters() : List.of(filter);
    }

    /** Whether this filter is false. */
    default Filter invert() {
        return not(this);
    }
}
