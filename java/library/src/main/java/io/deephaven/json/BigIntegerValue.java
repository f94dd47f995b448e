package io.deephaven.json;

import java.math.BigInteger;

/** A whole number of up to 76 digits. Mirrors Deephaven's class of the same name. */
public final class BigIntegerValue extends ValueSingleValueBase<BigInteger> {
    private BigIntegerValue(Builder builder) {
        super("big_integer", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Also as text; nulls and missing values are taken.
     *
     * @param allowDecimal whether numbers with a point or an exponent are taken, and cut
     */
    public static BigIntegerValue lenient(boolean allowDecimal) {
        return builder().mode("lenient").decimals(allowDecimal).build();
    }

    /**
     * Nulls and missing values are taken.
     *
     * @param allowDecimal whether numbers with a point or an exponent are taken, and cut
     */
    public static BigIntegerValue standard(boolean allowDecimal) {
        return builder().decimals(allowDecimal).build();
    }

    /**
     * Neither null nor missing.
     *
     * @param allowDecimal whether numbers with a point or an exponent are taken, and cut
     */
    public static BigIntegerValue strict(boolean allowDecimal) {
        return builder().mode("strict").decimals(allowDecimal).build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<BigInteger, BigIntegerValue, Builder> {
        private Builder() {}

        private Builder decimals(boolean allowDecimal) {
            options.put("decimals", allowDecimal);
            return this;
        }

        @Override
        public BigIntegerValue build() {
            return new BigIntegerValue(this);
        }
    }
}
