package io.deephaven.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.api.ColumnName;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.NoSuchColumnException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.internal.Bridge;
import topictable.internal.LiveTable;
import topictable.internal.Sessions;
import topictable.internal.TopicSerializers;

/** How a table is published to a topic. Immutable. Mirrors Deephaven's class of the same name. */
public final class KafkaPublishOptions {
    private final Builder of;

    private KafkaPublishOptions(Builder builder) {
        of = builder.copy();
    }

    /** Begins a description. */
    public static Builder builder() {
        return new Builder();
    }

    /** The table. */
    public Table table() {
        return of.table;
    }

    /** Where records go whose row names no topic; null when all rows do. */
    public String topic() {
        return of.topic;
    }

    /** The partition of records whose row names none. */
    public OptionalInt partition() {
        return of.partition == null ? OptionalInt.empty() : OptionalInt.of(of.partition);
    }

    /** The properties of the producer. */
    public Properties config() {
        Properties copy = new Properties();
        copy.putAll(of.config);
        return copy;
    }

    /** What the keys are. */
    public KafkaTools.Produce.KeyOrValueSpec keySpec() {
        return of.keySpec;
    }

    /** What the values are. */
    public KafkaTools.Produce.KeyOrValueSpec valueSpec() {
        return of.valueSpec;
    }

    /** Whether only the last row of each key is published. */
    public boolean lastBy() {
        return of.lastBy;
    }

    /** Whether the rows that are there are published, too. */
    public boolean publishInitial() {
        return of.publishInitial;
    }

    /** The column that names the topic of each row. */
    public Optional<ColumnName> topicColumn() {
        return Optional.ofNullable(of.topicColumn);
    }

    /** The column that numbers the partition of each row. */
    public Optional<ColumnName> partitionColumn() {
        return Optional.ofNullable(of.partitionColumn);
    }

    /** The column that times each record. */
    public Optional<ColumnName> timestampColumn() {
        return Optional.ofNullable(of.timestampColumn);
    }

    /** As the native library reads it, with serializers that are made for it. */
    ObjectNode document(TopicSerializers serializers) {
        ObjectNode document = of.document();
        document.set("key", of.keySpec.document(of.table, serializers, true));
        document.set("value", of.valueSpec.document(of.table, serializers, false));
        return document.set("properties", Sessions.toJson(of.config));
    }

    /** A description that grows. Not safe for use by several threads. */
    public static final class Builder {
        private Table table;
        private String topic;
        private Integer partition;
        private Properties config;
        private KafkaTools.Produce.KeyOrValueSpec keySpec = KafkaTools.Produce.IGNORE;
        private KafkaTools.Produce.KeyOrValueSpec valueSpec = KafkaTools.Produce.IGNORE;
        private boolean lastBy;
        private boolean publishInitial = true;
        private ColumnName topicColumn;
        private ColumnName partitionColumn;
        private ColumnName timestampColumn;

        private Builder() {}

        /** The table; it must be given. */
        public Builder table(Table table) {
            this.table = Objects.requireNonNull(table, "table");
            return this;
        }

        /** Where records go whose row names no topic. Without it, {@link #topicColumn} must be given. */
        public Builder topic(String topic) {
            this.topic = topic;
            return this;
        }

        /** The partition of records whose row names none; without it, Kafka's partitioner chooses. */
        public Builder partition(int partition) {
            this.partition = partition;
            return this;
        }

        /** The properties of the producer; they must be given. */
        public Builder config(Properties config) {
            this.config = Objects.requireNonNull(config, "config");
            return this;
        }

        /** What the keys are; none by default. */
        public Builder keySpec(KafkaTools.Produce.KeyOrValueSpec keySpec) {
            this.keySpec = Objects.requireNonNull(keySpec, "keySpec");
            return this;
        }

        /** What the values are; none by default. */
        public Builder valueSpec(KafkaTools.Produce.KeyOrValueSpec valueSpec) {
            this.valueSpec = Objects.requireNonNull(valueSpec, "valueSpec");
            return this;
        }

        /** Whether only the last row of each key is published; false by default. */
        public Builder lastBy(boolean lastBy) {
            this.lastBy = lastBy;
            return this;
        }

        /** Whether the rows that are there are published, too; true by default. */
        public Builder publishInitial(boolean publishInitial) {
            this.publishInitial = publishInitial;
            return this;
        }

        /** A column of texts that names the topic of each row; null for the default. */
        public Builder topicColumn(ColumnName topicColumn) {
            this.topicColumn = topicColumn;
            return this;
        }

        /** A column of ints that numbers the partition of each row; null for the default. */
        public Builder partitionColumn(ColumnName partitionColumn) {
            this.partitionColumn = partitionColumn;
            return this;
        }

        /** A column of instants that times each record, cut to milliseconds; null for the time of sending. */
        public Builder timestampColumn(ColumnName timestampColumn) {
            this.timestampColumn = timestampColumn;
            return this;
        }

        /**
         * The description.
         *
         * @throws IllegalStateException when the table or the properties are missing
         * @throws IllegalArgumentException for what cannot be meant
         * @throws NoSuchColumnException for a column that the table does not have
         * @throws ClassCastException for one of another type
         */
        public KafkaPublishOptions build() {
            String missing = Stream.of(table == null ? "table" : null, config == null ? "config" : null)
                    .filter(Objects::nonNull).collect(Collectors.joining(", "));
            if (!missing.isEmpty()) {
                throw new IllegalStateException("Cannot build KafkaPublishOptions, some of required attributes are not set ["
                        + missing + "]");
            }
            try {
                Bridge.call(LiveTable.of(table).handle(), "check_publish", document());
            } catch (NotFoundException e) {
                throw new NoSuchColumnException(e.getMessage(), e);
            } catch (InvalidArgumentException e) {
                if (e.details().containsKey("expected")) {
                    throw (ClassCastException) new ClassCastException(e.getMessage()).initCause(e);
                }
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            return new KafkaPublishOptions(this);
        }

        /** All but the properties. */
        private ObjectNode document() {
            ObjectNode document = Bridge.object().put("topic", topic).put("partition", partition);
            document.put("last_by", lastBy).put("publish_initial", publishInitial);
            document.put("topic_column", name(topicColumn)).put("partition_column", name(partitionColumn));
            document.put("timestamp_column", name(timestampColumn));
            document.set("key", keySpec.document(table));
            return document.set("value", valueSpec.document(table));
        }

        private static String name(ColumnName column) {
            return column == null ? null : column.name();
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.table = table;
            copy.topic = topic;
            copy.partition = partition;
            copy.config = new Properties();
            copy.config.putAll(config);
            copy.keySpec = keySpec;
            copy.valueSpec = valueSpec;
            copy.lastBy = lastBy;
            copy.publishInitial = publishInitial;
            copy.topicColumn = topicColumn;
            copy.partitionColumn = partitionColumn;
            copy.timestampColumn = timestampColumn;
            return copy;
        }
    }
}
