package topictable.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.agg.spec.AggSpec;
import io.deephaven.api.filter.Filter;
import io.deephaven.engine.table.TableDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** An operation on one table as the native library reads it: its name there, and its arguments. */
public final class Operation {
    private final String name;
    private final ObjectNode arguments = Bridge.object();
    /** The texts that may name a script's variables; null for an operation without any. */
    private List<String> formulas;
    /** Whether each of them makes a column, which those behind it see. */
    private boolean assigning;

    private Operation(String name) {
        this.name = name;
    }

    /** The operation of that name. */
    public static Operation of(String name) {
        return new Operation(name);
    }

    /** The name. */
    public String name() {
        return name;
    }

    Operation with(String argument, long value) {
        arguments.put(argument, value);
        return this;
    }

    Operation with(String argument, double value) {
        arguments.put(argument, value);
        return this;
    }

    Operation with(String argument, boolean value) {
        arguments.put(argument, value);
        return this;
    }

    Operation with(String argument, String value) {
        arguments.put(argument, Objects.requireNonNull(value, argument));
        return this;
    }

    /** Names of columns, and the like. */
    Operation texts(String argument, String... texts) {
        ArrayNode array = arguments.putArray(argument);
        for (String text : Objects.requireNonNull(texts, argument)) {
            array.add(Objects.requireNonNull(text, argument));
        }
        return this;
    }

    /** Columns, each {@code New = formula} or a name; formulas may name variables. */
    Operation columns(String... texts) {
        texts("columns", texts);
        formulas().addAll(List.of(texts));
        assigning = true;
        return this;
    }

    /** Filters, which may name variables. */
    Operation filters(String... texts) {
        texts("filters", texts);
        formulas().addAll(List.of(texts));
        return this;
    }

    /** A filter, which may name variables. */
    Operation filter(Filter filter) {
        arguments.putArray("filters").add(Specs.filter(filter));
        Specs.collectTexts(filter, formulas());
        return this;
    }

    /** Aggregations, whose filters and formulas may name variables. */
    Operation aggregations(Collection<? extends Aggregation> aggregations) {
        arguments.set("aggregations", Specs.aggregations(aggregations));
        Specs.collectTexts(aggregations, formulas());
        return this;
    }

    /** One computation of all columns, whose formula may name variables. */
    Operation aggregation(AggSpec spec) {
        arguments.set("aggregation", Specs.aggregation(spec));
        Specs.collectTexts(spec, formulas());
        return this;
    }

    /** A formula inside of an updateBy operation, which may name variables. */
    Operation naming(String formula) {
        formulas().add(formula);
        return this;
    }

    /** A filter inside of one, which may name variables. */
    Operation naming(Filter filter) {
        Specs.collectTexts(filter, formulas());
        return this;
    }

    /** The arguments so far, for others to be set. */
    ObjectNode arguments() {
        return arguments;
    }

    private List<String> formulas() {
        if (formulas == null) {
            formulas = new ArrayList<>();
        }
        return formulas;
    }

    /** The variables that the operation's formulas name, on a table of these columns. */
    FormulaVariables variables(TableDefinition columns) {
        return formulas == null ? FormulaVariables.NONE : FormulaVariables.of(formulas, columns, assigning);
    }

    /** The request, with the values of those variables. */
    ObjectNode request(FormulaVariables variables) {
        ObjectNode complete = arguments.deepCopy();
        if (!variables.values().isEmpty()) {
            complete.set("variables", variables.values());
        }
        return Bridge.object().set(name, complete);
    }
}
