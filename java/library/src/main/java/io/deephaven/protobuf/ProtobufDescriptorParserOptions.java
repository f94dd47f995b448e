package io.deephaven.protobuf;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import topictable.UnsupportedFeatureException;

/**
 * Which fields of a message become columns, and as what. Immutable. Mirrors Deephaven's class of the same name; parsers of
 * one's own are not supported.
 */
public final class ProtobufDescriptorParserOptions {
    private static final Function<FieldPath, FieldOptions> ALL = path -> FieldOptions.defaults();

    private final Function<FieldPath, FieldOptions> fieldOptions;
    /** Null for the default ones, so that Protobuf's own library need not be there. */
    private final List<MessageParser> parsers;

    private ProtobufDescriptorParserOptions(Builder builder) {
        fieldOptions = builder.fieldOptions;
        parsers = builder.parsers;
    }

    /** Asked once for each field whose messages are all taken. */
    public Function<FieldPath, FieldOptions> fieldOptions() {
        return fieldOptions;
    }

    /** The well-known types that become one value each; messages of the others are taken field by field. */
    public List<MessageParser> parsers() {
        return parsers == null ? MessageParser.defaults() : parsers;
    }

    /** Whether a message of a well-known type, by its full name, becomes one value. */
    public boolean isParsed(String wellKnown) {
        return parsers == null || !isBuiltin(wellKnown)
                || parsers.stream().anyMatch(parser -> parser.canonicalDescriptor().getFullName().equals(wellKnown));
    }

    /** Others have no fields that could be taken one by one. */
    private static boolean isBuiltin(String message) {
        return MessageParser.builtin().stream().anyMatch(parser -> parser.canonicalDescriptor().getFullName().equals(message));
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
        return fieldOptions == ALL && parsers == null;
    }

    /** Tells the options step by step. */
    public static final class Builder {
        private Function<FieldPath, FieldOptions> fieldOptions = ALL;
        private List<MessageParser> parsers;

        private Builder() {}

        /** What is done with each field. */
        public Builder fieldOptions(Function<FieldPath, FieldOptions> function) {
            fieldOptions = Objects.requireNonNull(function, "fieldOptions");
            return this;
        }

        /**
         * The parsers of messages that become one value each: of {@link MessageParser#builtin()}.
         *
         * @throws UnsupportedFeatureException for a parser of one's own
         */
        public Builder parsers(List<MessageParser> parsers) {
            for (MessageParser parser : parsers) {
                if (!(parser instanceof WellKnownParser)) {
                    throw new UnsupportedFeatureException("the message parser " + parser + " is not supported: this library"
                            + " parses the well-known types by itself, and takes no parsers but those of"
                            + " MessageParser.builtin(); an ObjectProcessor can read messages in any way",
                            Map.of("feature", "a MessageParser of one's own"));
                }
            }
            this.parsers = List.copyOf(parsers);
            return this;
        }

        /** What was told. */
        public ProtobufDescriptorParserOptions build() {
            return new ProtobufDescriptorParserOptions(this);
        }
    }
}
