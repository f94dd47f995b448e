package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Consume;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.util.Utf8;
import org.apache.commons.lang3.mutable.MutableObject;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Registry;
import topictable.testing.Rows;
import topictable.testing.Topic;

class AvroSpecTest {
    private static final Schema ORDER = KafkaTools.getAvroSchema("""
            {"type": "record", "name": "Order", "fields": [
              {"name": "id", "type": "string"},
              {"name": "leg", "type": ["null", {"type": "record", "name": "Leg", "fields": [
                {"name": "qty", "type": "int"},
                {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}]}]},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "tags", "type": {"type": "array", "items": "string"}},
              {"name": "extra", "type": {"type": "map", "values": "int"}},
              {"name": "any", "type": ["null", "int", "string", "Leg"]}]}
            """);
    private static final Schema LEG = ORDER.getField("leg").schema().getTypes().get(1);

    private static GenericData.Record leg(int qty, int cents) {
        return new GenericRecordBuilder(LEG).set("qty", qty)
                .set("price", ByteBuffer.wrap(new byte[] {(byte) (cents >> 8), (byte) cents})).build();
    }

    private static GenericData.Record order(String id, GenericData.Record leg, Object any) {
        return new GenericRecordBuilder(ORDER).set("id", id).set("leg", leg).set("at", 1_700_000_000_123L)
                .set("tags", List.of("a", "b")).set("extra", Map.of("k", 7)).set("any", any).build();
    }

    private static Consuming reading(Topic topic) {
        return Consuming.of(topic).withoutCommonColumns().with("schema.registry.url", Registry.url());
    }

    @Test
    void longIdsOfApicurio() {
        String subject = Registry.subject();
        // The same content a second time has another global id, and the same content id.
        int id = Registry.register(subject, ORDER);
        assertThat(Registry.register(Registry.subject(), ORDER)).isEqualTo(id);
        byte[] record = Registry.encode(order("o1", null, 5));
        Topic topic = Topic.create().send(null,
                ByteBuffer.allocate(9 + record.length).put((byte) 0).putLong(id).put(record).array());
        String handler = "apicurio.registry.id-handler";
        Table table = Rows.await(reading(topic).with(handler, "io.apicurio.registry.serde.DefaultIdHandler")
                .with("apicurio.registry.use-id", "contentId").value(Consume.avroSpec(subject)).toTable(), 1);
        assertThat(table.getColumnSource("id").get(0)).isEqualTo("o1");
        assertThatThrownBy(() -> reading(topic).with("apicurio.registry.use-id", "globalId")
                .value(Consume.avroSpec(subject)).toTable())
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("expected contentId");
    }

    @Test
    void fieldsBecomeColumns() {
        String subject = Registry.subject();
        int id = Registry.register(subject, ORDER);
        Topic topic = Topic.create();
        topic.send(null, Registry.encode(id, order("o1", leg(3, 1234), 5)));
        topic.send(null, Registry.encode(id, order("o2", null, "text")));
        topic.send(null, null);
        Table table = Rows.await(reading(topic).value(Consume.avroSpec(subject)).toTable(), 3);

        assertThat(table.getDefinition().getColumnNames())
                .containsExactly("id", "leg__qty", "leg__price", "at", "tags", "extra", "any");
        assertThat(table.getDefinition().getColumns().stream().<Object>map(ColumnDefinition::getDataType)).containsExactly(
                String.class, int.class, BigDecimal.class, Instant.class, String[].class, Map.class,
                org.apache.avro.generic.GenericRecord.class);
        Instant at = Instant.ofEpochMilli(1_700_000_000_123L);
        List<List<Object>> rows = Rows.of(table);
        assertThat(rows.get(0)).usingRecursiveComparison().isEqualTo(Arrays.asList("o1", 3, new BigDecimal("12.34"), at,
                new String[] {"a", "b"}, Map.of("k", 7), 5));
        assertThat(rows.get(1).subList(0, 4)).isEqualTo(Arrays.asList("o2", null, null, at));
        assertThat(rows.get(1).get(6)).isEqualTo("text");
        assertThat(rows.get(2)).containsOnlyNulls();
    }

