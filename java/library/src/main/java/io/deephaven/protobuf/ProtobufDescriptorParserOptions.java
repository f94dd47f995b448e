package io.deephaven.protobuf;

import java.util.Objects;
import java.util.function.Function;

/**
 * Which fields of a message become columns, and as what. Immutable. Mirrors Deephaven's class of the same name; parsers of
 * one's own are not supported.
 *
 * @param fieldOptions asked once for each field whose messages are all taken
 */
public record ProtobufDescriptorParserOptions(Function<FieldPath, FieldOptions> fieldOptions) {
    private static final Function<FieldPath, FieldOptions> ALL = path -> FieldOptions.defaults();

    /** The fields that a function tells about. */
    public ProtobufDescriptorParserOptions {
        Objects.requireNonNull(fieldOptions, "fieldOptions");
    }

    /** Options that are still to be told. */
    public static Builder builder() {
        return new Builder();
    }

    /** All fields, as what they are by default. */
    public static ProtobufDescriptorParserOptions defaults() {
        return builder().build();
    }

    /** Whether all fields are taken, as what they are by default. */
    public boolean areDefaults() {
        return fieldOptions == ALL;
    }

    /** Tells the options step by step. */
    public static final class Builder {
        private Function<FieldPath, FieldOptions> fieldOptions = ALL;

        private Builder() {}

        /** What is done with each field. */
        public Builder fieldOptions(Function<FieldPath, FieldOptions> function) {
            fieldOptions = Objects.requireNonNull(function, "fieldOptions");
            return this;
        }

        /** What was told. */
        public ProtobufDescriptorParserOptions build() {
            return new ProtobufDescriptorParserOptions(fieldOptions);
        }
    }
}
