package io.deephaven.json;

/** A number of single precision. Mirrors Deephaven's class of the same name. */
public final class FloatValue extends ValueSingleValueBase<Float> {
    private FloatValue(Builder builder) {
        super("float", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text; nulls and missing values are taken. */
    public static FloatValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static FloatValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static FloatValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Float, FloatValue, Builder> {
        private Builder() {}

        /** What a null becomes. */
        public Builder onNull(float onNull) {
            return onNull((Float) onNull);
        }

        /** What a missing value becomes. */
        public Builder onMissing(float onMissing) {
            return onMissing((Float) onMissing);
        }

        @Override
        public FloatValue build() {
            return new FloatValue(this);
        }
    }
}
