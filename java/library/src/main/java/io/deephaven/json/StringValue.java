package io.deephaven.json;

/** A text. Mirrors Deephaven's class of the same name. */
public final class StringValue extends ValueSingleValueBase<String> {
    private StringValue(Builder builder) {
        super("string", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Also as text, or of other scalars; nulls and missing values are taken. */
    public static StringValue lenient() {
        return builder().mode("lenient").build();
    }

    /** Nulls and missing values are taken. */
    public static StringValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static StringValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<String, StringValue, Builder> {
        private Builder() {}

        @Override
        public StringValue build() {
            return new StringValue(this);
        }
    }
}
