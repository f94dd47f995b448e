package io.deephaven.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.impl.NoSuchColumnException;
import io.deephaven.kafka.protobuf.ProtobufConsumeOptions;
import io.deephaven.processor.NamedObjectProcessor;
import io.deephaven.processor.ObjectProcessor;
import io.deephaven.qst.column.header.ColumnHeader;
import io.deephaven.qst.type.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.commons.lang3.mutable.MutableObject;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.NotFoundException;
import topictable.Publisher;
import topictable.Session;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.internal.AvroSpecs;
import topictable.internal.Bridge;
import topictable.internal.ColumnSpecs;
import topictable.internal.DeserializerParser;
import topictable.internal.LivePartitionedTable;
import topictable.internal.LiveTable;
import topictable.internal.PartitionChoice;
import topictable.internal.ProtobufSpecs;
import topictable.internal.RecordParser;
import topictable.internal.Sessions;
import topictable.internal.TopicParsers;
import topictable.internal.TopicSerializers;
import topictable.internal.TypeNames;

/** Kafka topics as tables. Mirrors Deephaven's class of the same name. */
public final class KafkaTools {
    /** The property with the name of the partition column; empty for none. */
    public static final String KAFKA_PARTITION_COLUMN_NAME_PROPERTY = "deephaven.partition.column.name";
    /** The name of the partition column by default. */
    public static final String KAFKA_PARTITION_COLUMN_NAME_DEFAULT = "KafkaPartition";
    /** The property with the name of the offset column; empty for none. */
    public static final String OFFSET_COLUMN_NAME_PROPERTY = "deephaven.offset.column.name";
    /** The name of the offset column by default. */
    public static final String OFFSET_COLUMN_NAME_DEFAULT = "KafkaOffset";
    /** The property with the name of the timestamp column; empty for none. */
    public static final String TIMESTAMP_COLUMN_NAME_PROPERTY = "deephaven.timestamp.column.name";
    /** The name of the timestamp column by default. */
    public static final String TIMESTAMP_COLUMN_NAME_DEFAULT = "KafkaTimestamp";
    /** The property with the name of the column of receive times; none by default. */
    public static final String RECEIVE_TIME_COLUMN_NAME_PROPERTY = "deephaven.receivetime.column.name";
    /** The name of the column of receive times by default: none. */
    public static final String RECEIVE_TIME_COLUMN_NAME_DEFAULT = null;
    /** The property with the name of the column of key sizes; none by default. */
    public static final String KEY_BYTES_COLUMN_NAME_PROPERTY = "deephaven.keybytes.column.name";
    /** The name of the column of key sizes by default: none. */
    public static final String KEY_BYTES_COLUMN_NAME_DEFAULT = null;
    /** The property with the name of the column of value sizes; none by default. */
    public static final String VALUE_BYTES_COLUMN_NAME_PROPERTY = "deephaven.valuebytes.column.name";
    /** The name of the column of value sizes by default: none. */
    public static final String VALUE_BYTES_COLUMN_NAME_DEFAULT = null;
    /** The property with the name of a simple key's column. */
    public static final String KEY_COLUMN_NAME_PROPERTY = "deephaven.key.column.name";
    /** The name of a simple key's column by default. */
    public static final String KEY_COLUMN_NAME_DEFAULT = "KafkaKey";
    /** The property with the name of a simple value's column. */
    public static final String VALUE_COLUMN_NAME_PROPERTY = "deephaven.value.column.name";
    /** The name of a simple value's column by default. */
    public static final String VALUE_COLUMN_NAME_DEFAULT = "KafkaValue";
    /** The property with the type of a simple key's column. */
    public static final String KEY_COLUMN_TYPE_PROPERTY = "deephaven.key.column.type";
    /** The property with the type of a simple value's column. */
    public static final String VALUE_COLUMN_TYPE_PROPERTY = "deephaven.value.column.type";
    /** The property with the schema registry's address. */
    public static final String SCHEMA_SERVER_PROPERTY = "schema.registry.url";

