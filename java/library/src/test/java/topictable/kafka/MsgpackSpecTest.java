package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools.Consume;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.Topictable;
import topictable.testing.Consuming;
import topictable.testing.NoLeaks;
import topictable.testing.Rows;
import topictable.testing.Topic;

class MsgpackSpecTest {
    /** A value as MessagePack: maps, lists and texts of less than 16, bytes, doubles, ints, booleans, seconds. */
    private static void write(Object value, ByteArrayOutputStream out) {
        if (value == null) {
            out.write(0xc0);
        } else if (value instanceof Map<?, ?> map) {
            out.write(0x80 | map.size());
            map.forEach((key, entry) -> {
                write(key, out);
                write(entry, out);
            });
        } else if (value instanceof List<?> list) {
            out.write(0x90 | list.size());
            list.forEach(element -> write(element, out));
        } else if (value instanceof String text) {
            out.write(0xa0 | text.length());
            out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        } else if (value instanceof byte[] bytes) {
            out.write(0xc4);
            out.write(bytes.length);
            out.writeBytes(bytes);
        } else if (value instanceof Boolean bool) {
            out.write(bool ? 0xc3 : 0xc2);
        } else if (value instanceof Double number) {
            out.writeBytes(ByteBuffer.allocate(9).put((byte) 0xcb).putDouble(number).array());
        } else if (value instanceof Instant time) {
            out.writeBytes(ByteBuffer.allocate(6).putShort((short) 0xd6ff).putInt((int) time.getEpochSecond()).array());
        } else {
            out.writeBytes(ByteBuffer.allocate(9).put((byte) 0xd3).putLong(((Number) value).longValue()).array());
        }
    }

    private static byte[] packed(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(value, out);
        return out.toByteArray();
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static Table table(Topic topic, int rows, Consume.KeyOrValueSpec spec) {
        return Rows.await(Consuming.of(topic).withoutCommonColumns().value(spec).toTable(), rows);
    }

    @Test
    void everyColumnType() throws Exception {
        ColumnDefinition<?>[] columns = {
            ColumnDefinition.ofBoolean("Bool"), ColumnDefinition.ofChar("C"), ColumnDefinition.ofByte("B"),
            ColumnDefinition.ofShort("Sh"), ColumnDefinition.ofInt("I"), ColumnDefinition.ofLong("L"),
            ColumnDefinition.ofFloat("F"), ColumnDefinition.ofDouble("D"), ColumnDefinition.ofString("S"),
            ColumnDefinition.ofTime("T"), ColumnDefinition.fromGenericType("J", JsonNode.class),
        };
        Instant time = Instant.parse("2024-01-02T03:04:05Z");
        Map<String, Object> tree = map("a", List.of(1, "x"), "b", null);
        Topic topic = Topic.create().send(null, packed(map("Bool", true, "C", "x", "B", 12, "Sh", -300, "I", 70_000, "L",
                9007199254740993L, "F", 1.1, "D", 135, "S", "text", "T", time, "J", tree)));
        topic.send(null, packed(map("S", tree, "I", null)));
        Table table = table(topic, 2, Topictable.msgpackSpec(columns));

        assertThat(table.getDefinition().getColumns()).containsExactly(columns);
        List<Object> first = Rows.of(table).get(0);
        assertThat(first).containsExactly(true, 'x', (byte) 12, (short) -300, 70_000, 9007199254740993L, 1.1f, 135.0, "text",
                time, new ObjectMapper().readTree("{\"a\": [1, \"x\"], \"b\": null}"));
        assertThat(Rows.of(table).get(1).get(8)).isEqualTo("{\"a\":[1,\"x\"],\"b\":null}");
    }

    @Test
    void bytesAndMappedFieldsOfKeysAndValues() {
        Topic topic = Topic.create().send(packed(List.of("K", 7)), packed(map("quote", map("bid", 1.5), "raw", new byte[] {1, -1})));
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns()
                .key(Topictable.msgpackSpec(new ColumnDefinition<?>[] {ColumnDefinition.ofString("Key")}, Map.of("/0", "Key")))
                .value(Topictable.msgpackSpec(new ColumnDefinition<?>[] {ColumnDefinition.ofDouble("Bid"),
                    ColumnDefinition.fromGenericType("raw", byte[].class)}, Map.of("/quote/bid", "Bid")))
                .toTable(), 1);

        assertThat(Rows.of(table).get(0).subList(0, 2)).isEqualTo(List.of("K", 1.5));
        assertThat((byte[]) Rows.of(table).get(0).get(2)).containsExactly(1, -1);
    }

    @Test
    void aBadRecordCostsOnlyItself() {
        Topic topic = Topic.create().send(null, packed(map("Qty", 1)));
        topic.send(null, packed(map("Qty", "many"))).send(null, new byte[] {(byte) 0x81, (byte) 0xa3, 'Q'});
        topic.send(null, null).send(null, packed(map("Qty", 4)));
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns().with("topictable.on.error", "skip")
                .value(Topictable.msgpackSpec(ColumnDefinition.ofInt("Qty"))).toTable(), 3);

        assertThat(Rows.of(table)).containsExactly(List.of(1), Arrays.asList((Object) null), List.of(4));
        Table errors = Rows.await(NoLeaks.closeLater(Topictable.errorsOf(table)), 2);
        assertThat(Rows.of(NoLeaks.closeLater(errors.view("Field", "Reason")))).containsExactly(
                List.of("Qty", "\"many\" does not fit: expected a whole number from -2147483648 to 2147483647"),
                Arrays.asList(null, "no MessagePack: 3 bytes were expected at byte 2, and 1 follow"));
    }

    @Test
    void refusedSpecs() {
        assertThatThrownBy(() -> Topictable.msgpackSpec(ColumnDefinition.ofLocalDate("Day")))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("type LocalDate not supported for MessagePack");
        assertThatThrownBy(() -> Consuming.of(Topic.create()).value(Topictable.msgpackSpec(
                new ColumnDefinition<?>[] {ColumnDefinition.ofInt("A")}, Map.of("x", "B"))).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("column \"B\", which is not defined");
    }
}
