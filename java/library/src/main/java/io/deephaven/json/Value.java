package io.deephaven.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import topictable.InvalidArgumentException;
import topictable.internal.Bridge;

/**
 * What becomes of a JSON value. Immutable; equal for equal models. Mirrors Deephaven's class of the same name.
 *
 * <p>What a value may be is known to the native library alone: it checks and completes every model when it is built.
 */
public abstract class Value {
    private final JsonNode document;
    private final JsonNode options;

    /** A value with the options that a builder has gathered. */
    Value(String kind, ObjectNode options) {
        JsonNode model = Bridge.object().set(kind, options);
        this.document = Bridge.call("check_value", Bridge.object().set("value", model));
        this.options = document.get(kind);
    }

    /** The types that it takes. */
    public Set<JsonValueTypes> allowedTypes() {
        Set<JsonValueTypes> types = EnumSet.noneOf(JsonValueTypes.class);
        options.get("allowed_types").forEach(type -> types.add(JsonValueTypes.valueOf(type.asText().toUpperCase(Locale.ROOT))));
        return Collections.unmodifiableSet(types);
    }

    /** Whether it may be missing. */
    public boolean allowMissing() {
        return options.get("allow_missing").asBoolean();
    }

    /** A value of the same types that is not kept. */
    public final SkipValue skip() {
        return SkipValue.builder().allowMissing(allowMissing()).allowedTypes(allowedTypes()).build();
    }

    /** An array of such values. */
    public final ArrayValue array() {
        return ArrayValue.standard(this);
    }

    /** An object with such a value as its only field. */
    public final ObjectValue field(String name) {
        return ObjectValue.standard(Map.of(name, this));
    }

    /** Calls the method of the visitor for this kind. */
    public abstract <T> T walk(Visitor<T> visitor);

    /** The model as the native library reads it. */
    public final JsonNode document() {
        return document;
    }

    /** An option that the native library has completed. */
    final JsonNode option(String name) {
        return options.path(name);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Value that && document.equals(that.document);
    }

    @Override
    public final int hashCode() {
        return document.hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + options;
    }

    /** What is told of every value. */
    public abstract static class Builder<V extends Value, B extends Builder<V, B>> {
        final ObjectNode options = Bridge.object();

        Builder() {}

        /** Whether it may be missing; by itself it may. */
        public B allowMissing(boolean allowMissing) {
            options.put("allow_missing", allowMissing);
            return self();
        }

        /** The types that it takes. */
        public B allowedTypes(Set<JsonValueTypes> allowedTypes) {
            var types = options.putArray("allowed_types");
            allowedTypes.forEach(type -> types.add(type.name().toLowerCase(Locale.ROOT)));
            return self();
        }

        /** The types that it takes. */
        public B allowedTypes(JsonValueTypes... allowedTypes) {
            return allowedTypes(Set.of(allowedTypes));
        }

        /**
         * The value.
         *
         * @throws InvalidArgumentException when there can be no such value
         */
        public abstract V build();

        @SuppressWarnings("unchecked")
        final B self() {
            return (B) this;
        }

        /** Standard, strict or lenient. */
        final B mode(String mode) {
            options.put("mode", mode);
            return self();
        }

        /** Refuses to build without an option. */
        final void require(String name, boolean isSet) {
            if (!isSet) {
                throw new IllegalStateException("Cannot build " + getClass().getEnclosingClass().getSimpleName()
                        + ", some of required attributes are not set [" + name + "]");
            }
        }
    }

    /** A method for each kind. */
    public interface Visitor<T> {
        /** A StringValue. */
        T visit(StringValue value);

        /** A BoolValue. */
        T visit(BoolValue value);

        /** A CharValue. */
        T visit(CharValue value);

        /** A ByteValue. */
        T visit(ByteValue value);

        /** A ShortValue. */
        T visit(ShortValue value);

        /** An IntValue. */
        T visit(IntValue value);

        /** A LongValue. */
        T visit(LongValue value);

        /** A FloatValue. */
        T visit(FloatValue value);

        /** A DoubleValue. */
        T visit(DoubleValue value);

        /** An ObjectValue. */
        T visit(ObjectValue value);

        /** An ObjectEntriesValue. */
        T visit(ObjectEntriesValue value);

        /** An InstantValue. */
        T visit(InstantValue value);

        /** An InstantNumberValue. */
        T visit(InstantNumberValue value);

        /** A BigIntegerValue. */
        T visit(BigIntegerValue value);

        /** A BigDecimalValue. */
        T visit(BigDecimalValue value);

        /** A SkipValue. */
        T visit(SkipValue value);

        /** A TupleValue. */
        T visit(TupleValue value);

        /** A TypedObjectValue. */
        T visit(TypedObjectValue value);

        /** A LocalDateValue. */
        T visit(LocalDateValue value);

        /** An ArrayValue. */
        T visit(ArrayValue value);

        /** An AnyValue. */
        T visit(AnyValue value);
    }
}