    private static final String SERIALIZATION = "org.apache.kafka.common.serialization.";
    /** The name of Kafka's deserializer class. */
    public static final String SHORT_DESERIALIZER = SERIALIZATION + "ShortDeserializer";
    /** The name of Kafka's deserializer class. */
    public static final String INT_DESERIALIZER = SERIALIZATION + "IntegerDeserializer";
    /** The name of Kafka's deserializer class. */
    public static final String LONG_DESERIALIZER = SERIALIZATION + "LongDeserializer";
    /** The name of Kafka's deserializer class. */
    public static final String FLOAT_DESERIALIZER = SERIALIZATION + "FloatDeserializer";
    /** The name of Kafka's deserializer class. */
    public static final String DOUBLE_DESERIALIZER = SERIALIZATION + "DoubleDeserializer";
    /** The name of Kafka's deserializer class. */
    public static final String BYTE_ARRAY_DESERIALIZER = SERIALIZATION + "ByteArrayDeserializer";
    /** The name of Kafka's deserializer class. */
    public static final String STRING_DESERIALIZER = SERIALIZATION + "StringDeserializer";
    /** The name of Kafka's deserializer class. */
    public static final String BYTE_BUFFER_DESERIALIZER = SERIALIZATION + "ByteBufferDeserializer";
    /** The name of Confluent's deserializer class. */
    public static final String AVRO_DESERIALIZER = "io.confluent.kafka.serializers.KafkaAvroDeserializer";
    /** The name of the deserializer class of what is ignored. */
    public static final String DESERIALIZER_FOR_IGNORE = BYTE_BUFFER_DESERIALIZER;
    /** The name of Kafka's serializer class. */
    public static final String SHORT_SERIALIZER = SERIALIZATION + "ShortSerializer";
    /** The name of Kafka's serializer class. */
    public static final String INT_SERIALIZER = SERIALIZATION + "IntegerSerializer";
    /** The name of Kafka's serializer class. */
    public static final String LONG_SERIALIZER = SERIALIZATION + "LongSerializer";
    /** The name of Kafka's serializer class. */
    public static final String FLOAT_SERIALIZER = SERIALIZATION + "FloatSerializer";
    /** The name of Kafka's serializer class. */
    public static final String DOUBLE_SERIALIZER = SERIALIZATION + "DoubleSerializer";
    /** The name of Kafka's serializer class. */
    public static final String BYTE_ARRAY_SERIALIZER = SERIALIZATION + "ByteArraySerializer";
    /** The name of Kafka's serializer class. */
    public static final String STRING_SERIALIZER = SERIALIZATION + "StringSerializer";
    /** The name of Kafka's serializer class. */
    public static final String BYTE_BUFFER_SERIALIZER = SERIALIZATION + "ByteBufferSerializer";
    /** The name of Confluent's serializer class. */
    public static final String AVRO_SERIALIZER = "io.confluent.kafka.serializers.KafkaAvroSerializer";
    /** The name of the serializer class of what is ignored. */
    public static final String SERIALIZER_FOR_IGNORE = BYTE_BUFFER_SERIALIZER;

    /** What separates the names of nested fields. */
    public static final String NESTED_FIELD_NAME_SEPARATOR = ".";
    /** What separates them in the names of columns. */
    public static final String NESTED_FIELD_COLUMN_NAME_SEPARATOR = "__";
    /** The newest version of a schema. */
    public static final String AVRO_LATEST_VERSION = "latest";

    /** Start at the first record that is still there. */
    public static final long SEEK_TO_BEGINNING = -1;
    /** Start at the group's offset, else where {@code auto.offset.reset} says. */
    public static final long DONT_SEEK = -2;
    /** Start after the last record that is there when the table is made. */
    public static final long SEEK_TO_END = -3;

    /** Every partition. */
    public static final IntPredicate ALL_PARTITIONS = new IntPredicate() {
        @Override
        public boolean test(int partition) {
            return true;
        }

        @Override
        public String toString() {
            return "ALL";
        }
    };
    /** Start at the first record that is still there, in every partition. */
    public static final IntToLongFunction ALL_PARTITIONS_SEEK_TO_BEGINNING = partition -> SEEK_TO_BEGINNING;
    /** Start at the group's offset, else where {@code auto.offset.reset} says, in every partition. */
    public static final IntToLongFunction ALL_PARTITIONS_DONT_SEEK = partition -> DONT_SEEK;
    /** Start after the last record that is there when the table is made, in every partition. */
    public static final IntToLongFunction ALL_PARTITIONS_SEEK_TO_END = partition -> SEEK_TO_END;

    /** From the path of a nested field to the name of its column. */
    public static final Function<String, String> DIRECT_MAPPING =
            path -> path.replace(NESTED_FIELD_NAME_SEPARATOR, NESTED_FIELD_COLUMN_NAME_SEPARATOR);

    /** A column whose name and type the properties tell. */
    public static final Consume.KeyOrValueSpec FROM_PROPERTIES = Consume.FROM_PROPERTIES;

