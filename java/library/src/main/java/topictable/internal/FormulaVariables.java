package topictable.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.context.ExecutionContext;
import io.deephaven.engine.context.QueryScope;
import io.deephaven.engine.table.TableDefinition;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import topictable.UnsupportedFeatureException;

/** The values of a program's variables that formulas name, as they are when an operation is called. */
final class FormulaVariables {
    /** No variable. */
    static final FormulaVariables NONE = new FormulaVariables(Set.of());

    /** The methods of lists that the language has itself. */
    private static final Set<String> OF_LISTS = Set.of("get", "size");

    private final Set<String> columns;
    private final ObjectNode values = Bridge.object();
    /** Those that are functions, by name, and as the native library calls them. */
    private final Map<String, ProgramFunction> called = new TreeMap<>();
    private final ObjectNode functions = Bridge.object();
    /** Variables whose values no formula can have, by name. */
    private final Map<String, Object> unusable = new TreeMap<>();

    private FormulaVariables(Set<String> columns) {
        this.columns = columns;
    }

    /** The variables of the query scope that formulas name, on a table of these columns: each formula may add one. */
    static FormulaVariables of(List<String> formulas, TableDefinition definition, boolean assigning) {
        QueryScope scope = ExecutionContext.getContext().getQueryScope();
        FormulaVariables variables = new FormulaVariables(new HashSet<>(definition.getColumnNames()));
        for (String formula : formulas) {
            int from = assigning ? FormulaNames.afterAssignment(formula) : 0;
            FormulaNames.find(formula, from, (name, method) -> variables.add(name, method, scope));
            if (assigning) {
                variables.columns.add(FormulaNames.assigned(formula));
            }
        }
        return variables;
    }

    /** Adds a variable that a formula names, or whose method it calls. */
    private void add(String name, FormulaNames.Method method, QueryScope scope) {
        if (columns.contains(name) || !scope.hasParamName(name)) {
            return;
        }
        Object value = scope.readParamValue(name);
        ObjectNode constant = Constants.of(value);
        if (constant != null) {
            values.set(name, constant);
            if (value instanceof Collection<?> && method != null && !OF_LISTS.contains(method.name())) {
                addFunction(method.of(name), () -> ProgramFunction.ofMethod(value, method));
            }
        } else if (!addFunction(name, () -> ProgramFunction.of(value))
                && (method == null || !addFunction(method.of(name), () -> ProgramFunction.ofMethod(value, method)))) {
            unusable.put(name, value);
        }
    }

    /** Adds a function under a name, if there is any: also when it was added before. */
    private boolean addFunction(String name, Supplier<ProgramFunction> found) {
        ProgramFunction function = called.containsKey(name) ? null : found.get();
        if (function != null) {
            called.put(name, function);
            functions.set(name, FunctionCalls.add(function));
        }
        return called.containsKey(name);
    }

    /** The constants by their names. */
    ObjectNode values() {
        return values;
    }

    /** The functions by their names. */
    ObjectNode functions() {
        return functions;
    }

    /** The failure of the operation, which may have needed what could not be given to it, or be that of a function. */
    RuntimeException explain(RuntimeException failure) {
        for (ProgramFunction function : called.values()) {
            if (function.thrown() != null && failure.getCause() == null) {
                return (RuntimeException) failure.initCause(function.thrown());
            }
        }
        String text = String.valueOf(failure.getMessage());
        for (Map.Entry<String, Object> variable : unusable.entrySet()) {
            // A function of the same name may have been meant, and something else be wrong.
            if (text.contains(variable.getKey())) {
                Class<?> type = variable.getValue().getClass();
                return (RuntimeException) new UnsupportedFeatureException("the variable " + variable.getKey() + " is of " + type
                        + ", of which formulas can call public methods that give something, and nothing else: " + text,
                        Map.of("variable", variable.getKey()))
                        .initCause(failure);
            }
        }
        return failure;
    }
}
