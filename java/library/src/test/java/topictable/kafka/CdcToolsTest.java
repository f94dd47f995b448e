package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.BlinkTableTools;
import io.deephaven.kafka.CdcTools;
import io.deephaven.kafka.CdcTools.CdcSpec;
import io.deephaven.kafka.KafkaTools;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topictable.NotFoundException;
import topictable.Session;
import topictable.Topictable;
import topictable.testing.NoLeaks;
import topictable.testing.Registry;
import topictable.testing.Rows;
import topictable.testing.Topic;

class CdcToolsTest {
    private static final Schema KEY = KafkaTools.getAvroSchema("""
            {"type": "record", "name": "Key", "namespace": "shop.orders", "fields": [{"name": "id", "type": "int"}]}""");
    private static final Schema VALUE = KafkaTools.getAvroSchema("""
            {"type": "record", "name": "Envelope", "namespace": "shop.orders", "fields": [
              {"name": "before", "type": ["null", {"type": "record", "name": "Value", "fields": [
                {"name": "id", "type": "int"},
                {"name": "symbol", "type": "string"},
                {"name": "qty", "type": ["null", "long"], "default": null}]}], "default": null},
              {"name": "after", "type": ["null", "Value"], "default": null},
              {"name": "source", "type": {"type": "record", "name": "Source", "fields": [
                {"name": "db", "type": "string"}, {"name": "table", "type": "string"}]}},
              {"name": "op", "type": "string"},
              {"name": "ts_ms", "type": ["null", "long"], "default": null}]}""");
    private static final Schema ROW = VALUE.getField("after").schema().getTypes().get(1);

    private final Topic topic = Topic.create();
    private final CdcSpec spec = CdcTools.cdcLongSpec(topic.name, topic.name + "-key", topic.name + "-value");
    private final Properties properties = Topic.properties("schema.registry.url", Registry.url());
    private int keyId;
    private int valueId;

    @BeforeEach
    void register() {
        keyId = Registry.register(spec.keySchemaName(), KEY);
        valueId = Registry.register(spec.valueSchemaName(), VALUE);
    }

    private static GenericData.Record row(int id, String symbol, Long qty) {
        return new GenericRecordBuilder(ROW).set("id", id).set("symbol", symbol).set("qty", qty).build();
    }

    private void change(String op, int id, GenericData.Record before, GenericData.Record after) {
        GenericData.Record source = new GenericRecordBuilder(VALUE.getField("source").schema())
                .set("db", "shop").set("table", "orders").build();
        topic.send(key(id), Registry.encode(valueId, new GenericRecordBuilder(VALUE).set("before", before)
                .set("after", after).set("source", source).set("op", op).set("ts_ms", 1_700_000_000_000L).build()));
    }

    private byte[] key(int id) {
        return Registry.encode(keyId, new GenericRecordBuilder(KEY).set("id", id).build());
    }

    /** Waits until the table has these rows, in any order. */
    private static void await(Table table, List<?>... rows) {
        Rows.await(table, now -> Set.copyOf(held(now)).equals(Set.of(rows)));
    }

    /** The rows at one moment. */
    private static List<List<Object>> held(Table table) {
        try (Session.Hold hold = Topictable.session().hold()) {
            return Rows.of(table);
        }
    }

    @Test
    void rowsOfTheDatabase() {
        change("c", 1, null, row(1, "AAPL", 100L));
        change("r", 2, null, row(2, "TSLA", null));
        Table table = NoLeaks.closeLater(CdcTools.consumeToTable(properties, spec, KafkaTools.ALL_PARTITIONS));
        assertThat(table.getDefinition().getColumnNames()).containsExactly("id", "symbol", "qty");
        await(table, List.of(1, "AAPL", 100L), Arrays.asList(2, "TSLA", null));

        change("u", 1, row(1, "AAPL", 100L), row(1, "AAPL", 150L));
        change("c", 3, null, row(3, "GOOG", 5L));
        await(table, List.of(1, "AAPL", 150L), Arrays.asList(2, "TSLA", null), List.of(3, "GOOG", 5L));

        change("d", 2, row(2, "TSLA", null), null);
        await(table, List.of(1, "AAPL", 150L), List.of(3, "GOOG", 5L));
        // What Debezium writes after a deletion, so that the topic forgets the key.
        topic.send(key(2), null);
        topic.send(key(3), null);
        await(table, List.of(1, "AAPL", 150L));

        change("c", 2, null, row(2, "MSFT", 1L));
        await(table, List.of(1, "AAPL", 150L), List.of(2, "MSFT", 1L));
    }

    @Test
    void changesWithoutSomeColumns() {
        Table changes = NoLeaks.closeLater(
                CdcTools.consumeToTable(properties, spec, KafkaTools.ALL_PARTITIONS, true, List.of("qty")));
        Table all = NoLeaks.closeLater(BlinkTableTools.blinkToAppendOnly(changes));
        change("c", 1, null, row(1, "AAPL", 100L));
        change("d", 1, row(1, "AAPL", 100L), null);

        assertThat(changes.getDefinition().getColumnNames()).containsExactly("id", "symbol", "op");
        Rows.await(all, 2);
        assertThat(Rows.of(all)).containsExactly(List.of(1, "AAPL", "c"), Arrays.asList(1, null, "d"));
    }

    @Test
    void rowsWithoutSomeColumns() {
        change("c", 1, null, row(1, "AAPL", 100L));
        Table table = NoLeaks.closeLater(
                CdcTools.consumeToTable(properties, spec, KafkaTools.ALL_PARTITIONS, false, List.of("symbol")));
        assertThat(table.getDefinition().getColumnNames()).containsExactly("id", "qty");
        await(table, List.of(1, 100L));
    }

    @Test
    void everythingThatRecordsHold() {
        change("c", 1, null, row(1, "AAPL", 100L));
        Properties withoutCommonColumns = new Properties();
        withoutCommonColumns.putAll(properties);
        for (String name : List.of("partition", "offset", "timestamp")) {
            withoutCommonColumns.setProperty("deephaven." + name + ".column.name", "");
        }
        Table raw = NoLeaks.closeLater(CdcTools.consumeRawToTable(withoutCommonColumns, spec, KafkaTools.ALL_PARTITIONS,
                KafkaTools.TableType.append()));
        assertThat(raw.getDefinition().getColumnNames()).containsExactly("id", "before__id", "before__symbol",
                "before__qty", "after__id", "after__symbol", "after__qty", "source__db", "source__table", "op", "ts_ms");
        await(raw, Arrays.asList(1, null, null, null, 1, "AAPL", 100L, "shop", "orders", "c", 1_700_000_000_000L));
    }

    @Test
    void names() {
        CdcSpec of = CdcTools.cdcShortSpec("server", "db", "orders");
        assertThat(of.topic()).isEqualTo("server.db.orders");
        assertThat(of.keySchemaName()).isEqualTo("server.db.orders-key");
        assertThat(of.valueSchemaName()).isEqualTo("server.db.orders-value");
        assertThat(List.of(of.keySchemaVersion(), of.valueSchemaVersion())).containsOnly("latest");
        CdcSpec versions = CdcTools.cdcLongSpec("t", "k", "1", "v", "2");
        assertThat(List.of(versions.keySchemaVersion(), versions.valueSchemaVersion())).containsExactly("1", "2");
        assertThatThrownBy(() -> CdcTools.consumeToTable(properties, of, KafkaTools.ALL_PARTITIONS))
                .isInstanceOf(NotFoundException.class).hasMessageContaining("server.db.orders-key");
    }
}