    private KafkaTools() {}

    /** The halves of a record. */
    public enum KeyOrValue {
        /** The key. */
        KEY,
        /** The value. */
        VALUE
    }

    /** What keys and values become when a topic is read. */
    public static final class Consume {
        /** No column at all. */
        public static final KeyOrValueSpec IGNORE =
                new KeyOrValueSpec(Bridge.object().textNode("ignore"));
        /** A column whose name and type the properties tell. */
        public static final KeyOrValueSpec FROM_PROPERTIES = simple(null, null);

        private Consume() {}

        /** What a key or a value becomes. Immutable. */
        public static class KeyOrValueSpec {
            private final JsonNode document;
            /** Code of the program that makes the columns; null when the native library makes them. */
            private final RecordParser parser;

            /** For the specs of this library. */
            protected KeyOrValueSpec(JsonNode document) {
                this.document = document;
                this.parser = null;
            }

            KeyOrValueSpec(RecordParser parser) {
                this.document = null;
                this.parser = parser;
            }

            /** The spec for a request; with {@code parsers} for one that reads. */
            private JsonNode document(JsonNode properties, TopicParsers parsers, boolean isKey) {
                if (parser == null) {
                    return document(properties);
                }
                return parsers == null ? TopicParsers.describe(parser) : parsers.open(parser, isKey);
            }

            /** As the native library reads it, for a table with these properties. */
            JsonNode document(JsonNode properties) {
                return document;
            }

            @Override
            public String toString() {
                return "KeyOrValueSpec " + (parser == null ? document : parser);
            }
        }

        /** One whose functions are asked when the table is made: the properties name the registry. */
        private static final class ProtobufSpec extends KeyOrValueSpec {
            private final ProtobufConsumeOptions options;

            ProtobufSpec(ProtobufConsumeOptions options) {
                super((JsonNode) null);
                this.options = Objects.requireNonNull(options, "options");
            }

            @Override
            JsonNode document(JsonNode properties) {
                return ProtobufSpecs.document(options, properties);
            }

            @Override
            public String toString() {
                return "KeyOrValueSpec " + options;
            }
        }

        /** No column at all. */
        public static KeyOrValueSpec ignoreSpec() {
            return IGNORE;
        }

        /** One column, whose type the properties tell. */
        public static KeyOrValueSpec simpleSpec(String columnName) {
            return simple(columnName, null);
        }

        /**
         * One column, in the encoding of Kafka's own serializers.
         *
         * @param dataType short, int, long, float, double or their boxes, String, {@code byte[]}, UUID, ByteBuffer or
         *     Kafka's Bytes; null for what the properties say
         * @throws InvalidSpecException for any other type
         */
        public static KeyOrValueSpec simpleSpec(String columnName, Class<?> dataType) {
            if (dataType == null) {
                return simple(columnName, null);
            }
            String type = ColumnSpecs.typeName(dataType);
            ColumnSpecs.check("simple", Bridge.array().add(ColumnSpecs.column(columnName, type)));
            return simple(columnName, type);
        }

        private static KeyOrValueSpec simple(String columnName, String type) {
            ObjectNode spec = Bridge.object().put("column", columnName).put("type", type);
            return new KeyOrValueSpec(Bridge.object().set("simple", spec));
        }

        /** Columns from the fields of a JSON object, each from the field of its own name. */
        public static KeyOrValueSpec jsonSpec(ColumnDefinition<?>[] columnDefinitions) {
            return jsonSpec(columnDefinitions, null, null);
        }

        /**
         * Columns from the fields of a JSON object: boolean, char, byte, short, int, long, float, double, String, Instant,
         * or {@code JsonNode} and {@code Object} for a value of any kind.
         *
         * @param fieldToColumnName from the name of a field, or a JSON pointer when it begins with a slash, to the
         *     column that holds it; null for none
         */
        public static KeyOrValueSpec jsonSpec(ColumnDefinition<?>[] columnDefinitions,
                Map<String, String> fieldToColumnName) {
            return jsonSpec(columnDefinitions, fieldToColumnName, null);
        }

        /** Columns from the fields of a JSON object. A mapper of one's own is not supported: it must be null. */
        public static KeyOrValueSpec jsonSpec(ColumnDefinition<?>[] columnDefinitions, ObjectMapper mapper) {
            return jsonSpec(columnDefinitions, null, mapper);
        }

