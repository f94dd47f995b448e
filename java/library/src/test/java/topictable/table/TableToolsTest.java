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
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.ColumnHolder;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaTools;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class TableToolsTest {
    private static Table table(ColumnHolder<?>... columns) {
        return closeLater(TableTools.newTable(columns));
    }

    @Test
    void theLayoutOfThePeer() {
        Table table = table(TableTools.intCol("A", 1, NULL_INT), TableTools.stringCol("S", "a", null),
                TableTools.doubleCol("D", 1.5, NULL_DOUBLE));
        assertThat(TableTools.string(table)).isEqualTo("""
                         A|         S|                   D
                ----------+----------+--------------------
                         1|a         |                 1.5
                (null)    |(null)    |(null)             \s
                """);
    }

    @Test
    void everyTypeInTheLayoutOfThePeer() {
        Table table = table(TableTools.charCol("C", 'x', NULL_CHAR), TableTools.booleanCol("B", true, null),
                TableTools.byteCol("By", (byte) 1, NULL_BYTE), TableTools.shortCol("Sh", (short) 1, NULL_SHORT),
                TableTools.longCol("L", 1, NULL_LONG), TableTools.floatCol("F", 1.25f, NULL_FLOAT));
        assertThat(TableTools.string(table)).isEqualTo("""
                         C|         B|        By|        Sh|                   L|         F
                ----------+----------+----------+----------+--------------------+----------
                x         |true      |         1|         1|                   1|      1.25
                (null)    |(null)    |(null)    |(null)    |(null)              |(null)   \s
                """);
    }

    @Test
    void timesAreThoseOfThisComputer() {
        ZoneId zone = ZoneId.systemDefault();
        Instant time = Instant.parse("2024-01-02T03:04:05.5Z");
        String printed = TableTools.string(table(TableTools.instantCol("T", time, null)));
        assertThat(printed.lines().toList()).hasSize(4);
        assertThat(printed.lines().toList().get(0)).isEqualTo(" ".repeat(32) + "T");
        String line = printed.lines().toList().get(2);
        assertThat(line).startsWith(time.atZone(zone).toLocalDateTime().toString().substring(0, 19) + ".500000000 ");
        if (zone.normalized().getId().equals("Z")) {
            assertThat(line).isEqualTo("2024-01-02T03:04:05.500000000 UTC");
        }
    }

    @Test
    void widthsGrow() {
        Table table = table(TableTools.stringCol("ANameOfMoreThanTenCharacters", "a value that is longer than its heading", "x\ty\nz"),
                TableTools.longCol("L", Long.MIN_VALUE + 1, 7), TableTools.col("B", new byte[] {1, -1}, new byte[0]));
        assertThat(TableTools.string(table)).isEqualTo("""
                           ANameOfMoreThanTenCharacters|                   L|                                       B
                ---------------------------------------+--------------------+----------------------------------------
                a value that is longer than its heading|-9223372036854775807|[1, -1]                                \s
                x\\ty\\nz                                |                   7|[]                                     \s
                """);
    }

    @Test
    void someRowsAndColumns() {
        Table table = table(TableTools.intCol("A", IntStream.range(0, 12).toArray()), TableTools.stringCol("S", new String[12]));
        assertThat(TableTools.string(table)).as("ten rows").hasLineCount(12);
        assertThat(TableTools.string(table, 2, "S", "A")).isEqualTo("""
                         S|         A
                ----------+----------
                (null)    |         0
                (null)    |         1
                """);
        assertThat(TableTools.string(table, 0, "A")).isEqualTo("         A\n----------\n");
        assertThat(TableTools.string(table, 99)).hasLineCount(14);
        assertThat(TableTools.string(closeLater(TableTools.emptyTable(3)))).isEqualTo("\n\n");
        assertThatThrownBy(() -> TableTools.string(table, "Nope")).isInstanceOf(NotFoundException.class).hasMessageContaining("[Nope]");
    }

    @Test
    void showPrintsTheSame() {
        Table table = table(TableTools.intCol("A", 1, 2));
        assertThat(printed(() -> TableTools.show(table))).isEqualTo(TableTools.string(table));
        assertThat(printed(() -> TableTools.show(table, 1))).isEqualTo(TableTools.string(table, 1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TableTools.show(table, 5, new PrintStream(out, false, StandardCharsets.UTF_8), "A");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(TableTools.string(table));
        assertThat(printed(() -> TableTools.showWithRowSet(closeLater(table.where("A = 2"))))).isEqualTo("""
                RowPosition|    RowKey|         A
                -----------+----------+----------
                          0|         1|         2
                """);
    }

    private static String printed(Runnable body) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
        try {
            body.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLiveTableIsPrintedInOneState() {
        Topic topic = Topic.create();
        Table ring = Consuming.of(topic).type(KafkaTools.TableType.ring(5)).toTable();
        for (int i = 0; i < 1000; i += 10) {
            topic.sendNumbers(0, i, i + 10);
            List<Long> offsets = TableTools.string(ring, "KafkaOffset").lines().skip(2).map(String::trim)
                    .map(Long::valueOf).collect(Collectors.toList());
            assertThat(offsets).hasSizeLessThanOrEqualTo(5);
            for (int row = 1; row < offsets.size(); row++) {
                assertThat(offsets.get(row)).isEqualTo(offsets.get(row - 1) + 1);
            }
        }
    }

    @Test
    void mergedTables() {
        Table first = table(TableTools.intCol("A", 1, 2), TableTools.stringCol("S", "a", "b"));
        Table second = table(TableTools.stringCol("S", "c"), TableTools.intCol("A", 3));
        assertThat(Rows.of(closeLater(TableTools.merge(first, null, second)))).containsExactly(List.of(1, "a"), List.of(2, "b"), List.of(3, "c"));
        assertThat(closeLater(TableTools.merge(List.of(first, first))).size()).isEqualTo(4);
        assertThat(Rows.column(closeLater(TableTools.mergeSorted("A", second, first)), "A")).containsExactly(1, 2, 3);
        assertThatThrownBy(TableTools::merge).isInstanceOf(InvalidArgumentException.class).hasMessage("No non-null tables provided to merge");
        assertThatThrownBy(() -> TableTools.merge(first, closeLater(TableTools.emptyTable(1)))).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void formatsAreForAPage() {
        Table table = table(TableTools.intCol("A", 1));
        assertThat(table.formatColumns("A = `RED`").dropColumnFormats().restrictSortTo("A").setLayoutHints("")).isSameAs(table);
    }

    @Test
    void attributes() {
        Table table = table(TableTools.intCol("A", 1));
        assertThat(table.getAttributes()).isEmpty();
        Table with = table.withAttributes(Map.of("x", 1, "y", 2));
        assertThat(with.getAttribute("x")).isEqualTo(1);
        assertThat(with.hasAttribute("z")).isFalse();
        assertThat(with.withoutAttributes(List.of("x")).getAttributeKeys()).containsExactly("y");
        assertThat(with.retainingAttributes(List.of("x")).getAttributeKeys()).containsExactly("x");
        assertThat(Rows.of(with)).isEqualTo(Rows.of(table));
    }

    @Test
    void columnsOfOtherLengths() {
        assertThatThrownBy(() -> TableTools.newTable(TableTools.intCol("A", 1), TableTools.intCol("B", 1, 2)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("All columns must have the same number of rows, but sizes are: [1, 2]");
        assertThatThrownBy(() -> TableTools.newTable(3, TableTools.intCol("A", 1))).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void columnsOfOneName() {
        assertThatThrownBy(() -> TableTools.newTable(TableTools.intCol("A", 1), TableTools.stringCol("A", "a")))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("duplicate names [A]");
    }

    @Test
    void tablesWithoutColumnsOrRows() {
        Table empty = closeLater(TableTools.emptyTable(5));
        assertThat(empty.size()).isEqualTo(5);
        assertThat(empty.numColumns()).isZero();
        assertThat(empty.getRowSet()).hasToString("{0-4}");
        assertThat(closeLater(TableTools.newTable()).size()).isZero();
        assertThat(closeLater(TableTools.newTable(2)).size()).isEqualTo(2);
        assertThatThrownBy(() -> TableTools.emptyTable(-1)).isInstanceOf(InvalidArgumentException.class).hasMessageContaining("-1");
    }

    @Test
    void boxedColumns() {
        Table table = table(TableTools.col("I", 1, null, 3), TableTools.col("D", 1.5, null, 2.5), TableTools.col("B", true, null, false),
                TableTools.col("S", "a", null, "c"));
        assertThat(table.getDefinition().getColumn("I").getDataType()).isEqualTo(int.class);
        assertThat(Rows.of(table)).containsExactly(List.of(1, 1.5, true, "a"), Arrays.asList(null, null, null, null),
                List.of(3, 2.5, false, "c"));
    }

    @Test
    void columnsOfDatesAndTimes() {
        Table table = table(TableTools.col("D", LocalDate.of(2024, 2, 29), null), TableTools.col("T", null, LocalTime.of(23, 59, 0, 1)),
                TableTools.col("L", Duration.ofSeconds(-1), null));
        assertThat(Rows.of(table)).containsExactly(Arrays.asList(LocalDate.of(2024, 2, 29), null, Duration.ofSeconds(-1)),
                Arrays.asList(null, LocalTime.of(23, 59, 0, 1), null));
        assertThat(table.getDefinition().getColumnStream().map(column -> column.getDataType().getSimpleName()))
                .containsExactly("LocalDate", "LocalTime", "Duration");
    }

    @Test
    void timesThatNanosecondsCannotTell() {
        assertThatThrownBy(() -> TableTools.newTable(TableTools.instantCol("T", Instant.MAX)))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining(Instant.MAX.toString());
    }

    @Test
    void aColumnKeepsItsValues() {
        String[] values = {"a"};
        ColumnHolder<String> column = TableTools.stringCol("S", values);
        values[0] = "changed";
        assertThat(Rows.of(table(column))).containsExactly(List.of("a"));
        assertThat(column.getName()).isEqualTo("S");
    }
}
