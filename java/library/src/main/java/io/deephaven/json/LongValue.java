package io.deephaven.json;

/** A whole number of 64 bits. Mirrors Deephaven's class of the same name. */
public final class LongValue extends ValueSingleValueBase<Long> {
    private LongValue(Builder builder) {
        super("long", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text; nulls and missing values are taken. */
    public static LongValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static LongValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static LongValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Long, LongValue, Builder> {
        private Builder() {}

        /** What a null becomes. */
        public Builder onNull(long onNull) {
            return onNull((Long) onNull);
        }

        /** What a missing value becomes. */
        public Builder onMissing(long onMissing) {
            return onMissing((Long) onMissing);
        }

        @Override
        public LongValue build() {
            return new LongValue(this);
        }
    }
}