        /** Columns from the fields of a JSON object. A mapper of one's own is not supported: it must be null. */
        public static KeyOrValueSpec jsonSpec(ColumnDefinition<?>[] columnDefinitions,
                Map<String, String> fieldToColumnName, ObjectMapper mapper) {
            if (mapper != null) {
                throw new UnsupportedFeatureException("an ObjectMapper of one's own is not supported: this library"
                        + " reads JSON by itself", Map.of("feature", "jsonSpec with an ObjectMapper"));
            }
            return new KeyOrValueSpec(
                    Bridge.object().set("json", ColumnSpecs.mapped("json", columnDefinitions, fieldToColumnName)));
        }

        /** Columns from the fields of an Avro record, each called like its path with {@code __} for points. */
        public static KeyOrValueSpec avroSpec(Schema schema) {
            return avroSpec(schema, DIRECT_MAPPING);
        }

        /**
         * Columns from the fields of an Avro record. Records are read with the schema that they were written with, by its
         * id, and resolved to this one.
         *
         * @param fieldNameToColumnName called once for the path of each field, and of each record before its fields; null
         *     leaves a field out, or all of a record
         */
        public static KeyOrValueSpec avroSpec(Schema schema, Function<String, String> fieldNameToColumnName) {
            Objects.requireNonNull(schema, "schema");
            return avro(AvroSpecs.inline(schema.toString()), fieldNameToColumnName, false);
        }

        /** Columns from the fields of an Avro record, with the latest schema of a subject. */
        public static KeyOrValueSpec avroSpec(String schemaName) {
            return avroSpec(schemaName, AVRO_LATEST_VERSION);
        }

        /** Columns from the fields of an Avro record, with the latest schema of a subject. */
        public static KeyOrValueSpec avroSpec(String schemaName, Function<String, String> fieldNameToColumnName) {
            return avroSpec(schemaName, AVRO_LATEST_VERSION, fieldNameToColumnName);
        }

        /** Columns from the fields of an Avro record, with a schema of a subject. */
        public static KeyOrValueSpec avroSpec(String schemaName, String schemaVersion) {
            return avroSpec(schemaName, schemaVersion, DIRECT_MAPPING);
        }

        /** Columns from the fields of an Avro record, with a schema of a subject. */
        public static KeyOrValueSpec avroSpec(String schemaName, String schemaVersion,
                Function<String, String> fieldNameToColumnName) {
            return avroSpec(schemaName, schemaVersion, fieldNameToColumnName, false);
        }

        /**
         * Columns from the fields of an Avro record, with a schema of a subject, which the registry at
         * {@code schema.registry.url} is asked for when a table is made.
         *
         * @param schemaName the subject, as it is
         * @param schemaVersion a number from 1 on, or {@link KafkaTools#AVRO_LATEST_VERSION}
         * @param useUTF8Strings whether columns of text are Avro's {@code Utf8}
         */
        public static KeyOrValueSpec avroSpec(String schemaName, String schemaVersion,
                Function<String, String> fieldNameToColumnName, boolean useUTF8Strings) {
            Objects.requireNonNull(schemaName, "schemaName");
            Objects.requireNonNull(schemaVersion, "schemaVersion");
            return avro(AvroSpecs.subject(schemaName, schemaVersion), fieldNameToColumnName, useUTF8Strings);
        }

        private static KeyOrValueSpec avro(ObjectNode schema, Function<String, String> mapping, boolean useUTF8Strings) {
            Objects.requireNonNull(mapping, "fieldNameToColumnName");
            ObjectNode document = AvroSpecs.document(schema, useUTF8Strings);
            if (mapping == DIRECT_MAPPING) {
                return new KeyOrValueSpec(Bridge.object().set("avro", document));
            }
            return new KeyOrValueSpec(Bridge.object().set("avro", document)) {
                @Override
                JsonNode document(JsonNode properties) {
                    return Bridge.object().set("avro", AvroSpecs.mapped(document, properties, mapping));
                }
            };
        }

        /** Columns from the fields of a Protobuf message. */
        public static KeyOrValueSpec protobufSpec(ProtobufConsumeOptions options) {
            return new ProtobufSpec(options);
        }

        /** The columns of what {@code JacksonProvider.of} gives, of the bytes of records. */
        public static KeyOrValueSpec objectProcessorSpec(NamedObjectProcessor.Provider provider) {
            return objectProcessorSpec(provider.processor(Type.find(byte[].class)), provider.names());
        }

