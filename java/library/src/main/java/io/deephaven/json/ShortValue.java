package io.deephaven.json;

/** A whole number of 16 bits. Mirrors Deephaven's class of the same name. */
public final class ShortValue extends ValueSingleValueBase<Short> {
    private ShortValue(Builder builder) {
        super("short", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text; nulls and missing values are taken. */
    public static ShortValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static ShortValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static ShortValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Short, ShortValue, Builder> {
        private Builder() {}

        /** What a null becomes. */
        public Builder onNull(short onNull) {
            return onNull((Short) onNull);
        }

        /** What a missing value becomes. */
        public Builder onMissing(short onMissing) {
            return onMissing((Short) onMissing);
        }

        @Override
        public ShortValue build() {
            return new ShortValue(this);
        }
    }
}
