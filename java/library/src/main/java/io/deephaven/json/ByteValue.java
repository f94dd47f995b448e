package io.deephaven.json;

/** A whole number of 8 bits; 128 to 255 are the bytes of the same bits. Mirrors Deephaven's class of the same name. */
public final class ByteValue extends ValueSingleValueBase<Byte> {
    private ByteValue(Builder builder) {
        super("byte", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text; nulls and missing values are taken. */
    public static ByteValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static ByteValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static ByteValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Byte, ByteValue, Builder> {
        private Builder() {}

        /** What a null becomes. */
        public Builder onNull(byte onNull) {
            return onNull((Byte) onNull);
        }

        /** What a missing value becomes. */
        public Builder onMissing(byte onMissing) {
            return onMissing((Byte) onMissing);
        }

        @Override
        public ByteValue build() {
            return new ByteValue(this);
        }
    }
}