    @Test
    void functionNamesColumnsAndLeavesOut() {
        List<String> asked = new ArrayList<>();
        Function<String, String> mapping = path -> {
            asked.add(path);
            return path.equals("leg") ? null : path.equals("at") ? "At" : path.length() > 2 ? null : path.toUpperCase();
        };
        String subject = Registry.subject();
        int id = Registry.register(subject, ORDER);
        Topic topic = Topic.create().send(null, Registry.encode(id, order("o1", leg(3, 1234), 5)));
        Table table = Rows.await(reading(topic).value(Consume.avroSpec(subject, "1", mapping)).toTable(), 1);
        assertThat(asked).containsExactly("id", "leg", "at", "tags", "extra", "any");
        assertThat(table.getDefinition().getColumnNames()).containsExactly("ID", "At");
        assertThat(Rows.of(table)).containsExactly(List.of("o1", Instant.ofEpochMilli(1_700_000_000_123L)));
    }

    @Test
    void recordsOfOlderVersionsAreResolved() {
        Schema first = KafkaTools.getAvroSchema(
                "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": \"int\"}]}");
        Schema second = KafkaTools.getAvroSchema("{\"type\": \"record\", \"name\": \"R\", \"fields\": ["
                + "{\"name\": \"b\", \"type\": \"string\", \"default\": \"none\"}, {\"name\": \"a\", \"type\": \"double\"}]}");
        String subject = Registry.subject();
        int[] ids = {Registry.register(subject, first), Registry.register(subject, second)};
        Topic topic = Topic.create();
        topic.send(null, Registry.encode(ids[0], new GenericRecordBuilder(first).set("a", 1).build()));
        topic.send(null, Registry.encode(ids[1], new GenericRecordBuilder(second).set("a", 0.5).set("b", "x").build()));
        Table latest = Rows.await(reading(topic).value(Consume.avroSpec(subject)).toTable(), 2);
        assertThat(Rows.of(latest)).containsExactly(List.of("none", 1.0), List.of("x", 0.5));
        Table given = Rows.await(reading(topic).value(Consume.avroSpec(second)).toTable(), 2);
        assertThat(Rows.of(given)).isEqualTo(Rows.of(latest));
    }

    @Test
    void textMayBeAvros() {
        String subject = Registry.subject();
        int id = Registry.register(subject, ORDER);
        Topic topic = Topic.create().send(null, Registry.encode(id, order("o1", null, null)));
        Consume.KeyOrValueSpec spec = Consume.avroSpec(subject, "latest", KafkaTools.DIRECT_MAPPING, true);
        Table table = Rows.await(reading(topic).value(spec).toTable(), 1);
        assertThat(table.getDefinition().getColumn("id").getDataType()).isEqualTo(Utf8.class);
        assertThat(Rows.column(table, "id")).containsExactly(new Utf8("o1"));
    }

