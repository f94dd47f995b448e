package topictable.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.api.ColumnName;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.protobuf.DescriptorSchemaRegistry;
import io.deephaven.kafka.protobuf.ProtobufConsumeOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import topictable.Topictable;

/**
 * The columns that the keys or the values of a topic become. They are called {@code key}, {@code key1}, … in the table, since
 * fields may be called like other columns or like none can be.
 */
final class PayloadColumns {
    private final String part;
    private final PayloadFormat format;
    private final List<String> chosen;
    /** From the names of columns to those of fields; a column that is no field is not here. */
    private final Map<String, String> fields = new LinkedHashMap<>();

    /**
     * @param part {@code key} or {@code value}
     * @param chosen the fields that are wanted; none for all
     */
    PayloadColumns(String part, PayloadFormat format, List<String> chosen) {
        this.part = part;
        this.format = format;
        this.chosen = chosen;
    }

    /** How the topic's keys or values are read. */
    Consume.KeyOrValueSpec spec(String topic) {
        String subject = format.subject() != null ? format.subject() : topic + "-" + part;
        return switch (format.kind()) {
            case AUTO, JSON -> chosen.isEmpty() ? simple(byte[].class) : Consume.jsonSpec(trees(), columnsOfFields());
            case HEX -> simple(byte[].class);
            case STRING -> simple(String.class);
            case SHORT -> simple(short.class);
            case INT -> simple(int.class);
            case LONG -> simple(long.class);
            case FLOAT -> simple(float.class);
            case DOUBLE -> simple(double.class);
            case UUID -> simple(UUID.class);
            case AVRO -> Consume.avroSpec(subject, this::column);
            case PROTOBUF -> Consume.protobufSpec(ProtobufConsumeOptions.builder()
                    .descriptorProvider(DescriptorSchemaRegistry.builder().subject(subject).build())
                    .pathToColumnName((path, occurrence) -> ColumnName.of(
                            column(String.join(".", path.namePath()) + (occurrence == 0 ? "" : "_" + (occurrence + 1)))))
                    .build());
            case CSV -> Topictable.csvSpec(chosen.stream().map(field -> ColumnDefinition.ofString(column(field)))
                    .toArray(ColumnDefinition<?>[]::new));
            case MSGPACK -> Topictable.msgpackSpec(trees(), columnsOfFields());
        };
    }

    private Consume.KeyOrValueSpec simple(Class<?> type) {
        return Consume.simpleSpec(part, type);
    }

    private ColumnDefinition<?>[] trees() {
        return chosen.stream().map(field -> ColumnDefinition.fromGenericType(column(field), JsonNode.class))
                .toArray(ColumnDefinition<?>[]::new);
    }

    private Map<String, String> columnsOfFields() {
        Map<String, String> columns = new LinkedHashMap<>();
        fields.forEach((column, field) -> columns.put(field, column));
        return columns;
    }

    /** A new column for a field. */
    private String column(String field) {
        String column = part + (fields.size() + 1);
        fields.put(column, field);
        return column;
    }

    /**
     * The columns to show of those that the table has.
     *
     * @throws NoSuchElementException when a field that is wanted is not among them
     */
    List<RecordColumn> shown(List<String> columnsOfTable, String topic) {
        if (fields.isEmpty()) {
            return List.of(new RecordColumn(null, part, part, format.kind()));
        }
        // A record inside of a record has been given a column's name that no column has.
        Map<String, RecordColumn> all = new LinkedHashMap<>();
        for (String column : columnsOfTable) {
            String field = fields.get(column);
            if (field != null) {
                all.put(field, new RecordColumn(part, field, column, format.kind()));
            }
        }
        if (chosen.isEmpty()) {
            return List.copyOf(all.values());
        }
        List<RecordColumn> shown = new ArrayList<>();
        for (String field : chosen) {
            RecordColumn column = all.get(field);
            if (column == null) {
                throw new NoSuchElementException(
                        "the values of topic " + topic + " have no field " + field + "; they have " + all.keySet());
            }
            shown.add(column);
        }
        return shown;
    }
}
