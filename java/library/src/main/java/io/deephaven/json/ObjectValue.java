package io.deephaven.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An object with stated fields. Mirrors Deephaven's class of the same name. */
public final class ObjectValue extends ValueRestrictedUniverseBase {
    private final Set<ObjectField> fields;

    private ObjectValue(Builder builder) {
        super("object", builder.options);
        this.fields = Collections.unmodifiableSet(new LinkedHashSet<>(builder.fields));
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Nulls and missing values are taken; of repeated fields and of fields in any case, the first counts. */
    public static ObjectValue lenient(Map<String, Value> fields) {
        Builder builder = builder();
        fields.forEach((name, value) -> builder.addFields(ObjectField.builder().name(name).options(value)
                .caseSensitive(false).repeatedBehavior(ObjectField.RepeatedBehavior.USE_FIRST).build()));
        return builder.build();
    }

    /** Nulls and missing values are taken. */
    public static ObjectValue standard(Map<String, Value> fields) {
        return builder().putAll(fields).build();
    }

    /** Neither null nor missing. */
    public static ObjectValue strict(Map<String, Value> fields) {
        return builder().mode("strict").putAll(fields).build();
    }

    /** The fields, in order. */
    public Set<ObjectField> fields() {
        return fields;
    }

    /** Whether it may have others. */
    public boolean allowUnknownFields() {
        return option("allow_unknown_fields").asBoolean();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends Value.Builder<ObjectValue, Builder> {
        private final Set<ObjectField> fields = new LinkedHashSet<>();

        private Builder() {}

        /** Whether it may have fields that are not told; by itself it may. */
        public Builder allowUnknownFields(boolean allowUnknownFields) {
            options.put("allow_unknown_fields", allowUnknownFields);
            return this;
        }

        /** Adds a field. */
        public Builder putFields(String name, Value value) {
            return addFields(ObjectField.of(name, value));
        }

        /** Adds a field. */
        public Builder addFields(ObjectField field) {
            fields.add(field);
            return this;
        }

        /** Adds fields. */
        public Builder addFields(ObjectField... fields) {
            return addAllFields(List.of(fields));
        }

        /** Adds fields. */
        public Builder addAllFields(Iterable<? extends ObjectField> fields) {
            fields.forEach(this::addFields);
            return this;
        }

        private Builder putAll(Map<String, Value> fields) {
            fields.forEach(this::putFields);
            return this;
        }

        @Override
        public ObjectValue build() {
            ArrayNode documents = options.putArray("fields");
            fields.forEach(field -> documents.add(field.document()));
            return new ObjectValue(this);
        }
    }
}
