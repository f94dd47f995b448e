package topictable.command;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What the keys or the values of a topic are.
 *
 * @param kind the format
 * @param subject where the registry has the schema; null for the subject that is named after the topic
 */
record PayloadFormat(Kind kind, String subject) {
    static final PayloadFormat AUTO = new PayloadFormat(Kind.AUTO, null);

    /** The formats; each is written in lower case. */
    enum Kind {
        /** Of each record for itself: text, if it is printable UTF-8, else hexadecimal. */
        AUTO,
        STRING, JSON, AVRO, PROTOBUF, CSV, MSGPACK, SHORT, INT, LONG, FLOAT, DOUBLE, UUID, HEX;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether records are read with a schema of a registry. */
    boolean hasSchema() {
        return kind == Kind.AVRO || kind == Kind.PROTOBUF;
    }

    @Override
    public String toString() {
        return kind.toString();
    }

    /** Reads such as {@code json} or {@code avro:orders-value}. */
    static final class Converter implements ITypeConverter<PayloadFormat> {
        @Override
        public PayloadFormat convert(String text) {
            String[] parts = text.split(":", 2);
            PayloadFormat format = Stream.of(Kind.values()).filter(kind -> kind.toString().equals(parts[0])).findFirst()
                    .map(kind -> new PayloadFormat(kind, parts.length == 1 ? null : parts[1]))
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no format: expected "
                            + Stream.of(Kind.values()).map(Kind::toString).collect(Collectors.joining(", "))));
            if (format.subject != null && (format.subject.isBlank() || !format.hasSchema())) {
                throw new TypeConversionException(
                        "'" + text + "' is no format: a subject can follow avro: or protobuf: only");
            }
            return format;
        }
    }
}
