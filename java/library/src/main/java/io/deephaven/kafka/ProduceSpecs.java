package io.deephaven.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import topictable.internal.Bridge;

/** What keys and values are made of when a table is published: the methods of {@link KafkaTools.Produce}. */
public abstract class ProduceSpecs {
    /** No key or no value: null. */
    public static final KeyOrValueSpec IGNORE = new KeyOrValueSpec(Bridge.object().textNode("ignore"));

    ProduceSpecs() {}

    /** What a key or a value is made of. Immutable. */
    public static class KeyOrValueSpec {
        private final JsonNode document;

        KeyOrValueSpec(JsonNode document) {
            this.document = document;
        }

        /** As the native library reads it, for this table. */
        JsonNode document(Table table) {
            return document;
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
     * The cells of a column, as a serializer writes them.
     *
     * @param serializer one of Kafka's own: Boolean, Short, Integer, Long, Float, Double, String, ByteArray, ByteBuffer,
     *     Bytes, UUID or VoidSerializer
     */
    public static KeyOrValueSpec rawSpec(String columnName, Class<?> serializer) {
        ObjectNode spec = Bridge.object().put("column", Objects.requireNonNull(columnName, "columnName"));
        spec.put("serializer", serializer.getName());
        return new KeyOrValueSpec(Bridge.object().set("raw", spec));
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
        return new KeyOrValueSpec(Bridge.object().set("json", spec)) {
            @Override
            JsonNode document(Table table) {
                List<String> columns = table.getDefinition().getColumnNames();
                return Bridge.object().set("json",
                        with(spec.deepCopy(), columns.stream().filter(excludeColumns.negate()).toList()));
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
