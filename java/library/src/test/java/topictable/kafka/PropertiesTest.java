package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Consume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.Topictable;
import topictable.TopictableError;
import topictable.UnsupportedFeatureException;
import topictable.testing.Consuming;
import topictable.testing.Devstack;
import topictable.testing.Rows;
import topictable.testing.Topic;

class PropertiesTest {
    private static final String[] EVERY_COMMON_COLUMN = {
        KafkaTools.KAFKA_PARTITION_COLUMN_NAME_PROPERTY, "P", KafkaTools.OFFSET_COLUMN_NAME_PROPERTY, "O",
        KafkaTools.TIMESTAMP_COLUMN_NAME_PROPERTY, "T", KafkaTools.RECEIVE_TIME_COLUMN_NAME_PROPERTY, "R",
        KafkaTools.KEY_BYTES_COLUMN_NAME_PROPERTY, "Kb", KafkaTools.VALUE_BYTES_COLUMN_NAME_PROPERTY, "Vb",
    };

    @Test
    void commonColumnsComeFirstThenKeyThenValue() {
        Topic topic = Topic.create().send(0, 1_700_000_000_123L, Topic.bytes("key"), Topic.bytes("é"),
                new RecordHeader("h", "ignored".getBytes(StandardCharsets.UTF_8)));
        topic.send(0, 0L, null, Topic.bytes("")).send(0, null, Topic.bytes(""), null);
        Instant before = Instant.now();
        Table table = Rows.await(Consuming.of(topic).with(EVERY_COMMON_COLUMN)
                .key(Consume.simpleSpec("K", String.class)).toTable(), 3);

        assertThat(table.getDefinition().getColumns()).containsExactly(ColumnDefinition.ofInt("P"),
                ColumnDefinition.ofLong("O"), ColumnDefinition.ofTime("T"), ColumnDefinition.ofTime("R"),
                ColumnDefinition.ofInt("Kb"), ColumnDefinition.ofInt("Vb"), ColumnDefinition.ofString("K"),
                ColumnDefinition.ofString("Value"));
        assertThat(Rows.of(table, "P", "O", "T", "Kb", "Vb", "K", "Value").subList(0, 2)).containsExactly(
                List.of(0, 0L, Instant.ofEpochMilli(1_700_000_000_123L), 3, 2, "key", "é"),
                Arrays.asList(0, 1L, Instant.EPOCH, null, 0, null, ""));
        assertThat(Rows.of(table, "Kb", "Vb").get(2)).containsExactly(0, null);
        assertThat((Instant) table.getColumnSource("T").get(2)).isBetween(before.minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat((Instant) table.getColumnSource("R").get(0)).isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
    }

    @Test
    void defaultsOfTheCommonColumns() {
        Table table = Consuming.of(Topic.create()).toTable();
        assertThat(table.getDefinition().getColumnNames())
                .containsExactly("KafkaPartition", "KafkaOffset", "KafkaTimestamp", "Value");
    }

    @Test
    void anEmptyNameRemovesAColumn() {
        Table table = Rows.await(Consuming.of(Topic.of("x")).withoutCommonColumns().toTable(), 1);
        assertThat(table.getDefinition().getColumnNames()).containsExactly("Value");
    }

    @Test
    void ignoredHalvesStillHaveSizes() {
        Topic topic = Topic.create().send(Topic.bytes("key"), Topic.bytes("value"));
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns()
                .with(KafkaTools.VALUE_BYTES_COLUMN_NAME_PROPERTY, "Size")
                .key(Consume.simpleSpec("K", String.class)).value(Consume.IGNORE).toTable(), 1);
        assertThat(table.getDefinition().getColumnNames()).containsExactly("Size", "K");
        assertThat(Rows.of(table)).containsExactly(List.of(5, "key"));
    }

    @Test
    void valuesThatAreNoStrings() {
        Properties properties = Topic.properties();
        properties.put("fetch.min.bytes", 1);
        properties.put("check.crcs", true);
        properties.put(KafkaTools.OFFSET_COLUMN_NAME_PROPERTY, new StringBuilder("Offset"));
        Table table = Rows.await(Consuming.of(Topic.of("x")).properties(properties).toTable(), 1);
        assertThat(table.getDefinition().getColumnNames()).contains("Offset");
    }

