package topictable.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import topictable.internal.Bridge;

/**
 * What the values of published records are.
 *
 * @param kind the format
 * @param subject whose schema the registry has; null for a schema that is made of the columns
 */
record PublishFormat(Kind kind, String subject) {
    /** The formats; each is written in lower case. */
    enum Kind {
        JSON, AVRO, PROTOBUF, CSV,
        /** One column, as Kafka's own serializer of its type writes it. */
        SIMPLE;

        /** Whether its schema can be in the registry. */
        boolean hasSchema() {
            return this == AVRO || this == PROTOBUF;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How values are written of these columns, or of all if there are none. */
    JsonNode spec(List<String> columns, String topic) {
        return switch (kind) {
            case JSON -> Bridge.object().set("json", with(columns, Bridge.object()));
            case AVRO -> Bridge.object().set("avro", with(columns, Bridge.object().<ObjectNode>set("schema", avro(topic))));
            case PROTOBUF -> Bridge.object().set("protobuf", with(columns, protobuf(topic)));
            case CSV -> Bridge.object().set("csv", with(columns, Bridge.object()));
            case SIMPLE -> simple(columns.get(0));
        };
    }

    /** One column, as Kafka's own serializer of its type writes it. */
    static JsonNode simple(String column) {
        return Bridge.object().set("simple", Bridge.object().put("column", column));
    }

    private static ObjectNode with(List<String> columns, ObjectNode spec) {
        if (!columns.isEmpty()) {
            ArrayNode names = spec.putArray("columns");
            columns.forEach(names::add);
        }
        return spec;
    }

    /** The schema of the subject, or one that is made. */
    private ObjectNode avro(String topic) {
        return subject == null ? Bridge.object().set("published", Bridge.object().put("name", name(topic)))
                : Bridge.object().set("subject", Bridge.object().put("name", subject));
    }

    private ObjectNode protobuf(String topic) {
        if (subject == null) {
            return Bridge.object().put("message", name(topic));
        }
        ObjectNode schema = Bridge.object().set("subject", Bridge.object().put("subject", subject));
        return Bridge.object().set("schema", schema);
    }

    /** A record or a message cannot have the name of every topic. */
    private static String name(String topic) {
        String name = topic.replaceAll("[^A-Za-z0-9_]", "_");
        return Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    @Override
    public String toString() {
        return kind.toString();
    }

    /** Reads such as {@code json} or {@code avro:orders-value}. */
    static final class Converter implements ITypeConverter<PublishFormat> {
        @Override
        public PublishFormat convert(String text) {
            String[] parts = text.split(":", 2);
            PublishFormat format = Stream.of(Kind.values()).filter(kind -> kind.toString().equals(parts[0])).findFirst()
                    .map(kind -> new PublishFormat(kind, parts.length == 1 ? null : parts[1]))
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no format: expected "
                            + Stream.of(Kind.values()).map(Kind::toString).collect(Collectors.joining(", "))));
            if (format.subject != null && (format.subject.isBlank() || !format.kind.hasSchema())) {
                throw new TypeConversionException("'" + text + "' is no format: a subject can follow avro: and protobuf: only");
            }
            return format;
        }
    }
}
