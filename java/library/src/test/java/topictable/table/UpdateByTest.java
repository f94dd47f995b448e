package topictable.table;

import static io.deephaven.api.updateby.UpdateByOperation.*;
import static io.deephaven.engine.util.TableTools.booleanCol;
import static io.deephaven.engine.util.TableTools.doubleCol;
import static io.deephaven.engine.util.TableTools.instantCol;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.api.filter.FilterOr;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.updateby.BadDataBehavior;
import io.deephaven.api.updateby.DeltaControl;
import io.deephaven.api.updateby.OperationControl;
import io.deephaven.api.updateby.UpdateByControl;
import io.deephaven.api.updateby.UpdateByOperation;
import io.deephaven.api.updateby.spec.UpdateBySpec;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.KeyedArrayBackedInputTable;
import io.deephaven.engine.util.TableTools;
import io.deephaven.engine.util.input.InputTableUpdater;
import io.deephaven.vector.IntVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.NotFoundException;
import topictable.TopictableError;
import topictable.testing.Rows;

class UpdateByTest {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final long SECOND = 1_000_000_000L;

    private static Table values() {
        Instant[] times = {START, START.plusSeconds(1), START.plusSeconds(5), START.plusSeconds(6), START.plusSeconds(20)};
        return closeLater(newTable(stringCol("K", "a", "b", "a", "b", "a"), intCol("I", 1, 2, NULL_INT, 4, 5),
                doubleCol("D", 1, 2, 3, NULL_DOUBLE, Double.NaN), instantCol("T", times),
                booleanCol("B", true, false, true, null, true)));
    }

    /** The results {@code R} of an operation. */
    private static List<Object> of(UpdateByOperation operation, String... keys) {
        return Rows.column(closeLater(values().updateBy(operation, keys)), "R");
    }

    @Test
    void cumulativeResults() {
        assertThat(of(CumSum("R = I"))).containsExactly(1L, 3L, 3L, 7L, 12L);
        assertThat(of(CumSum("R = B"), "K")).containsExactly(1L, 0L, 2L, 0L, 3L);
        assertThat(of(CumProd("R = I"), "K")).containsExactly(1L, 2L, 1L, 8L, 5L);
        assertThat(of(CumMin("R = T"), "K")).containsExactly(START, START.plusSeconds(1), START, START.plusSeconds(1), START);
        assertThat(of(CumMax("R = D"))).containsExactly(1.0, 2.0, 3.0, 3.0, 3.0);
        assertThat(of(CumCountWhere("R", "I > 1", "K = `b`"))).containsExactly(0L, 1L, 1L, 2L, 2L);
        assertThat(of(CumCountWhere("R", FilterOr.of(Filter.from("I = 1", "I = 5"))))).containsExactly(1L, 1L, 1L, 1L, 2L);
        assertThat(of(Fill("R = I"))).containsExactly(1, 2, 2, 4, 5);
        assertThat(of(Fill("R = I"), "K")).containsExactly(1, 2, 1, 4, 5);
        assertThat(of(Delta("R = I"))).containsExactly(null, 1, null, null, 1);
        assertThat(of(Delta(DeltaControl.VALUE_DOMINATES, "R = I"))).containsExactly(1, 1, null, 4, 1);
        assertThat(of(Delta(DeltaControl.builder().zeroDominates().build(), "R = I"))).containsExactly(0, 1, null, 0, 1);
        assertThat(of(Delta("R = T"), "K")).containsExactly(null, null, 5 * SECOND, 5 * SECOND, 15 * SECOND);
    }

