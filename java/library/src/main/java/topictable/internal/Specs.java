package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deephaven.api.SortColumn;
import io.deephaven.api.Strings;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.agg.Aggregations;
import io.deephaven.api.agg.ColumnAggregations;
import io.deephaven.api.agg.Count;
import io.deephaven.api.agg.CountWhere;
import io.deephaven.api.agg.Formula;
import io.deephaven.api.agg.Partition;
import io.deephaven.api.agg.spec.AggSpec;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.filter.FilterAnd;
import io.deephaven.api.filter.FilterNot;
import io.deephaven.api.filter.FilterOr;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import topictable.InvalidArgumentException;

/** Filters, aggregations and orders as the native library reads them. */
final class Specs {
    private Specs() {}

    /** A text, or {@code {"and": […]}}, {@code {"or": […]}}, {@code {"not": …}} of such. */
    static JsonNode filter(Filter filter) {
        if (filter instanceof FilterAnd and) {
            return Bridge.object().set("and", filters(and.filters()));
        }
        if (filter instanceof FilterOr or) {
            return Bridge.object().set("or", filters(or.filters()));
        }
        if (filter instanceof FilterNot<?> not) {
            return Bridge.object().set("not", filter(not.filter()));
        }
        return TextNode.valueOf(Strings.of(filter));
    }

    /** Each filter as {@link #filter} has it. */
    static ArrayNode filters(Collection<Filter> filters) {
        ArrayNode array = Bridge.array();
        filters.forEach(filter -> array.add(filter(filter)));
        return array;
    }

    /** Adds the texts that a filter is made of. */
    static void collectTexts(Filter filter, List<String> texts) {
        if (filter instanceof FilterAnd and) {
            and.filters().forEach(part -> collectTexts(part, texts));
        } else if (filter instanceof FilterOr or) {
            or.filters().forEach(part -> collectTexts(part, texts));
        } else if (filter instanceof FilterNot<?> not) {
            collectTexts(not.filter(), texts);
        } else {
            texts.add(Strings.of(filter));
        }
    }

    /** {@code [{"column": …, "descending": …}, …]}. */
    static ArrayNode sort(Collection<? extends SortColumn> columns) {
        ArrayNode array = Bridge.array();
        for (SortColumn column : columns) {
            array.addObject().put("column", column.column().name()).put("descending", !column.isAscending());
        }
        return array;
    }

    /** Each aggregation as {@code {"sum": {"columns": […], …}}}. */
    static ArrayNode aggregations(Collection<? extends Aggregation> aggregations) {
        ArrayNode array = Bridge.array();
        aggregations.forEach(aggregation -> add(array, aggregation));
        return array;
    }

    /** Adds the filters and formulas that aggregations have. */
    static void collectTexts(Collection<? extends Aggregation> aggregations, List<String> texts) {
        for (Aggregation aggregation : aggregations) {
            if (aggregation instanceof Aggregations several) {
                collectTexts(several.aggregations(), texts);
            } else if (aggregation instanceof CountWhere count) {
                collectTexts(count.filter(), texts);
            } else if (aggregation instanceof Formula formula) {
                texts.add(Strings.of(formula.expression()));
            } else if (aggregation instanceof ColumnAggregations columns) {
                collectTexts(columns.spec(), texts);
            }
        }
    }

    /** Adds the formula that a computation of columns may be. */
    static void collectTexts(AggSpec spec, List<String> texts) {
        if (spec.arguments().get("formula") instanceof String formula) {
            texts.add(formula);
        }
    }

    private static void add(ArrayNode array, Aggregation aggregation) {
        if (aggregation instanceof Aggregations several) {
            several.aggregations().forEach(one -> add(array, one));
        } else if (aggregation instanceof ColumnAggregations columns) {
            ObjectNode arguments = arguments(columns.spec());
            ArrayNode pairs = arguments.putArray("columns");
            columns.pairs().forEach(pair -> pairs.add(Strings.of(pair)));
            array.addObject().set(columns.spec().description(), arguments);
        } else if (aggregation instanceof Count count) {
            array.addObject().putObject("count").put("column", count.column().name());
        } else if (aggregation instanceof CountWhere count) {
            ObjectNode arguments = array.addObject().putObject("count_where").put("column", count.column().name());
            arguments.putArray("filters").addAll(filters(List.copyOf(Filter.extractAnds(count.filter()))));
        } else if (aggregation instanceof Formula formula) {
            array.addObject().putObject("formula").put("formula", Strings.of(formula.selectable()));
        } else if (aggregation instanceof Partition partition) {
            array.addObject().putObject("partition").put("column", partition.column().name())
                    .put("include_keys", partition.includeGroupByColumns());
        } else {
            throw new InvalidArgumentException("not an aggregation of this library: " + aggregation, Map.of());
        }
    }

    /** A computation without columns: {@code {"sum": {}}}. */
    static ObjectNode aggregation(AggSpec spec) {
        return Bridge.object().set(spec.description(), arguments(spec));
    }

    private static ObjectNode arguments(AggSpec spec) {
        ObjectNode arguments = Bridge.object();
        spec.arguments().forEach((name, value) -> {
            if (value instanceof List<?> texts) {
                ArrayNode array = arguments.putArray(name);
                texts.forEach(text -> array.add(String.valueOf(text)));
            } else if (value instanceof Boolean flag) {
                arguments.put(name, flag);
            } else if (value instanceof Double number) {
                arguments.put(name, number);
            } else {
                arguments.put(name, String.valueOf(value));
            }
        });
        return arguments;
    }
}