        /** The columns of a processor, of the bytes of records. */
        public static KeyOrValueSpec objectProcessorSpec(NamedObjectProcessor<? super byte[]> processor) {
            return objectProcessorSpec(processor.processor(), processor.names());
        }

        /** The columns of a processor, of the bytes of records. */
        public static KeyOrValueSpec objectProcessorSpec(ObjectProcessor<? super byte[]> processor,
                List<String> columnNames) {
            return ObjectSpecs.spec(null, processor, columnNames);
        }

        /**
         * The columns of a processor, of what a deserializer gives. {@code ObjectProcessor} says how it is called.
         *
         * @param deserializer a {@code Deserializer} of Kafka, which is configured with the properties; for processors of {@code
         *     JacksonProvider} a StringDeserializer, ByteArrayDeserializer or ByteBufferDeserializer
         * @throws UnsupportedFeatureException for any other deserializer with such a processor
         */
        public static KeyOrValueSpec objectProcessorSpec(Object deserializer, ObjectProcessor<?> processor,
                List<String> columnNames) {
            return ObjectSpecs.spec(Objects.requireNonNull(deserializer, "deserializer"), processor, columnNames);
        }

        /**
         * The columns of a processor, of what a deserializer gives. {@code ObjectProcessor} says how it is called.
         *
         * @param deserializer a {@code Deserializer} of Kafka, which is configured with the properties; for processors of {@code
         *     JacksonProvider} a StringDeserializer, ByteArrayDeserializer or ByteBufferDeserializer
         * @throws UnsupportedFeatureException for any other deserializer with such a processor
         */
        public static KeyOrValueSpec objectProcessorSpec(Object deserializer, NamedObjectProcessor<?> processor) {
            return objectProcessorSpec(deserializer, processor.processor(), processor.names());
        }

        /**
         * One column of what a deserializer of Kafka makes. Kafka's own ones are not called: the native library reads what
         * they read. Any other class is made and configured with the properties for each table, as Kafka does it, and
         * called on a thread of its own for the records that are not null; its exceptions make bad records.
         *
         * @param header the column, whose type must be that of what the deserializer makes
         * @param deserializer a class that implements {@code org.apache.kafka.common.serialization.Deserializer}
         * @throws InvalidSpecException when the class is no deserializer, or the type is another one
         * @throws UnsupportedFeatureException when values of the type cannot be given
         */
        public static KeyOrValueSpec rawSpec(ColumnHeader<?> header, Class<?> deserializer) {
            Objects.requireNonNull(header, "header");
            Objects.requireNonNull(deserializer, "deserializer");
            Class<?> type = header.componentType().clazz();
            ObjectNode raw = Bridge.object().put("column", header.name()).put("deserializer", deserializer.getName());
            // A column of Void has no other type than its deserializer gives it.
            raw.put("type", type == Void.class ? null : ColumnSpecs.typeName(type));
            boolean own;
            try {
                own = Bridge.call("check_raw", raw).get("own").asBoolean();
            } catch (InvalidArgumentException e) {
                throw new InvalidSpecException(e.getMessage(), e.details());
            }
            return own ? new KeyOrValueSpec(Bridge.object().set("raw", raw))
                    : new KeyOrValueSpec(new DeserializerParser(header.name(), type, deserializer));
        }
    }

    /** What keys and values are made of when a table is published. */
    public static final class Produce extends ProduceSpecs {
        private Produce() {}
    }

    /** Which rows a table keeps. Immutable; equal for equal kinds. */
    public static final class TableType {
        private final String kind;
        private final int capacity;

        private TableType(String kind, int capacity) {
            this.kind = kind;
            this.capacity = capacity;
        }

        /** The rows of the last update cycle. */
        public static TableType blink() {
            return new TableType("blink", 0);
        }

        /** The rows of the last update cycle, under its old name. */
        public static TableType stream() {
            return blink();
        }

        /** Every row. */
        public static TableType append() {
            return new TableType("append", 0);
        }

        /** The last {@code capacity} rows. A capacity that is not positive is refused when a table is made. */
        public static TableType ring(int capacity) {
            return new TableType("ring", capacity);
        }

        private void write(ObjectNode request) {
            if (kind.equals("ring")) {
                if (capacity <= 0) {
                    throw new InvalidArgumentException("Capacity must be positive, but is " + capacity,
                            Map.of("argument", "tableType"));
                }
                request.putObject("type").put("ring", capacity);
            } else {
                request.put("type", kind);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TableType that && kind.equals(that.kind) && capacity == that.capacity;
        }

        @Override
        public int hashCode() {
            return 31 * kind.hashCode() + capacity;
        }

        @Override
        public String toString() {
            return switch (kind) {
                case "ring" -> "Ring{capacity=" + capacity + "}";
                case "append" -> "Append{}";
                default -> "Blink{}";
            };
        }
    }

