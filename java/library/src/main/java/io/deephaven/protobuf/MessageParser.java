package io.deephaven.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.List;

/**
 * What makes one value of a message. Mirrors Deephaven's interface of the same name as far as the native library goes,
 * which parses the well-known types by itself: only the {@link #builtin() parsers of these} are taken.
 */
public interface MessageParser {
    /** The parsers of the well-known types: times, durations, wrappers, {@code Any} and {@code FieldMask}. */
    static List<MessageParser> builtin() {
        return WellKnownParser.ALL;
    }

    /** The parsers that are taken unless others are told: the {@link #builtin() built-in} ones. */
    static List<MessageParser> defaults() {
        return builtin();
    }

    /** The message that it is for. */
    Descriptor canonicalDescriptor();
}
