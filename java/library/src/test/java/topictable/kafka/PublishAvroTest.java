package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.NoSuchColumnException;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaPublishOptions;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.KafkaTools.Produce;
import io.deephaven.util.QueryConstants;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.Publisher;
import topictable.Topictable;
import topictable.testing.Consuming;
import topictable.testing.Registry;
import topictable.testing.Rows;
import topictable.testing.Topic;

class PublishAvroTest {
    private static final Instant AT = Instant.parse("2024-01-02T03:04:05.123456789Z");

    private static Table quotes() {
        return closeLater(TableTools.newTable(
                TableTools.stringCol("Sym", "A", null),
                TableTools.shortCol("Lots", (short) 7, QueryConstants.NULL_SHORT),
                TableTools.col("Live", true, null),
                TableTools.instantCol("At", AT, null)));
    }

    private static KafkaPublishOptions.Builder to(Topic topic, Table table, Produce.KeyOrValueSpec value) {
        return KafkaPublishOptions.builder().table(table).topic(topic.name).valueSpec(value)
                .config(Topic.properties("schema.registry.url", Registry.url()));
    }

    private static void publish(Topic topic, Table table, Produce.KeyOrValueSpec value) {
        try (Publisher publisher = Topictable.publish(to(topic, table, value).build())) {
            assertThat(publisher.status().delivered()).isEqualTo(table.size());
        }
    }

    private static List<List<Object>> back(Topic topic, String subject, long records) {
        Table table = Consuming.of(topic).withoutCommonColumns().with("schema.registry.url", Registry.url())
                .value(Consume.avroSpec(subject)).toTable();
        return Rows.of(Rows.await(table, records));
    }

    @Test
    void aSchemaOfTheColumnsIsRegistered() {
        Topic topic = Topic.create();
        String name = Registry.subject().replace('-', '_');
        publish(topic, quotes(), Produce.avroSpec(name, null, null, null, null, "Sym"::equals, true, "mkt", null));
        Instant micros = Instant.parse("2024-01-02T03:04:05.123456Z");
        for (String subject : List.of(name, topic.name + "-value")) {
            assertThat(back(topic, subject, 2))
                    .containsExactly(Arrays.asList(7, true, micros), Arrays.asList(null, null, null));
        }
    }

    @Test
    void aSchemaThatIsGivenOrFetchedIsWritten() {
        Topic topic = Topic.create();
        String subject = Registry.subject();
        Schema schema = KafkaTools.getAvroSchema("""
                {"type": "record", "name": "Q", "namespace": "mkt", "fields": [
                  {"name": "symbol", "type": ["null", "string"]},
                  {"name": "lots", "type": ["double", "null"], "default": 0.5},
                  {"name": "At", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
                  {"name": "made", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}
                """);
        Registry.register(subject, schema);
        Map<String, String> columns = Map.of("symbol", "Sym", "lots", "Lots");
        Instant before = Instant.now().minusSeconds(60);
        publish(topic, quotes(), Produce.avroSpec(schema, columns, "made", null, null));
        publish(topic, quotes(), Produce.avroSpec(subject, "1", columns, "made", c -> !c.equals("Lots"),
                null, false, null, new Properties()));
        List<List<Object>> rows = back(topic, subject, 4);
        Instant millis = Instant.parse("2024-01-02T03:04:05.123Z");
        assertThat(rows).extracting(row -> row.subList(0, 3)).containsExactly(Arrays.asList("A", 7.0, millis),
                Arrays.asList(null, null, null), Arrays.asList("A", 0.5, millis), Arrays.asList(null, 0.5, null));
        assertThat(rows).allSatisfy(row -> assertThat((Instant) row.get(3)).isBetween(before, Instant.now()));
    }