    @Test
    void rawRecordsNeedNoRegistry() {
        Topic topic = Topic.create().send(null, Registry.encode(order("o1", null, leg(1, 1))));
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns().with("topictable.avro.encoding", "raw")
                .value(Consume.avroSpec(ORDER)).toTable(), 1);
        assertThat(Rows.column(table, "id")).containsExactly("o1");
        assertThat(Rows.column(table, "any").get(0)).hasToString("{\"qty\":1,\"price\":0.01}");
    }

    @Test
    void aBadRecordIsNamedWithItsField() {
        int id = Registry.register(Registry.subject(), ORDER);
        byte[] good = Registry.encode(id, order("o1", null, null));
        Topic topic = Topic.create().send(null, good).send(null, Arrays.copyOf(good, good.length - 3));
        Table table = reading(topic).value(Consume.avroSpec(ORDER)).toTable();
        Await.until("the table fails", table::isFailed);
        assertThat(table.size()).isEqualTo(1);
        Table errors = Rows.await(Topictable.errorsOf(table), 1);
        assertThat(Rows.of(errors, "Offset", "Field", "Reason")).containsExactly(
                List.of(1L, "extra", "the record ends too early: 1 bytes expected, 0 are left"));
    }

    @Test
    void whatCannotBeReadIsRefused() {
        Topic topic = Topic.create();
        assertThatThrownBy(() -> reading(topic).value(Consume.avroSpec(Registry.subject())).toTable())
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Consuming.of(topic).value(Consume.avroSpec(ORDER)).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("schema.registry.url");
        Schema chain = KafkaTools.getAvroSchema("{\"type\": \"record\", \"name\": \"Chain\", \"fields\": ["
                + "{\"name\": \"n\", \"type\": \"int\"}, {\"name\": \"next\", \"type\": [\"null\", \"Chain\"]}]}");
        assertThatThrownBy(() -> reading(topic).value(Consume.avroSpec(chain)).toTable())
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("inside of itself");
        Table table = reading(topic).value(Consume.avroSpec(chain, path -> path.equals("n") ? "N" : null)).toTable();
        assertThat(table.getDefinition().getColumnNames()).containsExactly("N");
    }

    @Test
    void schemasAsColumnDefinitions() {
        List<ColumnDefinition<?>> columns = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        KafkaTools.avroSchemaToColumnDefinitions(columns, names, ORDER, path -> path.equals("any") ? null : path, true);
        assertThat(columns.stream().map(ColumnDefinition::getName))
                .containsExactly("id", "leg.qty", "leg.price", "at", "tags", "extra");
        assertThat(columns.get(0).getDataType()).isEqualTo(Utf8.class);
        assertThat(names).hasSize(6).containsEntry("leg.qty", "leg.qty");
        columns.clear();
        KafkaTools.avroSchemaToColumnDefinitions(columns, ORDER);
        assertThat(columns.stream().map(ColumnDefinition::getName)).contains("leg__price", "any");
    }

    @Test
    void columnDefinitionsAsSchemas() {
        Table table = TableTools.emptyTable(1).update("B = (byte) 1", "L = 1L", "T = epochNanosToInstant(0)", "S = `a`",
                "Flag = true", "N = new int[] {1}");
        MutableObject<Properties> found = new MutableObject<>();
        Schema schema = KafkaTools.columnDefinitionsToAvroSchema(table, "R", "ns.a", new Properties(), null,
                column -> column.equals("L"), found);
        assertThat(schema).hasToString("{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"ns.a\",\"fields\":["
                + "{\"name\":\"B\",\"type\":[{\"type\":\"int\",\"dhType\":\"byte\"},\"null\"]},"
                + "{\"name\":\"T\",\"type\":[{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"},\"null\"]},"
                + "{\"name\":\"S\",\"type\":[\"string\",\"null\"]},"
                + "{\"name\":\"Flag\",\"type\":[{\"type\":\"bytes\",\"dhType\":\"java.lang.Boolean\"},\"null\"]},"
                + "{\"name\":\"N\",\"type\":[{\"type\":\"bytes\",\"dhType\":\"[I\"},\"null\"]}]}");
        assertThat(found.getValue()).isEmpty();
    }

    @Test
    void decimalsOfTablesThatDoNotChangeAreMeasured() {
        Topic topic = Topic.create().send(null, Registry.encode(order("o1", leg(1, 12345), null)));
        Consuming raw = Consuming.of(topic).withoutCommonColumns().with("topictable.avro.encoding", "raw");
        Table live = Rows.await(raw.value(Consume.avroSpec(ORDER)).toTable(), 1).view("leg__price");
        MutableObject<Properties> found = new MutableObject<>();
        assertThatThrownBy(() -> KafkaTools.columnDefinitionsToAvroSchema(live, "R", "", null, null, null, found))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("leg__price.precision and leg__price.scale");
        Schema schema = KafkaTools.columnDefinitionsToAvroSchema(live.snapshot(), "R", "", null, null, null, found);
        assertThat(schema.toString()).contains("\"precision\":5,\"scale\":2");
        assertThat(found.getValue()).containsEntry("leg__price.precision", "5").containsEntry("leg__price.scale", "2");
    }
}
