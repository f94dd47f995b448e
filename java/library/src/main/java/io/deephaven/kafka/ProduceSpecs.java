package io.deephaven.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import topictable.InvalidSpecException;
import topictable.internal.AvroSpecs;
import topictable.internal.Bridge;
import topictable.internal.Sessions;
import topictable.internal.TopicSerializers;

/** What keys and values are made of when a table is published: the methods of {@link KafkaTools.Produce}. */
public abstract class ProduceSpecs {
    /** No key or no value: null. */
    public static final KeyOrValueSpec IGNORE = new KeyOrValueSpec(Bridge.object().textNode("ignore"));

    ProduceSpecs() {}

    /** What a key or a value is made of. Immutable. */
    public static class KeyOrValueSpec {
        private final JsonNode document;

        /** For the specs of this library. */
        protected KeyOrValueSpec(JsonNode document) {
            this.document = document;
        }

        /** As the native library reads it, for this table. */
        JsonNode document(Table table) {
            return document;
        }

        /** The same for a table that is published now, with {@code serializers} that are made for it. */
        JsonNode document(Table table, TopicSerializers serializers, boolean isKey) {
            return document(table);
        }

        @Override
        public String toString() {
            return "KeyOrValueSpec " + document;
        }
    }

    /** No key or no value: null. */
    public static KeyOrValueSpec ignoreSpec() {
        return IGNORE;
    }

    /**
     * The cells of a column, as Kafka's own serializer of their type writes them: short, int, long, float, double, String,
     * {@code byte[]}, UUID, ByteBuffer or Bytes. A null cell is null.
     */
    public static KeyOrValueSpec simpleSpec(String columnName) {
        ObjectNode spec = Bridge.object().put("column", Objects.requireNonNull(columnName, "columnName"));
        return new KeyOrValueSpec(Bridge.object().set("simple", spec));
    }

    /**
     * The cells of a column, as a serializer writes them. What a class of the program makes of a cell, whose value is as
     * {@code ColumnSource.get} has it, is the key or value, null is null, and what it throws makes the row a bad one. For each
     * publisher one serializer is made and configured with its properties; one thread calls it, and closes it when the
     * publisher has ended.
     *
     * @param serializer a class that implements {@code org.apache.kafka.common.serialization.Serializer}
     * @throws InvalidSpecException when the class is no serializer
     */
    public static KeyOrValueSpec rawSpec(String columnName, Class<?> serializer) {
        ObjectNode spec = Bridge.object().put("column", Objects.requireNonNull(columnName, "columnName"));
        spec.put("serializer", serializer.getName());
        ObjectNode request = Bridge.object().put("serializer", serializer.getName());
        if (!Bridge.call("check_serializer", request).get("own").asBoolean()) {
            return new SerializerSpec(columnName, serializer);
        }
        return new KeyOrValueSpec(Bridge.object().set("raw", spec));
    }

    /** What a serializer of the program writes. */
    private static final class SerializerSpec extends KeyOrValueSpec {
        private final String column;
        private final Class<?> serializer;

        SerializerSpec(String column, Class<?> serializer) {
            super(Bridge.object().put("column", column).put("serializer", serializer.getName()));
            TopicSerializers.check(serializer);
            this.column = column;
            this.serializer = serializer;
        }

        @Override
        JsonNode document(Table table) {
            return TopicSerializers.describe(column);
        }

        @Override
        JsonNode document(Table table, TopicSerializers serializers, boolean isKey) {
            return serializers.open(column, serializer, isKey);
        }
    }

    /** A JSON object of columns, in which null cells have no field. */
    public static KeyOrValueSpec jsonSpec(String[] includeColumns, Predicate<String> excludeColumns,
            Map<String, String> columnToFieldMapping) {
        return jsonSpec(includeColumns, excludeColumns, columnToFieldMapping, null, false, null);
    }

    /**
     * A JSON object of columns.
     *
     * @param includeColumns the columns in the order of their fields; null for all of the table
     * @param excludeColumns those of all columns that have no field; null for none. Only one of both may be given
     * @param columnToFieldMapping the names of fields by those of columns, which they have otherwise; null for none
     * @param nestedObjectDelimiter separates, in the name of a field, the names of the objects in which it is from its own;
     *     it is meant literally; null for none
     * @param outputNulls whether null cells have fields
     * @param timestampFieldName a last field with the time at which the record was made, as a text of nanoseconds since 1970;
     *     null for none
     */
    public static KeyOrValueSpec jsonSpec(String[] includeColumns, Predicate<String> excludeColumns,
            Map<String, String> columnToFieldMapping, String nestedObjectDelimiter, boolean outputNulls,
            String timestampFieldName) {
        if (includeColumns != null && excludeColumns != null) {
            throw new IllegalArgumentException("Both includeColumns (=" + Arrays.toString(includeColumns)
                    + ") and excludeColumns (=" + excludeColumns + ") are not null, at least one of them should be null.");
        }
        ObjectNode spec = Bridge.object().put("nulls", outputNulls);
        spec.put("nested", nestedObjectDelimiter).put("timestamp", timestampFieldName);
        ObjectNode mapping = spec.putObject("mapping");
        if (columnToFieldMapping != null) {
            columnToFieldMapping.forEach((column, field) -> mapping.put(String.valueOf(column), String.valueOf(field)));
        }
        if (excludeColumns == null) {
            List<String> columns = includeColumns == null ? null : List.of(includeColumns);
            return new KeyOrValueSpec(Bridge.object().set("json", with(spec, columns)));
        }
        return chosen("json", spec, excludeColumns.negate());
    }