    @Test
    void defaultsOfProperties() {
        Properties properties = new Properties(Topic.properties(KafkaTools.OFFSET_COLUMN_NAME_PROPERTY, "Default"));
        properties.setProperty(KafkaTools.TIMESTAMP_COLUMN_NAME_PROPERTY, "");
        Table table = Consuming.of(Topic.create()).properties(properties).toTable();
        assertThat(table.getDefinition().getColumnNames()).containsExactly("KafkaPartition", "Default", "Value");
    }

    @Test
    void namesMustBeText() {
        Properties properties = Topic.properties();
        properties.put(5, "five");
        assertThatThrownBy(() -> Consuming.of("any").properties(properties).toTable())
                .isInstanceOf(InvalidSpecException.class)
                .hasMessage("key must be a string, but 5 is a java.lang.Integer");
    }

    @Test
    void anOverrideBeatsWhatAProgramSays() {
        Topic topic = Topic.of("x");
        Topictable.override("bootstrap.servers", Topic.BOOTSTRAP);
        Topictable.override(KafkaTools.OFFSET_COLUMN_NAME_PROPERTY, "Overridden");
        try {
            Table table = Rows.await(Consuming.of(topic)
                    .with("bootstrap.servers", "redpanda:9092", KafkaTools.OFFSET_COLUMN_NAME_PROPERTY, "Mine").toTable(), 1);
            assertThat(table.getDefinition().getColumnNames()).contains("Overridden").doesNotContain("Mine");
        } finally {
            Topictable.override("bootstrap.servers", null);
            Topictable.override(KafkaTools.OFFSET_COLUMN_NAME_PROPERTY, null);
        }
        assertThat(Consuming.of(topic).toTable().getDefinition().getColumnNames()).contains("KafkaOffset");
    }

    @Test
    void unknownPropertiesOfOurOwnAreRefused() {
        assertThatThrownBy(() -> Consuming.of(Topic.create()).with("topictable.on.eror", "skip").toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("topictable.on.eror")
                .satisfies(failure -> assertThat(((InvalidArgumentException) failure).details())
                        .containsEntry("property", "topictable.on.eror"));
    }

    @Test
    void aValueThatAPropertyCannotHave() {
        assertThatThrownBy(() -> Consuming.of(Topic.create()).with("auto.offset.reset", "newest").toTable())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("auto.offset.reset").hasMessageContaining("newest");
    }

    @Test
    void everyPropertyOfJavasClientsIsDocumented() throws IOException {
        String documentation = Files.readString(Devstack.root().resolve("docs/properties.md"));
        assertThat(Stream.of(ConsumerConfig.configNames(), ProducerConfig.configNames()).flatMap(Set::stream))
                .contains("bootstrap.servers")
                .allMatch(name -> name.startsWith("internal.") || documentation.contains("`" + name + "`"), "is documented");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.providers", "ssl.engine.factory.class", "sasl.client.callback.handler.class"})
    void whatNeedsJavaIsRefused(String name) {
        assertThatThrownBy(() -> Consuming.of("any").with("bootstrap.servers", "127.0.0.1:1", name, "com.example.Mine").toTable())
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageStartingWith("property " + name + " ")
                .satisfies(failure -> assertThat(((TopictableError) failure).details()).containsEntry("property", name));
    }

    @Test
    void credentialsThatCannotBeReadAreNotRepeated() {
        assertThatThrownBy(() -> Consuming.of("any").with("bootstrap.servers", "127.0.0.1:1",
                "security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"s3cr3t;").toTable())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("property sasl.jaas.config has a quotation that is not closed")
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain("s3cr3t"));
    }

    @Test
    void aTrustStoreThatIsNotThere() {
        assertThatThrownBy(() -> Consuming.of("any").with("bootstrap.servers", "127.0.0.1:1",
                "security.protocol", "SSL", "ssl.truststore.location", "/no/such/trust.jks").toTable())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageStartingWith("property ssl.truststore.location = \"/no/such/trust.jks\" cannot be read: ");
    }
}