    @Test
    void theRowsOfATableThatDoesNotChangeTellTheDigitsOfDecimals() {
        Table table = closeLater(TableTools.newTable(TableTools.col("D", new BigDecimal("10"), new BigDecimal("-0.125"), null)));
        Topic topic = Topic.create();
        String name = Registry.subject().replace('-', '_');
        publish(topic, table, Produce.avroSpec(name, null, null, null, null, null, true, null, null));
        assertThat(back(topic, name, 3)).containsExactly(Arrays.asList(new BigDecimal("10.000")),
                Arrays.asList(new BigDecimal("-0.125")), Arrays.asList((Object) null));

        Properties digits = new Properties();
        digits.put("D.precision", "3");
        digits.put("D.scale", 2);
        Topic rounded = Topic.create();
        String other = Registry.subject().replace('-', '_');
        publish(rounded, table.where("D < 1", "!isNull(D)"),
                Produce.avroSpec(other, "latest", null, null, null, null, true, null, digits));
        assertThat(back(rounded, other, 1)).containsExactly(Arrays.asList(new BigDecimal("-0.13")));
        assertThatThrownBy(() -> publish(rounded, table, Produce.avroSpec(other, null, null, null, null, null, true, null, digits)))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("10 does not fit decimal(3, 2)");
    }

    @Test
    void keysAreAvroToo() {
        Topic topic = Topic.create();
        Schema schema = KafkaTools.getAvroSchema("""
                {"type": "record", "name": "K", "fields": [{"name": "Sym", "type": ["null", "string"]}]}
                """);
        KafkaTools.produceFromTable(to(topic, quotes(), Produce.IGNORE).keySpec(
                Produce.avroSpec(schema, null, null, null, null)).lastBy(true).build()).run();
        Table table = Consuming.of(topic).withoutCommonColumns().with("schema.registry.url", Registry.url())
                .key(Consume.avroSpec(topic.name + "-key")).toTable();
        assertThat(Rows.column(Rows.await(table, 2), "Sym")).containsExactly("A", null);
    }

    @Test
    void whatDoesNotFitIsToldInTheMirroredWords() {
        Topic topic = Topic.create();
        Table table = quotes();
        Schema schema = KafkaTools.getAvroSchema("""
                {"type": "record", "name": "R", "fields": [{"name": "At", "type": "long"}]}
                """);
        assertThatThrownBy(() -> publish(topic, table, Produce.avroSpec(schema, null, null, null, null)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("field At for column At has no logical type.");
        assertThatThrownBy(() -> publish(topic, table, Produce.avroSpec(schema, null, "nope", null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timestampFieldName=nope is not a field name in the provided schema.");
        assertThatThrownBy(() -> publish(topic, table, Produce.avroSpec(schema, Map.of("At", "n"), null, null, null)))
                .isInstanceOf(NoSuchColumnException.class)
                .hasMessage("unknown column names [n], available column names are [Sym, Lots, Live, At]");
        assertThatThrownBy(() -> to(topic, table, Produce.avroSpec("s", "1", null, null, null, null, true, null, null))
                .build()).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("schemaVersion must be null or \"latest\" when publishSchema=true");
        assertThatThrownBy(() -> publish(topic, table, Produce.avroSpec(Registry.subject(), null, null, null, null, null,
                false, null, null))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void nullInAFieldThatMayNotBeIsABadRow() {
        Topic topic = Topic.create();
        Table table = quotes();
        Schema schema = KafkaTools.getAvroSchema("""
                {"type": "record", "name": "R", "fields": [{"name": "s", "type": "string"}]}
                """);
        Produce.KeyOrValueSpec spec = Produce.avroSpec(schema, Map.of("s", "Sym"), null, null, null);
        assertThatThrownBy(() -> publish(topic, table, spec)).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("row 1, column \"Sym\" cannot be written as a value: field s: null, expected string");
        Properties skipping = Topic.properties("schema.registry.url", Registry.url(), "topictable.publish.on.error", "skip");
        try (Publisher publisher = Topictable.publish(to(topic, table, spec).config(skipping).build())) {
            assertThat(publisher.status().badRows()).isEqualTo(1);
        }
    }
}
