package topictable.command;

import groovy.lang.Binding;
import io.deephaven.engine.context.QueryScope;
import java.util.LinkedHashSet;
import java.util.Set;

/** The variables of a script, which its formulas can name. */
final class ScriptScope implements QueryScope {
    private final Binding binding;

    ScriptScope(Binding binding) {
        this.binding = binding;
    }

    @Override
    public Set<String> getParamNames() {
        Set<String> names = new LinkedHashSet<>();
        for (Object name : binding.getVariables().keySet()) {
            names.add(String.valueOf(name));
        }
        return names;
    }

    @Override
    public boolean hasParamName(String name) {
        return binding.hasVariable(name);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readParamValue(String name) {
        if (!hasParamName(name)) {
            throw new MissingVariableException(name);
        }
        return (T) binding.getVariable(name);
    }

    @Override
    public <T> void putParam(String name, T value) {
        binding.setVariable(name, value);
    }
}
