package topictable.table;

import static io.deephaven.util.QueryConstants.NULL_BYTE;
import static io.deephaven.util.QueryConstants.NULL_CHAR;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static io.deephaven.util.QueryConstants.NULL_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.util.TableTools;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topictable.NotFoundException;
import topictable.testing.NoLeaks;
import topictable.testing.Rows;

/** What can be read of a table, on one of every column type whose second row is null. */
class TableTest {
    private static final Instant TIME = Instant.parse("1969-12-31T23:59:59.999999999Z");
    private static final UUID ID = new UUID(1, -2);

    private Table table;

    @BeforeEach
    void make() {
        table = NoLeaks.closeLater(TableTools.newTable(
                TableTools.booleanCol("Bool", true, null, false),
                TableTools.byteCol("B", (byte) 1, NULL_BYTE, Byte.MAX_VALUE),
                TableTools.charCol("C", 'x', NULL_CHAR, '\0'),
                TableTools.shortCol("Sh", (short) 2, NULL_SHORT, Short.MAX_VALUE),
                TableTools.intCol("I", 3, NULL_INT, Integer.MAX_VALUE),
                TableTools.longCol("L", 4, NULL_LONG, Long.MAX_VALUE),
                TableTools.floatCol("F", 5.5f, NULL_FLOAT, Float.NaN),
                TableTools.doubleCol("D", 6.5, NULL_DOUBLE, Double.NEGATIVE_INFINITY),
                TableTools.stringCol("S", "text", null, ""),
                TableTools.instantCol("T", TIME, null, Instant.EPOCH),
                TableTools.col("Bytes", new byte[] {1, -1}, null, new byte[0]),
                TableTools.col("Id", ID, null, new UUID(0, 0))));
    }

