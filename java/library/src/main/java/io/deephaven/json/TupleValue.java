package io.deephaven.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import topictable.InvalidArgumentException;

/** An array of exactly these values. Mirrors Deephaven's class of the same name. */
public final class TupleValue extends ValueRestrictedUniverseBase {
    private final Map<String, Value> namedValues;

    private TupleValue(Builder builder) {
        super("tuple", builder.options);
        this.namedValues = Collections.unmodifiableMap(new LinkedHashMap<>(builder.namedValues));
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Values whose names are their positions. */
    public static TupleValue of(Value... values) {
        return of(Arrays.asList(values));
    }

    /** Values whose names are their positions. */
    public static TupleValue of(Iterable<? extends Value> values) {
        Builder builder = builder();
        int position = 0;
        for (Value value : values) {
            builder.putNamedValues(String.valueOf(position++), value);
        }
        return builder.build();
    }

    /** The values, in order. */
    public Map<String, Value> namedValues() {
        return namedValues;
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends Value.Builder<TupleValue, Builder> {
        private final Map<String, Value> namedValues = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a value. */
        public Builder putNamedValues(String name, Value value) {
            if (namedValues.putIfAbsent(name, value) != null) {
                throw new InvalidArgumentException("two values with the name " + name, Map.of("name", name));
            }
            return this;
        }

        /** Adds a value. */
        public Builder putNamedValues(Map.Entry<String, ? extends Value> entry) {
            return putNamedValues(entry.getKey(), entry.getValue());
        }

        /** Adds values. */
        public Builder putAllNamedValues(Map<String, ? extends Value> entries) {
            entries.forEach(this::putNamedValues);
            return this;
        }

        @Override
        public TupleValue build() {
            ArrayNode values = options.putArray("values");
            namedValues.forEach((name, value) -> values.addObject().put("name", name).set("value", value.document()));
            return new TupleValue(this);
        }
    }
}