    /**
     * Avro records of a schema. Each of its fields is written from a column; a record inside of it that has none is written
     * from the columns of its fields, {@code record__field}.
     *
     * @param fieldToColumnMapping the columns of fields, which have their names otherwise; null for none
     * @param timestampFieldName a field with the time at which the record was made; null for none
     * @param includeOnlyColumns the columns that may be written; null for all. A field whose column is none of them is written
     *     as its default, or as null
     * @param excludeColumns those that may not; null for none
     */
    public static KeyOrValueSpec avroSpec(Schema schema, Map<String, String> fieldToColumnMapping,
            String timestampFieldName, Predicate<String> includeOnlyColumns, Predicate<String> excludeColumns) {
        return avro(AvroSpecs.inline(Objects.requireNonNull(schema, "schema").toString()), fieldToColumnMapping,
                timestampFieldName, includeOnlyColumns, excludeColumns);
    }

    /**
     * Avro records of a schema in the registry at {@code schema.registry.url}, or of one that is made of the table's columns
     * and registered there.
     *
     * @param schemaName the subject; for a new schema also the record's name
     * @param schemaVersion a number from 1 on, or {@link KafkaTools#AVRO_LATEST_VERSION}, as null is
     * @param fieldToColumnMapping the columns of fields, which have their names otherwise; null for none
     * @param timestampFieldName a field with the time at which the record was made; null for none
     * @param includeOnlyColumns the columns that may be written; null for all
     * @param excludeColumns those that may not; null for none
     * @param publishSchema whether the schema is a new one, whose fields are the columns; each of them may be null
     * @param schemaNamespace the namespace of a new schema; null for none
     * @param columnProperties the digits of decimals in a new schema, as {@code <column>.precision} and
     *     {@code <column>.scale}, which a table that changes needs; null for none
     * @throws IllegalArgumentException when the table is published, for the version of a new schema
     */
    public static KeyOrValueSpec avroSpec(String schemaName, String schemaVersion,
            Map<String, String> fieldToColumnMapping, String timestampFieldName, Predicate<String> includeOnlyColumns,
            Predicate<String> excludeColumns, boolean publishSchema, String schemaNamespace,
            Properties columnProperties) {
        Objects.requireNonNull(schemaName, "schemaName");
        ObjectNode schema = AvroSpecs.subject(schemaName, schemaVersion);
        if (publishSchema) {
            ObjectNode published = Bridge.object().put("name", schemaName).put("version", schemaVersion);
            published.put("namespace", schemaNamespace);
            published.set("properties", Sessions.toJson(columnProperties == null ? new Properties() : columnProperties));
            schema = Bridge.object().set("published", published);
        }
        return avro(schema, fieldToColumnMapping, timestampFieldName, includeOnlyColumns, excludeColumns);
    }

    private static KeyOrValueSpec avro(ObjectNode schema, Map<String, String> fieldToColumnMapping,
            String timestampFieldName, Predicate<String> includeOnlyColumns, Predicate<String> excludeColumns) {
        ObjectNode spec = Bridge.object().put("timestamp", timestampFieldName);
        spec.set("schema", schema);
        ObjectNode mapping = spec.putObject("mapping");
        if (fieldToColumnMapping != null) {
            fieldToColumnMapping.forEach((field, column) -> mapping.put(String.valueOf(field), String.valueOf(column)));
        }
        if (includeOnlyColumns == null && excludeColumns == null) {
            return new KeyOrValueSpec(Bridge.object().set("avro", spec));
        }
        return chosen("avro", spec, column -> (includeOnlyColumns == null || includeOnlyColumns.test(column))
                && (excludeColumns == null || !excludeColumns.test(column)));
    }

    /** The specification with a choice of the table's columns. */
    private static KeyOrValueSpec chosen(String format, ObjectNode spec, Predicate<String> columns) {
        return new KeyOrValueSpec(Bridge.object().set(format, spec)) {
            @Override
            JsonNode document(Table table) {
                List<String> chosen = table.getDefinition().getColumnNames().stream().filter(columns).toList();
                return Bridge.object().set(format, with(spec.deepCopy(), chosen));
            }
        };
    }

    /** The specification with a choice of columns; null for all. */
    private static ObjectNode with(ObjectNode spec, List<String> columns) {
        if (columns != null) {
            columns.forEach(spec.putArray("columns")::add);
        }
        return spec;
    }
}