    @Test
    void sizeAndState() {
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.getSize()).isEqualTo(3);
        assertThat(table.isEmpty()).isFalse();
        assertThat(table.isRefreshing()).isFalse();
        assertThat(table.isFailed()).isFalse();
        assertThat(table.numColumns()).isEqualTo(12);
        assertThat(table.hasColumn("S")).isTrue();
        assertThat(table.hasColumns("S", "T")).isTrue();
        assertThat(table.hasColumns(List.of("S", "s"))).isFalse();
        assertThat(table.coalesce()).isSameAs(table);
    }

    @Test
    void definition() {
        TableDefinition definition = table.getDefinition();
        assertThat(definition.getColumns()).containsExactly(ColumnDefinition.ofBoolean("Bool"),
                ColumnDefinition.ofByte("B"), ColumnDefinition.ofChar("C"), ColumnDefinition.ofShort("Sh"),
                ColumnDefinition.ofInt("I"), ColumnDefinition.ofLong("L"), ColumnDefinition.ofFloat("F"),
                ColumnDefinition.ofDouble("D"), ColumnDefinition.ofString("S"), ColumnDefinition.ofTime("T"),
                ColumnDefinition.fromGenericType("Bytes", byte[].class), ColumnDefinition.fromGenericType("Id", UUID.class));
        assertThat(definition.getColumn("Bytes").getComponentType()).isEqualTo(byte.class);
        assertThat(definition.<Object>getColumn("nope")).isNull();
        assertThat(definition.getColumnNames()).isEqualTo(List.of(definition.getColumnNamesArray()))
                .hasSize(12).startsWith("Bool", "B");
        assertThat(definition.getColumnStream().map(ColumnDefinition::getName)).isEqualTo(definition.getColumnNames());
        assertThat(definition.getColumnNameMap().get("I")).isEqualTo(ColumnDefinition.ofInt("I"));
        assertThat(definition).isEqualTo(TableDefinition.of(definition.getColumns())).isNotEqualTo(TableDefinition.of());
        assertThat(TableDefinition.of(ColumnDefinition.ofInt("I"))).hasToString("TableDefinition {columns=["
                + "ColumnDefinition {name=I, dataType=int, componentType=null, columnType=Normal}]}");
    }

    @Test
    void boxedValues() {
        List<List<Object>> rows = Rows.of(table);
        assertThat(rows.get(0)).containsExactly(true, (byte) 1, 'x', (short) 2, 3, 4L, 5.5f, 6.5, "text", TIME,
                new byte[] {1, -1}, ID);
        assertThat(rows.get(1)).containsOnlyNulls();
        assertThat(rows.get(2)).containsExactly(false, Byte.MAX_VALUE, '\0', Short.MAX_VALUE, Integer.MAX_VALUE,
                Long.MAX_VALUE, Float.NaN, Double.NEGATIVE_INFINITY, "", Instant.EPOCH, new byte[0], new UUID(0, 0));
    }

    static Stream<Arguments> getters() {
        return Stream.of(
                getter("Bool", s -> s.getBoolean(0), s -> s.getBoolean(1), s -> s.getBoolean(9), true, null),
                getter("Bool", s -> s.getByte(0), s -> s.getByte(1), s -> s.getByte(9), (byte) 1, NULL_BYTE),
                getter("B", s -> s.getByte(0), s -> s.getByte(1), s -> s.getByte(9), (byte) 1, NULL_BYTE),
                getter("C", s -> s.getChar(0), s -> s.getChar(1), s -> s.getChar(9), 'x', NULL_CHAR),
                getter("Sh", s -> s.getShort(0), s -> s.getShort(1), s -> s.getShort(9), (short) 2, NULL_SHORT),
                getter("I", s -> s.getInt(0), s -> s.getInt(1), s -> s.getInt(9), 3, NULL_INT),
                getter("L", s -> s.getLong(0), s -> s.getLong(1), s -> s.getLong(9), 4L, NULL_LONG),
                getter("F", s -> s.getFloat(0), s -> s.getFloat(1), s -> s.getFloat(9), 5.5f, NULL_FLOAT),
                getter("D", s -> s.getDouble(0), s -> s.getDouble(1), s -> s.getDouble(9), 6.5, NULL_DOUBLE),
                getter("T", s -> s.getLong(0), s -> s.getLong(1), s -> s.getLong(9), -1L, NULL_LONG));
    }

    private static Arguments getter(String column, Function<ColumnSource<?>, Object> first,
            Function<ColumnSource<?>, Object> second, Function<ColumnSource<?>, Object> beyond, Object value, Object nothing) {
        return Arguments.of(column, List.of(first, second, beyond), value, nothing);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("getters")
    void primitiveGetters(String column, List<Function<ColumnSource<?>, Object>> getters, Object value, Object nothing) {
        ColumnSource<?> source = table.getColumnSource(column);
        assertThat(getters.get(0).apply(source)).isEqualTo(value);
        assertThat(getters.get(1).apply(source)).as("null").isEqualTo(nothing);
        assertThat(getters.get(2).apply(source)).as("a key that is not there").isEqualTo(nothing);
    }

    @Test
    void keysThatAreNotThere() {
        for (ColumnSource<?> source : table.getColumnSources()) {
            for (long key : new long[] {-1, 3, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThat(source.get(key)).isNull();
            }
        }
    }

    @Test
    void gettersOfAnotherType() {
        List<Function<ColumnSource<?>, Object>> getters = List.of(s -> s.getBoolean(0), s -> s.getByte(0),
                s -> s.getChar(0), s -> s.getShort(0), s -> s.getInt(0), s -> s.getLong(0), s -> s.getFloat(0),
                s -> s.getDouble(0));
        // By column, which of the getters there are.
        List<List<Integer>> there = List.of(List.of(0, 1), List.of(1), List.of(2), List.of(3), List.of(4), List.of(5),
                List.of(6), List.of(7), List.of(), List.of(5), List.of(), List.of());
        List<ColumnSource<?>> sources = new ArrayList<>(table.getColumnSources());
        for (int column = 0; column < sources.size(); column++) {
            for (int getter = 0; getter < getters.size(); getter++) {
                Function<ColumnSource<?>, Object> call = getters.get(getter);
                ColumnSource<?> source = sources.get(column);
                if (there.get(column).contains(getter)) {
                    assertThat(call.apply(source)).isNotNull();
                } else {
                    assertThatThrownBy(() -> call.apply(source)).isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining(source.getType().toString());
                }
            }
        }
    }

    @Test
    void columnSources() {
        assertThat(table.getColumnSource("B").getType()).isEqualTo(byte.class);
        assertThat(table.getColumnSource("Bytes").getComponentType()).isEqualTo(byte.class);
        assertThat(table.getColumnSource("S").getComponentType()).isNull();
        assertThat(table.getColumnSourceMap().keySet()).containsExactlyElementsOf(table.getDefinition().getColumnNames());
        assertThat(table.getColumnSources()).hasSize(12);
        ColumnSource<CharSequence> text = table.getColumnSource("S", CharSequence.class);
        assertThat(text.get(0)).hasToString("text");
        assertThatThrownBy(() -> table.getColumnSource("I", Integer.class)).isInstanceOf(ClassCastException.class)
                .hasMessageContaining("[I]").hasMessageContaining("int");
        assertThatThrownBy(() -> table.getColumnSource("nope")).isInstanceOf(NotFoundException.class)
                .hasMessageStartingWith("Unknown column names [nope], available column names are [Bool, B, C,")
                .satisfies(failure -> assertThat(((NotFoundException) failure).details()).containsEntry("column", "nope"));
    }

    @Test
    void rowSet() {
        RowSet rows = table.getRowSet();
        assertThat(rows.size()).isEqualTo(3);
        assertThat(rows.isEmpty()).isFalse();
        assertThat(rows.firstRowKey()).isZero();
        assertThat(rows.lastRowKey()).isEqualTo(2);
        assertThat(rows).hasToString("{0-2}").containsExactly(0L, 1L, 2L);
        List<Long> keys = new ArrayList<>();
        rows.forAllRowKeys(keys::add);
        assertThat(keys).containsExactly(0L, 1L, 2L);
        RowSet.Iterator iterator = rows.iterator();
        IntStream.range(0, 3).forEach(i -> assertThat(iterator.nextLong()).isEqualTo(i));
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::nextLong).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void rowSetWithGaps() {
        RowSet rows = NoLeaks.closeLater(NoLeaks.closeLater(
                TableTools.newTable(TableTools.intCol("I", 1, 0, 1, 1, 0, 0, 1))).where("I = 1")).getRowSet();
        assertThat(rows).hasToString("{0,2-3,6}").containsExactly(0L, 2L, 3L, 6L);
        assertThat(map(rows::get, 0, 1, 2, 3)).containsExactly(0L, 2L, 3L, 6L);
        assertThat(map(rows::get, -1, 4)).containsOnly(RowSet.NULL_ROW_KEY);
        assertThat(map(rows::find, 0, 2, 3, 6)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(map(rows::find, -5, 1, 4, 5, 7)).as("-1 less the position")
                .containsExactly(-1L, -2L, -4L, -4L, -5L);
    }

    private static List<Long> map(LongUnaryOperator function, long... numbers) {
        return LongStream.of(numbers).map(function).boxed().toList();
    }

    @Test
    void noRows() {
        Table none = NoLeaks.closeLater(TableTools.newTable(TableTools.intCol("I")));
        RowSet rows = none.getRowSet();
        assertThat(none.isEmpty()).isTrue();
        assertThat(rows.isEmpty()).isTrue();
        assertThat(rows.firstRowKey()).isEqualTo(RowSet.NULL_ROW_KEY);
        assertThat(rows.lastRowKey()).isEqualTo(RowSet.NULL_ROW_KEY);
        assertThat(rows.find(0)).isEqualTo(-1);
        assertThat(rows).isEmpty();
        assertThat(rows).hasToString("{}");
        assertThat(none.getColumnSource("I").getInt(0)).isEqualTo(NULL_INT);
    }

    @Test
    void manyRowsOfManyPieces() {
        int size = 200_000;
        Table many = NoLeaks.closeLater(TableTools.newTable(
                TableTools.intCol("I", IntStream.range(0, size).toArray()),
                TableTools.stringCol("S", IntStream.range(0, size).mapToObj(i -> i % 7 == 0 ? null : "s" + i).toArray(String[]::new))));
        ColumnSource<?> numbers = many.getColumnSource("I");
        ColumnSource<?> texts = many.getColumnSource("S");
        for (int i = 0; i < size; i += 13) {
            assertThat(numbers.getInt(i)).isEqualTo(i);
            assertThat(texts.get(i)).isEqualTo(i % 7 == 0 ? null : "s" + i);
        }
        assertThat(numbers.getInt(size - 1)).isEqualTo(size - 1);
    }

    @Test
    void emojiAndNulInNamesAndValues() {
        Table odd = NoLeaks.closeLater(TableTools.newTable(TableTools.stringCol("é😀", "😀\0", "\ud83d"),
                TableTools.intCol("a\0b", 1, 2), TableTools.intCol("", 3, 4)));
        assertThat(odd.getDefinition().getColumnNames()).containsExactly("é😀", "a\0b", "");
        assertThat(Rows.of(odd)).containsExactly(List.of("😀\0", 1, 3), List.of("?", 2, 4));
    }
}
