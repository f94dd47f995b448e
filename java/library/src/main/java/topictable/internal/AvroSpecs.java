package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;

/** Avro specifications as documents, and schemas as columns. */
public final class AvroSpecs {
    private AvroSpecs() {}

    /** A schema by its text. */
    public static ObjectNode inline(String text) {
        return Bridge.object().set("inline", Bridge.object().put("text", text));
    }

    /** A version of a subject. */
    public static ObjectNode subject(String name, String version) {
        return Bridge.object().set("subject", Bridge.object().put("name", name).put("version", version));
    }

    /** The specification with a column for each field, called like the path of the field. */
    public static ObjectNode document(ObjectNode schema, boolean useUtf8Strings) {
        ObjectNode spec = Bridge.object();
        spec.set("schema", schema);
        return spec.put("utf8_strings", useUtf8Strings);
    }

    /**
     * The same with the columns that a function names, which is called once for the path of each field, and of each record
     * before its fields; null leaves a field out, or all of a record. A registry may be asked.
     */
    public static ObjectNode mapped(ObjectNode document, JsonNode properties, Function<String, String> mapping) {
        JsonNode answer = fields(document, properties);
        ObjectNode mapped = document.deepCopy();
        // That which the function was called for, though there be a newer one.
        mapped.set("schema", answer.get("schema"));
        ObjectNode names = mapped.put("mapped_only", true).putObject("mapping");
        String dropped = null;
        for (JsonNode field : answer.get("fields")) {
            String path = field.get("path").asText();
            if (dropped != null && path.startsWith(dropped)) {
                continue;
            }
            boolean isRecord = field.get("column").isNull();
            String name = mapping.apply(path);
            if (name == null) {
                dropped = isRecord ? path + "." : dropped;
            } else if (!isRecord || field.get("recursive").asBoolean()) {
                names.put(path, name);
            }
        }
        return mapped;
    }

    /**
     * A specification whose schema is at hand.
     *
     * @param columns the names of its columns
     */
    public record Resolved(FormatSpec spec, List<String> columns) {}

    /** A version of a subject, which the registry is asked for, with a column for each field. */
    public static Resolved resolved(String subject, String version, Properties properties) {
        ObjectNode document = document(subject(subject, version), false);
        JsonNode answer = fields(document, Sessions.toJson(properties));
        document.set("schema", answer.get("schema"));
        List<String> columns = new ArrayList<>();
        for (JsonNode field : answer.get("fields")) {
            if (!field.get("column").isNull()) {
                columns.add(field.get("column").get("name").asText());
            }
        }
        return new Resolved(new FormatSpec("avro", document), columns);
    }

    private static JsonNode fields(ObjectNode document, JsonNode properties) {
        ObjectNode request = Bridge.object();
        request.set("spec", document);
        request.set("properties", properties);
        return Bridge.call("avro_fields", request);
    }

    /** Adds the columns of a specification to a list, and the names by the paths of their fields to a map. */
    public static void columns(ObjectNode document, List<ColumnDefinition<?>> columns, Map<String, String> names) {
        for (JsonNode field : fields(document, Bridge.object()).get("fields")) {
            JsonNode column = field.get("column");
            if (!column.isNull()) {
                columns.addAll(TypeNames.definition(Bridge.object().arrayNode().add(column)).getColumns());
                names.put(field.get("path").asText(), column.get("name").asText());
            }
        }
    }

    /**
     * The schema of some columns of a table, as a text.
     *
     * @param properties tell the digits of decimals; those that were found in the rows are added
     */
    public static String schemaOf(Table table, String name, String namespace, Predicate<String> columns,
            Properties properties) {
        ObjectNode request = Bridge.object().put("name", name).put("namespace", namespace);
        var names = request.putArray("columns");
        table.getDefinition().getColumnNames().stream().filter(columns).forEach(names::add);
        request.set("properties", Sessions.toJson(properties));
        JsonNode answer = Bridge.call(LiveTable.of(table).handle(), "avro_schema", request);
        answer.get("properties").properties().forEach(entry -> properties.put(entry.getKey(), entry.getValue().asText()));
        return answer.get("schema").asText();
    }
}
