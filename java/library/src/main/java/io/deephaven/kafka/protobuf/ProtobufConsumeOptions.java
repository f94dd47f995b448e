package io.deephaven.kafka.protobuf;

import io.deephaven.api.ColumnName;
import io.deephaven.protobuf.FieldPath;
import io.deephaven.protobuf.ProtobufDescriptorParserOptions;
import java.util.Objects;

/**
 * Which columns the fields of a Protobuf message become. Immutable. Mirrors Deephaven's class of the same name.
 *
 * @param descriptorProvider where the message is described
 * @param protocol how a payload holds it
 * @param parserOptions which fields become columns, and as what
 * @param pathToColumnName the name of each column
 */
public record ProtobufConsumeOptions(DescriptorProvider descriptorProvider, Protocol protocol,
        ProtobufDescriptorParserOptions parserOptions, FieldPathToColumnName pathToColumnName) {
    private static final FieldPathToColumnName JOINED = ProtobufConsumeOptions::joinNamePathWithUnderscore;

    /** All of it. */
    public ProtobufConsumeOptions {
        Objects.requireNonNull(descriptorProvider, "descriptorProvider");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(parserOptions, "parserOptions");
        Objects.requireNonNull(pathToColumnName, "pathToColumnName");
    }

    /** Options that are still to be told. */
    public static Builder builder() {
        return new Builder();
    }

    /** The names of a path with an underscore between them; further columns of a path end with {@code _2}, {@code _3}, …. */
    public static ColumnName joinNamePathWithUnderscore(FieldPath path, int occurrence) {
        String name = String.join("_", path.namePath());
        return ColumnName.of(occurrence == 0 ? name : name + "_" + (occurrence + 1));
    }

    /** Whether columns have the names that they have by default. */
    public boolean hasDefaultNames() {
        return pathToColumnName == JOINED;
    }

    /** Names the column of a field. */
    @FunctionalInterface
    public interface FieldPathToColumnName {
        /**
         * The name of a column.
         *
         * @param path the field that it is of
         * @param occurrence how many columns before it are of the same field
         */
        ColumnName columnName(FieldPath path, int occurrence);
    }

    /** Tells the options step by step. */
    public static final class Builder {
        private DescriptorProvider descriptorProvider;
        private Protocol protocol;
        private ProtobufDescriptorParserOptions parserOptions = ProtobufDescriptorParserOptions.defaults();
        private FieldPathToColumnName pathToColumnName = JOINED;

        private Builder() {}

        /** Where the message is described, which must be told. */
        public Builder descriptorProvider(DescriptorProvider provider) {
            descriptorProvider = Objects.requireNonNull(provider, "descriptorProvider");
            return this;
        }

        /** How a payload holds the message: {@link Protocol#raw} for a class by default, else {@link Protocol#serdes}. */
        public Builder protocol(Protocol one) {
            protocol = Objects.requireNonNull(one, "protocol");
            return this;
        }

        /** Which fields become columns; all by default. */
        public Builder parserOptions(ProtobufDescriptorParserOptions options) {
            parserOptions = Objects.requireNonNull(options, "parserOptions");
            return this;
        }

        /** The name of each column; {@link #joinNamePathWithUnderscore} by default. */
        public Builder pathToColumnName(FieldPathToColumnName function) {
            pathToColumnName = Objects.requireNonNull(function, "pathToColumnName");
            return this;
        }

        /** What was told. */
        public ProtobufConsumeOptions build() {
            if (descriptorProvider == null) {
                throw new IllegalStateException("cannot build ProtobufConsumeOptions, some of required attributes are not set"
                        + " [descriptorProvider]");
            }
            Protocol byDefault = descriptorProvider instanceof DescriptorMessageClass ? Protocol.raw() : Protocol.serdes();
            return new ProtobufConsumeOptions(descriptorProvider, protocol == null ? byDefault : protocol, parserOptions,
                    pathToColumnName);
        }
    }
}
