package topictable.table;

import static io.deephaven.engine.util.TableTools.col;
import static io.deephaven.engine.util.TableTools.intCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.table.impl.util.ColumnHolder;
import io.deephaven.engine.table.impl.util.KeyedArrayBackedInputTable;
import io.deephaven.engine.util.TableTools;
import io.deephaven.engine.util.input.InputTableUpdater;
import io.deephaven.util.QueryConstants;
import io.deephaven.vector.IntVector;
import io.deephaven.vector.IntVectorDirect;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import topictable.InvalidArgumentException;
import topictable.internal.LivePartitionedTable;

/** Values of every type in tables that a program makes: the classes and the types are those of the peer. */
class GivenValuesTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0001-8000-000000000002");

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    private static Table table(ColumnHolder<?>... columns) {
        return closeLater(TableTools.newTable(columns));
    }

    private static PartitionedTable parts(Table table, String key) {
        PartitionedTable parts = table.partitionBy(key);
        closeLater((LivePartitionedTable) parts);
        return parts;
    }

    private static List<Object> values(Table table, String column) {
        ColumnSource<?> source = table.getColumnSource(column);
        List<Object> values = new ArrayList<>();
        table.getRowSet().forAllRowKeys(key -> values.add(source.get(key)));
        return values;
    }

    private static String dataType(Table table) {
        return (String) values(closeLater(table.meta()), "DataType").get(0);
    }

    static Stream<Arguments> arraysOfValues() {
        return Stream.<Object[]>of(
                new BigDecimal[] {decimal("10.00"), null, decimal("-0.25")},
                new BigDecimal[] {decimal("10.00"), null, decimal("1E+3"), decimal("5E-7")},
                new BigDecimal[] {decimal("12345678901234567890123456789012345678901.5"), decimal("0.0")},
                new BigDecimal[] {null},
                new BigInteger[] {BigInteger.TEN.pow(75).negate(), null, BigInteger.ZERO},
                new LocalDate[] {LocalDate.of(2024, 1, 2), null},
                new LocalTime[] {LocalTime.of(1, 2, 3, 4), null},
                new Duration[] {Duration.ofNanos(-1), null},
                new Instant[] {Instant.ofEpochSecond(3, 4), null},
                new Period[] {Period.of(1, 2, 3), null},
                new ZoneId[] {ZoneId.of("Europe/Berlin"), null},
                new ZonedDateTime[] {ZonedDateTime.parse("2024-01-01T00:00:00Z[UTC]"), null},
                new UUID[] {ID, null},
                new byte[][] {{1, -1}, null, {}},
                new int[][] {{1, QueryConstants.NULL_INT}, null, {}},
                new double[][] {{1.5}, null},
                new char[][] {{'a', QueryConstants.NULL_CHAR}},
                new boolean[][] {{true, false}, null},
                new String[][] {{"a", null, ""}, null},
                new Integer[][] {{1, null}, {}},
                new Short[][] {{1, null}},
                new Character[][] {{'a', null}},
                new Byte[][] {{1, null}},
                new Boolean[][] {{true, null}},
                new Instant[][] {{Instant.EPOCH, null}},
                new BigDecimal[][] {{decimal("1.5"), null}, {decimal("2.5")}},
                new BigDecimal[][] {{decimal("1.5"), null}, {decimal("2")}},
                new BigInteger[][] {{BigInteger.ONE, null}},
                new UUID[][] {{ID, null}},
                new int[][][] {{{1}, {}}, null},
                new Object[][] {{1, "a", null}},
                new IntVector[] {new IntVectorDirect(1, QueryConstants.NULL_INT), null},
                new Map<?, ?>[] {Map.of("a", 1), null},
                new List<?>[] {List.of(1, "b"), null}).map(given -> Arguments.of((Object) given));
    }

    @ParameterizedTest
    @MethodSource("arraysOfValues")
    void comeBackAsTheyAre(Object[] given) {
        Table table = table(col("V", given));
        Class<?> type = given.getClass().getComponentType();
        assertThat(dataType(table)).isEqualTo(type.getCanonicalName());
        assertThat((Object) table.getColumnSource("V").getType()).isEqualTo(type);
        assertThat(values(table, "V").toArray()).isEqualTo(given);
    }

    static Stream<Arguments> objects() {
        return Stream.<Object[]>of(new Object[] {1, null}, new Object[] {2L}, new Object[] {"a", null}, new Object[] {true, false},
                new Object[] {decimal("1.5"), decimal("2.25"), null}, new Object[] {decimal("1.5"), decimal("2.5")},
                new Object[] {LocalDate.EPOCH}, new Object[] {Instant.EPOCH, null}, new Object[] {'x'}, new Object[] {ID},
                new Object[] {ZoneId.of("UTC")}, new Object[] {1.5f, Float.NaN}, new Object[] {BigInteger.TWO.pow(200)},
                new Object[] {null, null}, new Object[] {1, "a", null, 2.5, true, List.of(1, 2)})
                .map(given -> Arguments.of((Object) given));
    }

    @ParameterizedTest
    @MethodSource("objects")
    void objectsKeepTheirClasses(Object[] given) {
        Table table = table(col("V", given));
        assertThat(dataType(table)).isEqualTo("java.lang.Object");
        assertThat((Object) table.getColumnSource("V").getType()).isEqualTo(Object.class);
        assertThat(values(table, "V")).containsExactly(given);
    }

    @Test
    void ofOtherClassesTheTextsAreKept() {
        Table table = table(col("D", DayOfWeek.MONDAY, null), col("O", new Object[] {1, LocalDate.EPOCH}));
        assertThat(values(table, "D")).containsExactly("MONDAY", null);
        assertThat(values(table, "O")).containsExactly(1, "1970-01-01");
        assertThat(dataType(table)).isEqualTo("java.lang.Object");
    }

    @Test
    void theLayoutOfThePeer() {
        Table table = table(col("B", new byte[][] {{1, -1}, null}), col("U", ID, null), col("Amount", decimal("1234567890.12"), null),
                col("O", new Object[] {Instant.ofEpochSecond(3), 12L}), col("P", Period.of(10, 10, 100), null));
        assertThat(TableTools.string(table)).isEqualTo("""
                                                       B|         U|    Amount|         O|         P
                ----------------------------------------+----------+----------+----------+----------
                [1, -1]                                 |0000000...|1234567890.12|1970-01...|P10Y10M...
                null                                    |(null)    |(null)    |        12|(null)   \s
                """);
    }

    @Test
    void decimalsOfOneScaleAreNumbers() {
        Table table = table(col("D", decimal("10.00"), decimal("1.50"), null), intCol("I", 1, 2, 3));
        Table computed = closeLater(table.update("A = D + I", "B = D * D", "C = D > 2"));
        assertThat(values(computed, "A")).containsExactly(decimal("11.00"), decimal("3.50"), null);
        assertThat(values(computed, "B")).containsExactly(decimal("100.0000"), decimal("2.2500"), null);
        assertThat(values(computed, "C")).containsExactly(true, false, false);
    }

    @Test
    void decimalsOfSeveralScalesAreOrderedAsNumbers() {
        Table table = table(col("D", decimal("10.00"), decimal("9.5"), decimal("1E+3"), null));
        assertThat(values(closeLater(table.sort("D")), "D"))
                .containsExactly(null, decimal("9.5"), decimal("10.00"), decimal("1E+3"));
        assertThat(values(closeLater(table.where("D > 9.75")), "D")).containsExactly(decimal("10.00"), decimal("1E+3"));
        assertThat(values(closeLater(table.view("R = D > 9.75 ? D : null")), "R"))
                .containsExactly(decimal("10.00"), null, decimal("1E+3"), null);
        assertThat(values(closeLater(table.maxBy()), "D")).containsExactly(decimal("1E+3"));
        assertThat(values(closeLater(table.sumBy()), "D")).containsExactly(decimal("1019.50"));
        assertThat(values(closeLater(table.view("P = D + 1")), "P"))
                .containsExactly(decimal("11.00"), decimal("10.5"), decimal("1001"), null);
    }

    @Test
    void operatorsOnArrays() {
        Table table = table(intCol("K", 1, 1, 2), intCol("X", 1, QueryConstants.NULL_INT, 3)).groupBy("K");
        Table computed = closeLater(closeLater(table).view("A = X * 2", "B = X + X[0] > 3", "C = sum(X * 2)"));
        assertThat(values(computed, "A").toArray()).isEqualTo(new Object[] {new int[] {2, QueryConstants.NULL_INT}, new int[] {6}});
        assertThat(values(computed, "B").toArray()).isEqualTo(new Object[] {new Boolean[] {false, false}, new Boolean[] {true}});
        assertThat(values(computed, "C")).containsExactly(2L, 6L);
        Table uneven = table(col("X", new int[][] {{1, 2}}), col("Y", new int[][] {{1}}));
        assertThatThrownBy(() -> uneven.update("Z = X + Y")).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("the arrays have different lengths, 2 and 1");
    }

    @Test
    void asKeysOfPartitions() {
        Table table = table(col("D", decimal("10.00"), decimal("1.50"), null), col("U", ID, null, ID));
        PartitionedTable byDecimal = parts(table, "D");
        assertThat(closeLater(byDecimal.constituentFor(decimal("10.00"))).size()).isEqualTo(1);
        assertThat(closeLater(byDecimal.constituentFor(decimal("10"))).size()).isEqualTo(1);
        assertThat(closeLater(byDecimal.constituentFor((Object) null)).size()).isEqualTo(1);
        assertThat(byDecimal.constituentFor(decimal("10.001"))).isNull();
        assertThat(byDecimal.constituentFor(decimal("1000"))).isNull();
        assertThat(closeLater(parts(table, "U").constituentFor(ID)).size()).isEqualTo(2);
        PartitionedTable ofTexts = parts(table(col("D", decimal("10.00"), decimal("10.0"))), "D");
        assertThat(closeLater(ofTexts.constituentFor(decimal("10.0"))).size()).isEqualTo(1);
        assertThat(ofTexts.constituentFor(decimal("10"))).isNull();
        PartitionedTable ofObjects = parts(table(col("O", new Object[] {1, 2})), "O");
        assertThat(closeLater(ofObjects.constituentFor(2)).size()).isEqualTo(1);
    }

    @Test
    void inInputTables() {
        TableDefinition definition = TableDefinition.of(ColumnDefinition.fromGenericType("K", BigInteger.class),
                ColumnDefinition.fromGenericType("D", BigDecimal.class), ColumnDefinition.fromGenericType("A", int[].class, int.class));
        Table keyed = closeLater(KeyedArrayBackedInputTable.make(definition, "K"));
        InputTableUpdater.from(keyed).add(table(col("K", BigInteger.ONE, BigInteger.TWO, BigInteger.ONE),
                col("D", decimal("1.5"), null, decimal("2.50")), col("A", new int[][] {{1}, null, {2, 3}})));
        assertThat(values(keyed, "K")).containsExactly(BigInteger.ONE, BigInteger.TWO);
        assertThat(values(keyed, "D")).containsExactly(decimal("2.50"), null);
        assertThat(values(keyed, "A").toArray()).isEqualTo(new Object[] {new int[] {2, 3}, null});
        InputTableUpdater.from(keyed).delete(table(col("K", BigInteger.ONE)));
        assertThat(keyed.size()).isEqualTo(1);
        Table appended = closeLater(AppendOnlyArrayBackedInputTable.make(table(col("D", decimal("1.50")), col("O", new Object[] {1}))));
        InputTableUpdater.from(appended).add(table(col("D", decimal("2")), col("O", new Object[] {"x"})));
        assertThat(values(appended, "D")).containsExactly(decimal("1.50"), decimal("2"));
        assertThat(values(appended, "O")).containsExactly(1, "x");
    }

    @Test
    void numbersThatAreTooLongAreNamed() {
        assertThatThrownBy(() -> TableTools.newTable(col("Big", BigInteger.TEN.pow(76)))).isInstanceOf(InvalidArgumentException.class)
                .hasMessageStartingWith("column Big: the number 1").hasMessageEndingWith("has more than 76 digits");
    }
}