    /**
     * A live table of a topic's records. Returns when the cluster has answered and reading has begun: records that
     * are written afterwards are read, whatever the offsets ask for.
     *
     * @param properties settings of the Kafka client and of the table; {@code bootstrap.servers} must be there
     * @param partitionFilter the partitions to read; asked once for each partition that the topic has
     * @param partitionToInitialOffset where to start in each: an offset, {@link #SEEK_TO_BEGINNING},
     *     {@link #DONT_SEEK} or {@link #SEEK_TO_END}
     */
    public static Table consumeToTable(Properties properties, String topic, IntPredicate partitionFilter,
            IntToLongFunction partitionToInitialOffset, Consume.KeyOrValueSpec keySpec,
            Consume.KeyOrValueSpec valueSpec, TableType tableType) {
        Session session = Topictable.session();
        try (TopicParsers parsers = new TopicParsers(topic, properties)) {
            ObjectNode request = request(session, properties, topic, partitionFilter, partitionToInitialOffset, keySpec,
                    valueSpec, tableType, parsers);
            Table table = session.table("consume", request, null, "the table of topic \"" + topic + "\"");
            parsers.start();
            return table;
        }
    }

    private static ObjectNode request(Session session, Properties properties, String topic,
            IntPredicate partitionFilter, IntToLongFunction partitionToInitialOffset, Consume.KeyOrValueSpec keySpec,
            Consume.KeyOrValueSpec valueSpec, TableType tableType, TopicParsers parsers) {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(partitionFilter, "partitionFilter");
        Objects.requireNonNull(partitionToInitialOffset, "partitionToInitialOffset");
        Objects.requireNonNull(tableType, "tableType");
        ObjectNode request = request(properties, topic, keySpec, valueSpec, parsers);
        tableType.write(request);
        PartitionChoice.write(request, session, properties, topic, partitionFilter, partitionToInitialOffset);
        return request;
    }

    private static ObjectNode request(Properties properties, String topic, Consume.KeyOrValueSpec keySpec,
            Consume.KeyOrValueSpec valueSpec, TopicParsers parsers) {
        Objects.requireNonNull(properties, "properties");
        Objects.requireNonNull(keySpec, "keySpec");
        Objects.requireNonNull(valueSpec, "valueSpec");
        if (keySpec == Consume.IGNORE && valueSpec == Consume.IGNORE) {
            throw new InvalidArgumentException("can't ignore both key and value: one of the two specs must give columns",
                    Map.of());
        }
        ObjectNode request = Bridge.object().put("topic", topic);
        JsonNode settings = Sessions.toJson(properties);
        request.set("properties", settings);
        request.set("key", keySpec.document(settings, parsers, true));
        request.set("value", valueSpec.document(settings, parsers, false));
        return request;
    }

    /** The table type of a name: {@code blink}, {@code stream}, {@code append} or {@code ring:<capacity>}. */
    public static TableType friendlyNameToTableType(String typeName) {
        String[] parts = typeName.split(":");
        switch (parts.length == 0 ? "" : parts[0].trim()) {
            case "blink", "stream" -> {
                if (parts.length == 1) {
                    return TableType.blink();
                }
            }
            case "append" -> {
                if (parts.length == 1) {
                    return TableType.append();
                }
            }
            case "ring" -> {
                if (parts.length == 2) {
                    try {
                        return TableType.ring(Integer.parseInt(parts[1].trim()));
                    } catch (NumberFormatException ignored) {
                        // Reported below.
                    }
                }
            }
            default -> { }
        }
        throw new InvalidArgumentException("Unexpected type format \"" + typeName
                + "\", expected \"blink\", \"append\", or \"ring:<capacity>\"", Map.of("argument", "typeName"));
    }

    /** A filter for these partitions. */
    public static IntPredicate partitionFilterFromArray(int[] partitions) {
        Arrays.sort(partitions);
        return partition -> Arrays.binarySearch(partitions, partition) >= 0;
    }

