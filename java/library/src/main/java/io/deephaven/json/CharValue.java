package io.deephaven.json;

/** A text of one character. Mirrors Deephaven's class of the same name. */
public final class CharValue extends ValueSingleValueBase<Character> {
    private CharValue(Builder builder) {
        super("char", builder);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Nulls and missing values are taken. */
    public static CharValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static CharValue strict() {
        return builder().mode("strict").build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Character, CharValue, Builder> {
        private Builder() {}

        /** What a null becomes. */
        public Builder onNull(char onNull) {
            return onNull((Character) onNull);
        }

        /** What a missing value becomes. */
        public Builder onMissing(char onMissing) {
            return onMissing((Character) onMissing);
        }

        @Override
        public CharValue build() {
            return new CharValue(this);
        }
    }
}
