package io.deephaven.json;

/** A whole number of 32 bits. Mirrors Deephaven's class of the same name. */
public final class IntValue extends ValueSingleValueBase<Integer> {
    private IntValue(Builder builder) {
        super("int", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text; nulls and missing values are taken. */
    public static IntValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static IntValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static IntValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Integer, IntValue, Builder> {
        private Builder() {}

        /** What a null becomes. */
        public Builder onNull(int onNull) {
            return onNull((Integer) onNull);
        }

        /** What a missing value becomes. */
        public Builder onMissing(int onMissing) {
            return onMissing((Integer) onMissing);
        }

        @Override
        public IntValue build() {
            return new IntValue(this);
        }
    }
}
