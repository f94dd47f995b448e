package io.deephaven.json;

import java.math.BigDecimal;

/** A number with the digits that it has in the record. Mirrors Deephaven's class of the same name. */
public final class BigDecimalValue extends ValueSingleValueBase<BigDecimal> {
    private BigDecimalValue(Builder builder) {
        super("big_decimal", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text; nulls and missing values are taken. */
    public static BigDecimalValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static BigDecimalValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static BigDecimalValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<BigDecimal, BigDecimalValue, Builder> {
        private Builder() {}

        @Override
        public BigDecimalValue build() {
            return new BigDecimalValue(this);
        }
    }
}
