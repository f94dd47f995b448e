package io.deephaven.kafka;

import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.KafkaTools.TableType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.IntPredicate;
import topictable.Topictable;
import topictable.internal.AvroSpecs;

/**
 * Tables of databases from the topics of Debezium: Avro records whose key is that of a row, and whose value has the row
 * before and after a change, and in {@code op} what the change was.
 */
public class CdcTools {
    /** What the name of a key's schema ends with. */
    public static final String KEY_AVRO_SCHEMA_SUFFIX = "-key";
    /** What the name of a value's schema ends with. */
    public static final String VALUE_AVRO_SCHEMA_SUFFIX = "-value";
    /** What is between the parts of a topic's name. */
    public static final String CDC_TOPIC_NAME_SEPARATOR = ".";
    /** What the columns of a row after its change begin with. */
    public static final String CDC_AFTER_COLUMN_PREFIX = "after" + KafkaTools.NESTED_FIELD_COLUMN_NAME_SEPARATOR;
    /** The column that tells what a change was. */
    public static final String CDC_OP_COLUMN_NAME = "op";
    /** What it holds when a row was deleted. */
    public static final String CDC_DELETE_OP_VALUE = "d";

    /** Nothing to be made: all methods are static. */
    public CdcTools() {}

    /** Where the changes of a table of a database are. */
    public interface CdcSpec {
        /** The topic. */
        String topic();

        /** The subject of the schema of its keys. */
        String keySchemaName();

        /** The version of that schema. */
        String keySchemaVersion();

        /** The subject of the schema of its values. */
        String valueSchemaName();

        /** The version of that schema. */
        String valueSchemaVersion();
    }

    private record Names(String topic, String keySchemaName, String keySchemaVersion, String valueSchemaName,
            String valueSchemaVersion) implements CdcSpec {
        Names {
            Objects.requireNonNull(topic, "topic");
            Objects.requireNonNull(keySchemaName, "keySchemaName");
            Objects.requireNonNull(keySchemaVersion, "keySchemaVersion");
            Objects.requireNonNull(valueSchemaName, "valueSchemaName");
            Objects.requireNonNull(valueSchemaVersion, "valueSchemaVersion");
        }
    }

    /** A topic and the subjects of its schemas, in their latest versions. */
    public static CdcSpec cdcLongSpec(String topic, String keySchemaName, String valueSchemaName) {
        return cdcLongSpec(topic, keySchemaName, KafkaTools.AVRO_LATEST_VERSION, valueSchemaName,
                KafkaTools.AVRO_LATEST_VERSION);
    }

    /** A topic, and the subjects and versions of its schemas. */
    public static CdcSpec cdcLongSpec(String topic, String keySchemaName, String keySchemaVersion,
            String valueSchemaName, String valueSchemaVersion) {
        return new Names(topic, keySchemaName, keySchemaVersion, valueSchemaName, valueSchemaVersion);
    }

    /** The topic and the subjects that a connector gives a table of a database, the schemas in their latest versions. */
    public static CdcSpec cdcShortSpec(String serverName, String dbName, String tableName) {
        return cdcLongSpec(cdcTopicName(serverName, dbName, tableName),
                cdcKeyAvroSchemaName(serverName, dbName, tableName),
                cdcValueAvroSchemaName(serverName, dbName, tableName));
    }

    /** The rows that the table of the database has now. */
    public static Table consumeToTable(Properties kafkaProperties, CdcSpec cdcSpec, IntPredicate partitionFilter) {
        return consumeToTable(kafkaProperties, cdcSpec, partitionFilter, false, null);
    }

    /**
     * The rows that the table of the database has now, or its changes. Each column of the row is one column, without the
     * prefix; those of the key are taken from the key, since a deleted row has nothing else. A key whose value is null is
     * that of a deleted row too.
     *
     * @param asBlinkTable whether the changes are wanted as a blink table, with the column {@code op}
     * @param dropColumns columns to leave out; null for none
     */
    public static Table consumeToTable(Properties kafkaProperties, CdcSpec cdcSpec, IntPredicate partitionFilter,
            boolean asBlinkTable, Collection<String> dropColumns) {
        List<String> dropped = new ArrayList<>(dropColumns == null ? List.of() : dropColumns);
        AvroSpecs.Resolved key = AvroSpecs.resolved(cdcSpec.keySchemaName(), cdcSpec.keySchemaVersion(), kafkaProperties);
        Table records = KafkaTools.consumeToTable(kafkaProperties, cdcSpec.topic(), partitionFilter,
                KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, key.spec(),
                Consume.avroSpec(cdcSpec.valueSchemaName(), cdcSpec.valueSchemaVersion()), TableType.blink());
        Table changes = replace(records, records.view(columns(records, key.columns())));
        if (!asBlinkTable) {
            changes = replace(changes, changes.lastBy(key.columns().toArray(String[]::new)));
            changes = replace(changes, changes.where("!isNull(" + CDC_OP_COLUMN_NAME + ")",
                    CDC_OP_COLUMN_NAME + " != `" + CDC_DELETE_OP_VALUE + "`"));
            dropped.add(CDC_OP_COLUMN_NAME);
        }
        return dropped.isEmpty() ? changes : replace(changes, changes.dropColumns(dropped.toArray(String[]::new)));
    }

    /** Everything that the records of the topic hold, with a column for each field. */
    public static Table consumeRawToTable(Properties kafkaProperties, CdcSpec cdcSpec, IntPredicate partitionFilter,
            TableType tableType) {
        return KafkaTools.consumeToTable(kafkaProperties, cdcSpec.topic(), partitionFilter,
                KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
                Consume.avroSpec(cdcSpec.keySchemaName(), cdcSpec.keySchemaVersion()),
                Consume.avroSpec(cdcSpec.valueSchemaName(), cdcSpec.valueSchemaVersion()), tableType);
    }

    /** The row's columns, those of the key from the key, and {@code op}. */
    private static String[] columns(Table records, List<String> keyColumns) {
        List<String> columns = new ArrayList<>();
        for (String column : records.getDefinition().getColumnNames()) {
            if (column.startsWith(CDC_AFTER_COLUMN_PREFIX)) {
                String name = column.substring(CDC_AFTER_COLUMN_PREFIX.length());
                columns.add(keyColumns.contains(name) ? name : name + "=" + column);
            }
        }
        columns.add(CDC_OP_COLUMN_NAME);
        return columns.toArray(String[]::new);
    }

    /** Gives a table that was made of another one, whose handle is not needed any more. */
    private static Table replace(Table source, Table result) {
        Topictable.close(source);
        return result;
    }

    /** The topic of a table of a database: {@code server.database.table}. */
    public static String cdcTopicName(String serverName, String dbName, String tableName) {
        return serverName + CDC_TOPIC_NAME_SEPARATOR + dbName + CDC_TOPIC_NAME_SEPARATOR + tableName;
    }

    /** The subject of the schema of such a topic's keys. */
    public static String cdcKeyAvroSchemaName(String serverName, String dbName, String tableName) {
        return cdcTopicName(serverName, dbName, tableName) + KEY_AVRO_SCHEMA_SUFFIX;
    }

    /** The subject of the schema of such a topic's values. */
    public static String cdcValueAvroSchemaName(String serverName, String dbName, String tableName) {
        return cdcTopicName(serverName, dbName, tableName) + VALUE_AVRO_SCHEMA_SUFFIX;
    }
}