    /** Starts for these partitions; any other is not seeked. */
    public static IntToLongFunction partitionToOffsetFromParallelArrays(int[] partitions, long[] offsets) {
        if (partitions.length != offsets.length) {
            throw new InvalidArgumentException("lengths of array arguments do not match: " + partitions.length
                    + " partitions, " + offsets.length + " offsets", Map.of("argument", "offsets"));
        }
        Map<Integer, Long> starts = new HashMap<>();
        for (int i = 0; i < partitions.length; i++) {
            starts.put(partitions[i], offsets[i]);
        }
        return partition -> starts.getOrDefault(partition, DONT_SEEK);
    }

    /** Whether a set contains a text; null for no set. */
    public static Predicate<String> predicateFromSet(Set<String> set) {
        return set == null ? null : set::contains;
    }

    /** A live table for each partition; otherwise as {@link #consumeToTable}. */
    public static PartitionedTable consumeToPartitionedTable(Properties properties, String topic,
            IntPredicate partitionFilter, IntToLongFunction partitionToInitialOffset, Consume.KeyOrValueSpec keySpec,
            Consume.KeyOrValueSpec valueSpec, TableType tableType) {
        Session session = Topictable.session();
        try (TopicParsers parsers = new TopicParsers(topic, properties)) {
            ObjectNode request = request(session, properties, topic, partitionFilter, partitionToInitialOffset, keySpec,
                    valueSpec, tableType, parsers);
            PartitionedTable table = LivePartitionedTable.ofTopic(session.call("consume_partitioned", request, null),
                    "the partitioned table of topic \"" + topic + "\"");
            parsers.start();
            return table;
        }
    }

    /** Where a consumer's own loop starts in each partition. Only {@link #consume} takes it. */
    public interface InitialOffsetLookup {
        /** A start by the number of the partition. */
        static InitialOffsetLookup adapt(IntToLongFunction partitionToInitialOffset) {
            return new InitialOffsetLookup() {};
        }
    }

    /** Who gets what a consumer's own loop has read. Only {@link #consume} takes it. */
    public interface StreamConsumerRegistrarProvider {
        /** One receiver for all partitions. */
        static StreamConsumerRegistrarProvider single(Object registrar) {
            return new StreamConsumerRegistrarProvider() {};
        }

        /** One receiver for each partition. */
        static StreamConsumerRegistrarProvider perPartition(Object registrar) {
            return new StreamConsumerRegistrarProvider() {};
        }
    }

    /**
     * Not supported: its callbacks are given a {@code KafkaConsumer} and its receivers the chunks of an engine, and here
     * there is neither, since no Java client reads the topic. {@link #consumeToTable} and
     * {@link Topictable#onChange(Table, java.util.function.Consumer)} tell a program of every record.
     */
    public static void consume(Properties properties, String topic, IntPredicate partitionFilter,
            Object partitionToInitialOffset, Consume.KeyOrValueSpec keySpec, Consume.KeyOrValueSpec valueSpec,
            Object streamConsumerRegistrarProvider, Object consumerLoopCallback) {
        throw new UnsupportedFeatureException("KafkaTools.consume is not supported: there is no KafkaConsumer that its"
                + " callbacks could be given; use consumeToTable, and Topictable.onChange for each change of the table",
                Map.of("feature", "KafkaTools.consume"));
    }

    /**
     * Publishes a table: the rows that are there, which are delivered when this returns, and then each change as it comes.
     * Rows that are gone are records with a null value, ahead of the new ones of their cycle.
     *
     * @return a {@link Publisher}: running it ends publishing. It need not be kept
     * @throws NoSuchColumnException for a column that is to be written and that the table does not have
     */
    public static Runnable produceFromTable(KafkaPublishOptions options) {
        String what = "the publisher to " + (options.topic() == null ? "topics" : "topic \"" + options.topic() + "\"");
        try (TopicSerializers serializers = new TopicSerializers(options.topic(), options.config())) {
            return new Publisher(LiveTable.of(options.table()), options.document(serializers), what);
        } catch (NotFoundException e) {
            if (e.details().containsKey("column")) {
                throw new NoSuchColumnException(e.getMessage(), e);
            }
            throw e;
        }
    }

    /**
     * Publishes a table to a topic.
     *
     * @param lastByKeyColumns whether only the last row of each key is published; it has no effect without a key
     */
    public static Runnable produceFromTable(Table table, Properties kafkaProperties, String topic,
            Produce.KeyOrValueSpec keySpec, Produce.KeyOrValueSpec valueSpec, boolean lastByKeyColumns) {
        return produceFromTable(KafkaPublishOptions.builder().table(table).config(kafkaProperties).topic(topic)
                .keySpec(keySpec).valueSpec(valueSpec).lastBy(lastByKeyColumns && keySpec != Produce.IGNORE).build());
    }