    @Test
    void exponentialResults() {
        double left = Math.exp(-0.5);
        assertThat(of(Ema(2, "R = I"), "K")).containsExactly(1.0, 2.0, 1.0, 2 * left + (1 - left) * 4, left + (1 - left) * 5);
        assertThat(of(Ems(2, "R = I"), "K")).containsExactly(1.0, 2.0, 1.0, 2 * left + 4, left + 5);
        assertThat(of(EmMin(2, "R = I"), "K")).containsExactly(1.0, 2.0, 1.0, 2 * left, left);
        assertThat(of(EmMax(2, "R = I"), "K")).containsExactly(1.0, 2.0, 1.0, 4.0, 5.0);
        assertThat(of(EmStd(2, "R = I"), "K").get(0)).isEqualTo(Double.NaN);
        double five = Math.exp(-0.5);
        for (UpdateByOperation ema : List.of(Ema("T", 10 * SECOND, "R = I"), Ema("T", Duration.ofSeconds(10), "R = I"))) {
            assertThat(of(ema, "K").get(3)).isEqualTo(2 * five + (1 - five) * 4);
        }
        OperationControl reset = OperationControl.builder().onNullValue(BadDataBehavior.RESET)
                .onNanValue(BadDataBehavior.POISON).build();
        assertThat(of(Ema(reset, 2, "R = I"), "K")).containsExactly(1.0, 2.0, null, 2 * left + (1 - left) * 4, 5.0);
        assertThat(of(Ema(reset, "T", SECOND, "R = D"))).endsWith(Double.NaN);
        OperationControl strict = OperationControl.builder().onNanValue(BadDataBehavior.THROW).build();
        assertThatThrownBy(() -> of(EmMax(strict, "T", Duration.ofSeconds(1), "R = D"))).isInstanceOf(TopictableError.class)
                .hasMessageContaining("column \"D\" has a NaN");
    }

    @Test
    void windowsOfRows() {
        assertThat(of(RollingSum(2, "R = I"))).containsExactly(1L, 3L, 2L, 4L, 9L);
        assertThat(of(RollingSum(1, 1, "R = I"))).containsExactly(3L, 2L, 4L, 9L, 5L);
        assertThat(of(RollingAvg(2, "R = I"))).containsExactly(1.0, 1.5, 2.0, 4.0, 4.5);
        assertThat(of(RollingMin(2, "R = I"))).containsExactly(1, 1, 2, 4, 4);
        assertThat(of(RollingMax(2, 1, "R = I"))).containsExactly(2, 2, 4, 5, 5);
        assertThat(of(RollingProduct(2, 0, "R = I"))).containsExactly(1.0, 2.0, 2.0, 4.0, 20.0);
        assertThat(of(RollingCount(2, "R = I"))).containsExactly(1L, 2L, 1L, 1L, 2L);
        assertThat(of(RollingCountWhere(2, "R", "I > 1"))).containsExactly(0L, 1L, 1L, 1L, 2L);
        assertThat(of(RollingStd(5, "R = I")).get(1)).isEqualTo(Math.sqrt(0.5));
        assertThat(of(RollingWAvg(2, "I", "R = D"))).startsWith(1.0, 5.0 / 3, 2.0, null);
        List<Object> groups = of(RollingGroup(2, "R = I"), "K");
        assertThat(((IntVector) groups.get(3)).toArray()).containsExactly(2, 4);
        assertThat(((IntVector) groups.get(2)).toArray()).containsExactly(1, NULL_INT);
        assertThat(of(RollingFormula(2, "sum(x) * 2", "x", "R = I"))).containsExactly(2L, 6L, 4L, 8L, 18L);
        assertThat(of(RollingFormula(2, 1, "R = K + sum(I)"), "K")).containsExactly("a1", "b6", "a6", "b6", "a5");
    }

    @Test
    void windowsOfTime() {
        for (UpdateByOperation sum : List.of(RollingSum("T", 5 * SECOND, "R = I"), RollingSum("T", Duration.ofSeconds(5), "R = I"))) {
            assertThat(of(sum)).containsExactly(1L, 3L, 3L, 6L, 5L);
        }
        assertThat(of(RollingCount("T", Duration.ZERO, Duration.ofSeconds(5), "R = I"))).containsExactly(2L, 2L, 1L, 1L, 1L);
        assertThat(of(RollingMax("T", -SECOND, 5 * SECOND, "R = I"))).containsExactly(2, 4, 4, null, null);
        List<Object> groups = of(RollingGroup("T", 5 * SECOND, "R = I"));
        assertThat(((IntVector) groups.get(3)).toArray()).containsExactly(2, NULL_INT, 4);
        assertThat(of(RollingFormula("T", 5 * SECOND, "R = count(I)"))).containsExactly(1L, 2L, 2L, 2L, 1L);
    }

