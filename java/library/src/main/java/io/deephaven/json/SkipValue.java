package io.deephaven.json;

/** A value that is checked and not kept. Mirrors Deephaven's class of the same name. */
public final class SkipValue extends Value {
    private SkipValue(Builder builder) {
        super("skip", builder.options);
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Any value, or none. */
    public static SkipValue lenient() {
        return builder().build();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends Value.Builder<SkipValue, Builder> {
        private Builder() {}

        @Override
        public SkipValue build() {
            return new SkipValue(this);
        }
    }
}