    /** The names of the cluster's topics. */
    public static Set<String> topics(Properties properties) {
        return new TreeSet<>(Arrays.asList(listTopics(properties)));
    }

    /** The names of the cluster's topics, in alphabetical order. */
    public static String[] listTopics(Properties properties) {
        Objects.requireNonNull(properties, "properties");
        ObjectNode request = Bridge.object().set("properties", Sessions.toJson(properties));
        JsonNode topics = Topictable.session().call("topics", request, null).get("topics");
        return StreamSupport.stream(topics.spliterator(), false).map(JsonNode::asText).toArray(String[]::new);
    }

    /** A schema from its text. */
    public static Schema getAvroSchema(String avroSchemaAsJsonString) {
        return new Schema.Parser().parse(avroSchemaAsJsonString);
    }

    /** Adds the columns of a schema's fields. */
    public static void avroSchemaToColumnDefinitions(List<ColumnDefinition<?>> columnsOut, Schema schema) {
        avroSchemaToColumnDefinitions(columnsOut, schema, DIRECT_MAPPING);
    }

    /** Adds the columns of a schema's fields. */
    public static void avroSchemaToColumnDefinitions(List<ColumnDefinition<?>> columnsOut, Schema schema,
            Function<String, String> requestedFieldPathToColumnName) {
        avroSchemaToColumnDefinitions(columnsOut, new HashMap<>(), schema, requestedFieldPathToColumnName);
    }

    /** Adds the columns of a schema's fields, and the names of columns by the paths of fields. */
    public static void avroSchemaToColumnDefinitions(List<ColumnDefinition<?>> columnsOut,
            Map<String, String> fieldPathToColumnNameOut, Schema schema,
            Function<String, String> requestedFieldPathToColumnName) {
        avroSchemaToColumnDefinitions(columnsOut, fieldPathToColumnNameOut, schema, requestedFieldPathToColumnName, false);
    }

    /**
     * Adds the columns of a schema's fields, and the names of columns by the paths of fields.
     *
     * @param requestedFieldPathToColumnName as for {@link Consume#avroSpec(Schema, Function)}
     * @param useUTF8Strings whether columns of text are Avro's {@code Utf8}
     */
    public static void avroSchemaToColumnDefinitions(List<ColumnDefinition<?>> columnsOut,
            Map<String, String> fieldPathToColumnNameOut, Schema schema,
            Function<String, String> requestedFieldPathToColumnName, boolean useUTF8Strings) {
        ObjectNode document = AvroSpecs.document(AvroSpecs.inline(schema.toString()), useUTF8Strings);
        if (requestedFieldPathToColumnName != DIRECT_MAPPING) {
            document = AvroSpecs.mapped(document, Bridge.object(), requestedFieldPathToColumnName);
        }
        AvroSpecs.columns(document, columnsOut, fieldPathToColumnNameOut);
    }

    /**
     * The schema of a record with a field for each column, all of which may be null. What Avro has no type for is written
     * as int or bytes with the property {@code dhType}.
     *
     * @param colProps tell the digits of decimals as {@code <column>.precision} and {@code <column>.scale}; those of a
     *     table that does not change may be left out
     * @param includeOnly null for every column
     * @param exclude null for no column
     * @param colPropsOut gets the properties with the digits that were left out
     */
    public static Schema columnDefinitionsToAvroSchema(Table t, String schemaName, String namespace, Properties colProps,
            Predicate<String> includeOnly, Predicate<String> exclude, MutableObject<Properties> colPropsOut) {
        Properties properties = new Properties();
        if (colProps != null) {
            properties.putAll(colProps);
        }
        String schema = AvroSpecs.schemaOf(t, schemaName, namespace,
                column -> (includeOnly == null || includeOnly.test(column)) && (exclude == null || !exclude.test(column)),
                properties);
        colPropsOut.setValue(properties);
        return getAvroSchema(schema);
    }

    /** The columns that a table of a topic would have. No cluster is asked. */
    public static TableDefinition getTableDefinition(Properties properties, Consume.KeyOrValueSpec keySpec,
            Consume.KeyOrValueSpec valueSpec) {
        // The columns do not depend on the topic, but a request must name one.
        JsonNode columns = Bridge.call("define", request(properties, "any", keySpec, valueSpec, null)).get("columns");
        return TypeNames.definition(columns);
    }
}