    @Test
    void severalAtOnceAndTheirPlaces() {
        Table table = values();
        Table all = closeLater(table.updateBy(List.of(CumSum("Sum = I"), CumMax("D")), "K"));
        assertThat(all.getDefinition().getColumnNamesArray()).containsExactly("K", "I", "D", "T", "B", "Sum");
        assertThat(Rows.column(all, "D")).containsExactly(1.0, 2.0, 3.0, 2.0, 3.0);
        UpdateByControl control = UpdateByControl.builder().useRedirection(true).chunkCapacity(128).build();
        List<Object> sums = Rows.column(all, "Sum");
        for (Table same : List.of(table.updateBy(control, CumSum("Sum = I"), "K"),
                table.updateBy(control, List.of(CumSum("Sum = I")), ColumnName.from("K")),
                table.updateBy(List.of(CumSum("Sum = I")), ColumnName.from("K")),
                table.updateBy(UpdateByOperation.of(UpdateBySpec.of("cum_sum"), "Sum = I"), "K"))) {
            assertThat(Rows.column(closeLater(same), "Sum")).isEqualTo(sums);
        }
        assertThat(Rows.column(closeLater(table.view("I", "D").updateBy(control, List.of(CumSum()))), "I"))
                .containsExactly(1L, 3L, 3L, 7L, 12L);
    }

    @Test
    void decimalsAreRoundedAsTheContextSays() {
        BigDecimal[] decimals = {new BigDecimal("1234567890.1234567890"), new BigDecimal("2"), null};
        BigInteger[] integers = {BigInteger.TWO, null, BigInteger.TEN.pow(30)};
        Table table = closeLater(newTable(TableTools.col("D", decimals), TableTools.col("I", integers)));
        assertThat(Rows.column(closeLater(table.updateBy(CumSum("R = D"))), "R"))
                .containsExactly(decimals[0], new BigDecimal("1234567892.123457"), new BigDecimal("1234567892.123457"));
        UpdateByControl up = UpdateByControl.builder().mathContext(new MathContext(5, RoundingMode.UP)).build();
        assertThat(Rows.column(closeLater(table.updateBy(up, RollingAvg(2, "R = D"))), "R"))
                .containsExactly(new BigDecimal("1.2346E+9"), new BigDecimal("6.1729E+8"), new BigDecimal("2"));
        assertThat(Rows.column(closeLater(table.updateBy(CumSum("R = I"))), "R"))
                .containsExactly(BigInteger.TWO, BigInteger.TWO, BigInteger.TEN.pow(30).add(BigInteger.TWO));
        OperationControl seven = OperationControl.builder().bigValueContext(MathContext.DECIMAL32).build();
        assertThat(Rows.column(closeLater(table.updateBy(Ema(seven, 3, "R = D"))), "R").get(1))
                .isEqualTo(new BigDecimal("8.846065E+8"));
    }

    @Test
    void aRowThatChangesChangesThoseBehind() {
        Table input = closeLater(KeyedArrayBackedInputTable.make(
                closeLater(newTable(stringCol("K", "a", "b", "c"), intCol("V", 1, 2, 3))), "K"));
        Table sums = closeLater(input.updateBy(List.of(CumSum("Sum = V"), RollingSum(2, "Two = V"), Fill("F = V"))));
        assertThat(Rows.of(sums, "Sum", "Two")).containsExactly(List.of(1L, 1L), List.of(3L, 3L), List.of(6L, 5L));
        Table change = closeLater(newTable(stringCol("K", "a"), intCol("V", 10)));
        InputTableUpdater.from(input).add(change);
        assertThat(Rows.of(sums, "Sum", "Two")).containsExactly(List.of(10L, 10L), List.of(12L, 12L), List.of(15L, 5L));
        InputTableUpdater.from(input).delete(closeLater(newTable(stringCol("K", "b"))));
        assertThat(Rows.of(sums, "Sum", "Two")).containsExactly(List.of(10L, 10L), List.of(13L, 13L));
    }

    @Test
    void whatIsWrongIsNamed() {
        Table table = values();
        assertThatThrownBy(() -> table.updateBy(CumSum("R = Nope"))).isInstanceOf(NotFoundException.class)
                .hasMessageContaining("column \"Nope\" of cumSum(R = Nope) does not exist");
        assertThatThrownBy(() -> table.updateBy(Ema(2, "R = K"))).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("column \"K\" of type Utf8 cannot be in ema(2; R = K)");
        assertThatThrownBy(() -> table.updateBy(RollingSum("I", 5, "R = D"))).hasMessageContaining("timestamp column \"I\"");
        assertThatThrownBy(() -> table.updateBy(RollingSum(-2, 1, "R = D"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ends before it begins");
        assertThatThrownBy(() -> table.updateBy(List.of(), "K")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("updateBy has no operations");
    }
}
