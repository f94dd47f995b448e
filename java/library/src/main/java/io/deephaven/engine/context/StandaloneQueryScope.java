package io.deephaven.engine.context;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Variables that a program adds. Mirrors Deephaven's class of the same name. */
public final class StandaloneQueryScope implements QueryScope {
    /** Null values are variables, too. */
    private final Map<String, Optional<Object>> values = new ConcurrentHashMap<>();

    @Override
    public Set<String> getParamNames() {
        return Set.copyOf(values.keySet());
    }

    @Override
    public boolean hasParamName(String name) {
        return values.containsKey(name);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T readParamValue(String name) {
        Optional<Object> value = values.get(name);
        if (value == null) {
            throw new MissingVariableException(name);
        }
        return (T) value.orElse(null);
    }

    @Override
    public <T> void putParam(String name, T value) {
        values.put(name, Optional.ofNullable(value));
    }
}
