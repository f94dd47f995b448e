package io.deephaven.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topictable.InvalidArgumentException;

/** An object whose first field tells which of several it is. Mirrors Deephaven's class of the same name. */
public final class TypedObjectValue extends ValueRestrictedUniverseBase {
    private final ObjectField typeField;
    private final Set<ObjectField> sharedFields;
    private final Map<Object, ObjectValue> objects;
    private final Object onNull;
    private final Object onMissing;

    private TypedObjectValue(Builder builder) {
        super("typed_object", builder.options);
        this.typeField = builder.typeField;
        this.sharedFields = Collections.unmodifiableSet(new LinkedHashSet<>(builder.sharedFields));
        this.objects = Collections.unmodifiableMap(new LinkedHashMap<>(builder.objects));
        this.onNull = builder.onNull;
        this.onMissing = builder.onMissing;
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with these objects; fields that all of them have in common are shared. */
    public static Builder builder(Map<?, ObjectValue> objects) {
        Builder builder = builder();
        builder.inferShared = true;
        objects.forEach(builder::putObjects);
        return builder;
    }

    /** Nulls, missing values and unknown types are taken; fields that all objects have in common are shared. */
    public static TypedObjectValue standard(String typeFieldName, Map<?, ObjectValue> objects) {
        return builder(objects).typeFieldName(typeFieldName).build();
    }

    /** Neither null nor missing nor of an unknown type; fields that all objects have in common are shared. */
    public static TypedObjectValue strict(String typeFieldName, Map<?, ObjectValue> objects) {
        return builder(objects).mode("strict").typeFieldName(typeFieldName).build();
    }

    /** The field that tells the type. */
    public ObjectField typeField() {
        return typeField;
    }

    /** The fields that are told to be shared; those that the library finds itself are not among them. */
    public Set<ObjectField> sharedFields() {
        return sharedFields;
    }

    /** The objects by their types. */
    public Map<Object, ObjectValue> objects() {
        return objects;
    }

    /** Whether there may be others. */
    public boolean allowUnknownTypes() {
        return option("allow_unknown_types").asBoolean();
    }

    /** The type of a null. */
    public Optional<Object> onNull() {
        return Optional.ofNullable(onNull);
    }

    /** The type of a missing object. */
    public Optional<Object> onMissing() {
        return Optional.ofNullable(onMissing);
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends Value.Builder<TypedObjectValue, Builder> {
        private final Set<ObjectField> sharedFields = new LinkedHashSet<>();
        private final Map<Object, ObjectValue> objects = new LinkedHashMap<>();
        private ObjectField typeField;
        private Object onNull;
        private Object onMissing;
        private boolean inferShared;

        private Builder() {}

        /** The name of the field that tells the type. */
        public Builder typeFieldName(String typeFieldName) {
            return typeField(ObjectField.of(typeFieldName, StringValue.standard()));
        }

        /** The field that tells the type. */
        public Builder typeField(ObjectField typeField) {
            this.typeField = typeField;
            options.set("type_field", typeField.document());
            return this;
        }

        /** Adds a field that all objects have. */
        public Builder addSharedFields(ObjectField sharedField) {
            sharedFields.add(sharedField);
            return this;
        }

        /** Adds fields that all objects have. */
        public Builder addSharedFields(ObjectField... sharedFields) {
            return addAllSharedFields(List.of(sharedFields));
        }

        /** Adds fields that all objects have. */
        public Builder addAllSharedFields(Iterable<? extends ObjectField> sharedFields) {
            sharedFields.forEach(this::addSharedFields);
            return this;
        }

        /** Adds the object of a type, which is a text. */
        public Builder putObjects(Object type, ObjectValue object) {
            objects.put(text("types", type), object);
            return this;
        }

        /** Whether there may be other types; by itself there may. */
        public Builder allowUnknownTypes(boolean allowUnknownTypes) {
            options.put("allow_unknown_types", allowUnknownTypes);
            return this;
        }

        /** The type of a null, a text. */
        public Builder onNull(Object onNull) {
            this.onNull = onNull;
            options.put("on_null", text("onNull values", onNull));
            return this;
        }

        /** The type of a missing object, a text. */
        public Builder onMissing(Object onMissing) {
            this.onMissing = onMissing;
            options.put("on_missing", text("onMissing values", onMissing));
            return this;
        }

        private static String text(String what, Object value) {
            if (value instanceof CharSequence text) {
                return text.toString();
            }
            throw new InvalidArgumentException("Only String " + what + " are currently supported", Map.of());
        }

        @Override
        public TypedObjectValue build() {
            require("typeField", typeField != null);
            ArrayNode named = options.putArray("objects");
            objects.forEach((type, object) ->
                    named.addObject().put("name", (String) type).set("value", object.document()));
            if (!inferShared || !sharedFields.isEmpty()) {
                ArrayNode shared = options.putArray("shared_fields");
                sharedFields.forEach(field -> shared.add(field.document()));
            }
            return new TypedObjectValue(this);
        }
    }
}
