package io.deephaven.json;

/** A number of double precision. Mirrors Deephaven's class of the same name. */
public final class DoubleValue extends ValueSingleValueBase<Double> {
    private DoubleValue(Builder builder) {
        super("double", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text; nulls and missing values are taken. */
    public static DoubleValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static DoubleValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static DoubleValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Double, DoubleValue, Builder> {
        private Builder() {}

        /** What a null becomes. */
        public Builder onNull(double onNull) {
            return onNull((Double) onNull);
        }

        /** What a missing value becomes. */
        public Builder onMissing(double onMissing) {
            return onMissing((Double) onMissing);
        }

        @Override
        public DoubleValue build() {
            return new DoubleValue(this);
        }
    }
}
