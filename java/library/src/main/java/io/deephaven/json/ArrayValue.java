package io.deephaven.json;

/** An array of values of one kind. Mirrors Deephaven's class of the same name. */
public final class ArrayValue extends ValueRestrictedUniverseBase {
    private final Value element;

    private ArrayValue(Builder builder) {
        super("array", builder.options);
        this.element = builder.element;
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Nulls and missing values are taken. */
    public static ArrayValue standard(Value element) {
        return builder().element(element).build();
    }

    /** Neither null nor missing. */
    public static ArrayValue strict(Value element) {
        return builder().mode("strict").element(element).build();
    }

    /** What its elements are. */
    public Value element() {
        return element;
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends Value.Builder<ArrayValue, Builder> {
        private Value element;

        private Builder() {}

        /** What its elements are. */
        public Builder element(Value element) {
            this.element = element;
            options.set("element", element.document());
            return this;
        }

        @Override
        public ArrayValue build() {
            require("element", element != null);
            return new ArrayValue(this);
        }
    }
}
