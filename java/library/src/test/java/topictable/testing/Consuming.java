package topictable.testing;

import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import java.util.Properties;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * {@code KafkaTools.consumeToTable} with defaults for tests: all partitions from the beginning, keys ignored, values a
 * String column {@code Value}, append.
 */
public final class Consuming {
    private final String topic;
    private Properties properties = Topic.properties();
    private IntPredicate partitions = KafkaTools.ALL_PARTITIONS;
    private IntToLongFunction offsets = KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING;
    private KafkaTools.Consume.KeyOrValueSpec key = KafkaTools.Consume.IGNORE;
    private KafkaTools.Consume.KeyOrValueSpec value = KafkaTools.Consume.simpleSpec("Value", String.class);
    private KafkaTools.TableType type = KafkaTools.TableType.append();

    private Consuming(String topic) {
        this.topic = topic;
    }

    public static Consuming of(Topic topic) {
        return new Consuming(topic.name);
    }

    public static Consuming of(String topic) {
        return new Consuming(topic);
    }

    /** Adds properties. */
    public Consuming with(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return this;
    }

    /** Replaces the properties. */
    public Consuming properties(Properties all) {
        properties = all;
        return this;
    }

    /** No partition, offset and timestamp columns. */
    public Consuming withoutCommonColumns() {
        return with(KafkaTools.KAFKA_PARTITION_COLUMN_NAME_PROPERTY, "", KafkaTools.OFFSET_COLUMN_NAME_PROPERTY, "",
                KafkaTools.TIMESTAMP_COLUMN_NAME_PROPERTY, "");
    }

    public Consuming partitions(IntPredicate filter) {
        partitions = filter;
        return this;
    }

    public Consuming offsets(IntToLongFunction starts) {
        offsets = starts;
        return this;
    }

    public Consuming key(KafkaTools.Consume.KeyOrValueSpec spec) {
        key = spec;
        return this;
    }

    public Consuming value(KafkaTools.Consume.KeyOrValueSpec spec) {
        value = spec;
        return this;
    }

    public Consuming type(KafkaTools.TableType tableType) {
        type = tableType;
        return this;
    }

    /** The table. It is closed after the test. */
    public Table toTable() {
        return NoLeaks.closeLater(unregistered());
    }

    /** The table; the caller closes it, or forgets it. */
    public Table unregistered() {
        return KafkaTools.consumeToTable(properties, topic, partitions, offsets, key, value, type);
    }
}
