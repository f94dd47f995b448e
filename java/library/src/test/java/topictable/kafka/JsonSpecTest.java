package topictable.kafka;

import static io.deephaven.util.QueryConstants.NULL_BYTE;
import static io.deephaven.util.QueryConstants.NULL_CHAR;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static io.deephaven.util.QueryConstants.NULL_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.qst.type.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.TableFailedException;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class JsonSpecTest {
    private static final ColumnDefinition<?>[] EVERY_TYPE = {
        ColumnDefinition.ofBoolean("Bool"), ColumnDefinition.ofChar("C"), ColumnDefinition.ofByte("B"),
        ColumnDefinition.ofShort("Sh"), ColumnDefinition.ofInt("I"), ColumnDefinition.ofLong("L"),
        ColumnDefinition.ofFloat("F"), ColumnDefinition.ofDouble("D"), ColumnDefinition.ofString("S"),
        ColumnDefinition.ofTime("T"),
    };

    private static ColumnDefinition<?>[] columns(ColumnDefinition<?>... columns) {
        return columns;
    }

    private static Table table(Topic topic, int rows, Consume.KeyOrValueSpec spec) {
        return Rows.await(Consuming.of(topic).withoutCommonColumns().value(spec).toTable(), rows);
    }

    @Test
    void everyColumnType() {
        Topic topic = Topic.of("{\"Bool\": true, \"C\": \"x\", \"B\": 12, \"Sh\": -300, \"I\": 70000,"
                + " \"L\": 9007199254740993, \"F\": 1.1, \"D\": 135, \"S\": \"text\", \"T\": \"2024-01-02T03:04:05.123456789Z\"}",
                "{}", "{\"S\": null}");
        Table table = table(topic, 3, Consume.jsonSpec(EVERY_TYPE));
        Instant time = Instant.parse("2024-01-02T03:04:05.123456789Z");

        assertThat(table.getDefinition().getColumns()).containsExactly(EVERY_TYPE);
        assertThat(Rows.of(table)).containsExactly(
                List.of(true, 'x', (byte) 12, (short) -300, 70_000, 9007199254740993L, 1.1f, 135.0, "text", time),
                Collections.nCopies(10, null), Collections.nCopies(10, null));

        assertThat(table.getColumnSource("Bool").getBoolean(0)).isTrue();
        assertThat(table.getColumnSource("Bool").getByte(0)).isEqualTo((byte) 1);
        assertThat(table.getColumnSource("C").getChar(0)).isEqualTo('x');
        assertThat(table.getColumnSource("B").getByte(0)).isEqualTo((byte) 12);
        assertThat(table.getColumnSource("Sh").getShort(0)).isEqualTo((short) -300);
        assertThat(table.getColumnSource("I").getInt(0)).isEqualTo(70_000);
        assertThat(table.getColumnSource("L").getLong(0)).isEqualTo(9007199254740993L);
        assertThat(table.getColumnSource("F").getFloat(0)).isEqualTo(1.1f);
        assertThat(table.getColumnSource("D").getDouble(0)).isEqualTo(135.0);
        assertThat(table.getColumnSource("T").getLong(0)).isEqualTo(1704164645123456789L);

        assertThat(table.getColumnSource("Bool").getBoolean(1)).isNull();
        assertThat(table.getColumnSource("Bool").getByte(1)).isEqualTo(NULL_BYTE);
        assertThat(table.getColumnSource("C").getChar(1)).isEqualTo(NULL_CHAR);
        assertThat(table.getColumnSource("B").getByte(1)).isEqualTo(NULL_BYTE);
        assertThat(table.getColumnSource("Sh").getShort(1)).isEqualTo(NULL_SHORT);
        assertThat(table.getColumnSource("I").getInt(1)).isEqualTo(NULL_INT);
        assertThat(table.getColumnSource("L").getLong(1)).isEqualTo(NULL_LONG);
        assertThat(table.getColumnSource("F").getFloat(1)).isEqualTo(NULL_FLOAT);
        assertThat(table.getColumnSource("D").getDouble(1)).isEqualTo(NULL_DOUBLE);
        assertThat(table.getColumnSource("T").getLong(1)).isEqualTo(NULL_LONG);
    }

    @Test
    void boxedAndGenericDefinitions() {
        Topic topic = Topic.of("{\"A\": 1, \"B\": false, \"C\": 2, \"D\": \"d\"}");
        Table table = table(topic, 1, Consume.jsonSpec(columns(ColumnDefinition.fromGenericType("A", Integer.class),
                ColumnDefinition.fromGenericType("B", boolean.class), ColumnDefinition.of("C", Type.longType()),
                ColumnDefinition.of("D", Type.find(String.class)))));
        assertThat(Rows.of(table)).containsExactly(List.of(1, false, 2L, "d"));
        assertThat(table.getDefinition().getColumn("A").getDataType()).isEqualTo(int.class);
    }

    @Test
    void mappedFields() {
        Topic topic = Topic.of("{\"sym\": \"A\", \"Sym\": \"no\", \"n\": {\"list\": [1, 2]}, \"a.b\": 3, \"Own\": 4}");
        ColumnDefinition<?>[] columns = {
            ColumnDefinition.ofString("Sym"), ColumnDefinition.ofInt("Second"), ColumnDefinition.ofInt("Dotted"),
            ColumnDefinition.ofInt("Own"),
        };
        Map<String, String> mapping = Map.of("sym", "Sym", "/n/list/1", "Second", "a.b", "Dotted");
        assertThat(Rows.of(table(topic, 1, Consume.jsonSpec(columns, mapping)))).containsExactly(List.of("A", 2, 3, 4));
        assertThat(Rows.of(table(topic, 1, Consume.jsonSpec(columns, mapping, null)))).hasSize(1);
    }

    @Test
    void noMapping() {
        Topic topic = Topic.of("{\"A\": 1}");
        ColumnDefinition<?>[] columns = {ColumnDefinition.ofInt("A")};
        assertThat(Rows.of(table(topic, 1, Consume.jsonSpec(columns, (Map<String, String>) null)))).containsExactly(List.of(1));
        assertThat(Rows.of(table(topic, 1, Consume.jsonSpec(columns, (ObjectMapper) null)))).containsExactly(List.of(1));
        assertThat(Rows.of(table(topic, 1, Consume.jsonSpec(columns, Map.of())))).containsExactly(List.of(1));
    }

    @Test
    void aMappedColumnMustExist() {
        assertThatThrownBy(() -> Consuming.of(Topic.create())
                .value(Consume.jsonSpec(columns(ColumnDefinition.ofInt("A")), Map.of("x", "Nope"))).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("Nope");
    }

    @Test
    void tombstonesAndBlanksAreRowsOfNulls() {
        Topic topic = Topic.of("{\"A\": 1, \"B\": \"b\"}", null, "", "null", "[]", "{\"A\": 2}");
        Table table = table(topic, 6,
                Consume.jsonSpec(columns(ColumnDefinition.ofInt("A"), ColumnDefinition.ofString("B"))));
        List<Object> nulls = Arrays.asList(null, null);
        assertThat(Rows.of(table)).containsExactly(List.of(1, "b"), nulls, nulls, nulls, nulls, Arrays.asList(2, null));
    }

    @Test
    void aKeyOfJson() {
        Topic topic = Topic.create().send(Topic.bytes("{\"K\": 1}"), Topic.bytes("{\"V\": 2}"));
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns()
                .key(Consume.jsonSpec(columns(ColumnDefinition.ofInt("K"))))
                .value(Consume.jsonSpec(columns(ColumnDefinition.ofLong("V")))).toTable(), 1);
        assertThat(Rows.of(table)).containsExactly(List.of(1, 2L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"A\": \"abc\"}", "{\"A\": 99999999999}", "{\"A\": 1.5}", "{\"A\": [1]}", "{\"A\": 1", "no json"})
    void aBadRecordFailsTheTableAndIsNamed(String bad) {
        Topic topic = Topic.of("{\"A\": 1}");
        Table table = Consuming.of(topic).value(Consume.jsonSpec(columns(ColumnDefinition.ofInt("A")))).toTable();
        topic.send("{\"A\": 2}", bad, "{\"A\": 4}");
        Await.until("the table fails", table::isFailed);

        // Of the rows after the bad one those may be there that came together with it.
        assertThat(Rows.column(table, "A")).startsWith(1, 2).isSubsetOf(1, 2, 4);
        RuntimeException failure = Topictable.failure(table).orElseThrow();
        assertThat(failure).isInstanceOf(TableFailedException.class)
                .hasMessageContaining("offset 2").hasMessageContaining("partition 0").hasMessageContaining(topic.name);
        assertThat(((TableFailedException) failure).details()).containsEntry("topic", topic.name)
                .containsEntry("partition", "0").containsEntry("offset", "2").containsKey("reason");
    }

    @Test
    void emojiInNamesAndValues() {
        Topic topic = Topic.of("{\"é😀\": \"😀\\u0000\", \"a\\u0000b\": 1, \"\": 2}");
        Table table = table(topic, 1, Consume.jsonSpec(columns(ColumnDefinition.ofString("é😀"),
                ColumnDefinition.ofInt("a\0b"), ColumnDefinition.ofInt(""))));
        assertThat(table.getDefinition().getColumnNames()).containsExactly("é😀", "a\0b", "");
        assertThat(Rows.of(table)).containsExactly(List.of("😀\0", 1, 2));
    }

    @Test
    void typesThatJsonCannotHave() {
        assertThatThrownBy(() -> Consume.jsonSpec(columns(ColumnDefinition.fromGenericType("Price", BigDecimal.class))))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageStartingWith("column \"Price\": type BigDecimal not supported for JSON: expected boolean")
                .satisfies(failure -> assertThat(((InvalidSpecException) failure).details()).containsEntry("column", "Price"));
        assertThatThrownBy(() -> Consume.jsonSpec(columns(ColumnDefinition.ofLocalDate("Day"))))
                .isInstanceOf(InvalidSpecException.class);
        assertThatThrownBy(() -> Consume.jsonSpec(columns(ColumnDefinition.fromGenericType("Node", ObjectNode.class))))
                .isInstanceOf(InvalidSpecException.class).hasMessageContaining("ObjectNode");
    }

    @Test
    void aMapperOfOnesOwnIsNotSupported() {
        assertThatThrownBy(() -> Consume.jsonSpec(EVERY_TYPE, new ObjectMapper()))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("ObjectMapper");
    }

    @Test
    void noColumns() {
        assertThatThrownBy(() -> Consuming.of(Topic.create()).value(Consume.jsonSpec(columns())).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("column");
    }

    @Test
    void duplicateColumns() {
        assertThatThrownBy(() -> Consuming.of(Topic.create())
                .value(Consume.jsonSpec(columns(ColumnDefinition.ofInt("A"), ColumnDefinition.ofInt("A")))).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("duplicate names [A]");
    }
}
