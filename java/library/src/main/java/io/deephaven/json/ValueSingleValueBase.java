package io.deephaven.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/**
 * A scalar, which is one column.
 *
 * @param <T> the class of what stands for null and for a missing value
 */
public abstract class ValueSingleValueBase<T> extends ValueRestrictedUniverseBase {
    private final T onNull;
    private final T onMissing;

    ValueSingleValueBase(String kind, Builder<T, ?, ?> builder) {
        super(kind, builder.options);
        this.onNull = builder.onNull;
        this.onMissing = builder.onMissing;
    }

    /** What a null becomes. */
    public Optional<T> onNull() {
        return Optional.ofNullable(onNull);
    }

    /** What a missing value becomes. */
    public Optional<T> onMissing() {
        return Optional.ofNullable(onMissing);
    }

    /** What is told of every scalar. */
    public abstract static class Builder<T, V extends ValueSingleValueBase<T>, B extends Builder<T, V, B>>
            extends Value.Builder<V, B> {
        private T onNull;
        private T onMissing;

        Builder() {}

        /** What a null becomes. */
        public B onNull(T onNull) {
            this.onNull = onNull;
            options.set("on_null", literal(onNull));
            return self();
        }

        /** What a null becomes; by itself a null. */
        public B onNull(Optional<? extends T> onNull) {
            return onNull(onNull.orElse(null));
        }

        /** What a missing value becomes. */
        public B onMissing(T onMissing) {
            this.onMissing = onMissing;
            options.set("on_missing", literal(onMissing));
            return self();
        }

        /** What a missing value becomes; by itself a null. */
        public B onMissing(Optional<? extends T> onMissing) {
            return onMissing(onMissing.orElse(null));
        }

        /** Numbers and booleans as they are, all else as text. */
        private static JsonNode literal(Object value) {
            if (value == null) {
                return null;
            }
            if (value instanceof Boolean flag) {
                return BooleanNode.valueOf(flag);
            }
            if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
                return LongNode.valueOf(((Number) value).longValue());
            }
            if ((value instanceof Float || value instanceof Double) && Double.isFinite(((Number) value).doubleValue())) {
                return DoubleNode.valueOf(((Number) value).doubleValue());
            }
            return TextNode.valueOf(value.toString());
        }
    }
}
