package topictable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import topictable.internal.Bridge;
import topictable.internal.MessageClasses;

/**
 * How Protobuf messages are written. Immutable: each method gives other options.
 *
 * <p>A field is named by its path, the names of the fields that lead to it with slashes between them. It is written from the
 * column of its path with {@code _} for each slash, as it is read, unless it is told another.
 */
public final class ProtobufProduceOptions {
    private static final String FILE = "schema.proto";

    private final ObjectNode document;

    private ProtobufProduceOptions(ObjectNode document) {
        this.document = document;
    }

    private static ProtobufProduceOptions of(ObjectNode schema) {
        return new ProtobufProduceOptions(Bridge.object().set("schema", schema));
    }

    /** The first message of a {@code .proto} file, whose text this is. */
    public static ProtobufProduceOptions schema(String text) {
        ObjectNode files = Bridge.object().put("root", FILE);
        files.putObject("files").put(FILE, Objects.requireNonNull(text, "text"));
        return of(Bridge.object().set("files", files));
    }

    /** The first message of the latest version of a subject in the registry that {@code schema.registry.url} names. */
    public static ProtobufProduceOptions subject(String name) {
        return of(Bridge.object().set("subject", Bridge.object().put("subject", Objects.requireNonNull(name, "name"))));
    }

    /**
     * The message of a generated class. Its schema has no text that could be registered: it must be in the registry, or
     * messages must be {@link #raw}.
     */
    public static ProtobufProduceOptions messageClass(Class<?> type) {
        return new ProtobufProduceOptions(MessageClasses.document(Objects.requireNonNull(type, "type")));
    }

    /**
     * A message of this full name that is made of the table's columns: an {@code optional} field for each, {@code repeated} for
     * an array, a map for a map. What Protobuf has no type for is text.
     */
    public static ProtobufProduceOptions published(String message) {
        return new ProtobufProduceOptions(Bridge.object()).message(message);
    }

    /** The same with a version of the subject, from 1 on. */
    public ProtobufProduceOptions version(int number) {
        ProtobufProduceOptions options = copy();
        if (options.document.at("/schema/subject") instanceof ObjectNode subject) {
            subject.put("version", number);
        }
        return options;
    }

    /** The same with a file that the schema's text imports. Google's own need not be given. */
    public ProtobufProduceOptions imported(String path, String text) {
        ProtobufProduceOptions options = copy();
        if (options.document.at("/schema/files/files") instanceof ObjectNode files) {
            files.put(path, text);
        }
        return options;
    }

    /** The same for a message that is not the first one: its full name, or its name in the package of the file. */
    public ProtobufProduceOptions message(String name) {
        ProtobufProduceOptions options = copy();
        options.document.put("message", Objects.requireNonNull(name, "name"));
        return options;
    }

    /** The same with nothing before a message, which needs no registry. */
    public ProtobufProduceOptions raw() {
        ProtobufProduceOptions options = copy();
        options.document.put("protocol", "raw");
        return options;
    }

    /** The same with this column for a field. */
    public ProtobufProduceOptions column(String field, String column) {
        ProtobufProduceOptions options = copy();
        options.document.withObject("/fields").withObject("/names").put(field, column);
        return options;
    }

    /** The same without a field, which needs no column then. */
    public ProtobufProduceOptions exclude(String field) {
        ProtobufProduceOptions options = copy();
        options.document.withObject("/fields").withArray("exclude").add(field);
        return options;
    }

    /** The same of these columns only: a field with another one is not written. */
    public ProtobufProduceOptions columns(String... names) {
        ProtobufProduceOptions options = copy();
        ArrayNode columns = options.document.putArray("columns");
        for (String name : names) {
            columns.add(name);
        }
        return options;
    }

    /** The same with the time at which the record was made in this field, a {@code google.protobuf.Timestamp}. */
    public ProtobufProduceOptions timestamp(String field) {
        ProtobufProduceOptions options = copy();
        options.document.put("timestamp", field);
        return options;
    }

    private ProtobufProduceOptions copy() {
        return new ProtobufProduceOptions(document.deepCopy());
    }

    /** As the native library reads it. */
    ObjectNode document() {
        return document;
    }
}
