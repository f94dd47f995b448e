package io.deephaven.json;

/** {@code true} or {@code false}. Mirrors Deephaven's class of the same name. */
public final class BoolValue extends ValueSingleValueBase<Boolean> {
    private BoolValue(Builder builder) {
        super("bool", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text; nulls and missing values are taken. */
    public static BoolValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static BoolValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static BoolValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Boolean, BoolValue, Builder> {
        private Builder() {}

        /** What a null becomes. */
        public Builder onNull(boolean onNull) {
            return onNull((Boolean) onNull);
        }

        /** What a missing value becomes. */
        public Builder onMissing(boolean onMissing) {
            return onMissing((Boolean) onMissing);
        }

        @Override
        public BoolValue build() {
            return new BoolValue(this);
        }
    }
}
