package io.deephaven.json;

/** An object as a list of the names of its fields and a list of their values. Mirrors Deephaven's class of the same name. */
public final class ObjectEntriesValue extends ValueRestrictedUniverseBase {
    private final Value key;
    private final Value value;

    private ObjectEntriesValue(Builder builder) {
        super("entries", builder.options);
        this.key = builder.key;
        this.value = builder.value;
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Nulls and missing values are taken. */
    public static ObjectEntriesValue standard(Value value) {
        return builder().value(value).build();
    }

    /** Neither null nor missing. */
    public static ObjectEntriesValue strict(Value value) {
        return builder().mode("strict").value(value).build();
    }

    /** What the names are. */
    public Value key() {
        return key;
    }

    /** What the values are. */
    public Value value() {
        return value;
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends Value.Builder<ObjectEntriesValue, Builder> {
        private Value key = StringValue.standard();
        private Value value;

        private Builder() {}

        /** What the names are: a scalar that takes texts; by itself a text. */
        public Builder key(Value key) {
            this.key = key;
            options.set("key", key.document());
            return this;
        }

        /** What the values are. */
        public Builder value(Value value) {
            this.value = value;
            options.set("value", value.document());
            return this;
        }

        @Override
        public ObjectEntriesValue build() {
            require("value", value != null);
            return new ObjectEntriesValue(this);
        }
    }
}
