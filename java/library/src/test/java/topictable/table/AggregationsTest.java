package topictable.table;

import static io.deephaven.api.agg.Aggregation.AggAbsSum;
import static io.deephaven.api.agg.Aggregation.AggApproxPct;
import static io.deephaven.api.agg.Aggregation.AggAvg;
import static io.deephaven.api.agg.Aggregation.AggCount;
import static io.deephaven.api.agg.Aggregation.AggCountDistinct;
import static io.deephaven.api.agg.Aggregation.AggCountWhere;
import static io.deephaven.api.agg.Aggregation.AggDistinct;
import static io.deephaven.api.agg.Aggregation.AggFirst;
import static io.deephaven.api.agg.Aggregation.AggFormula;
import static io.deephaven.api.agg.Aggregation.AggFreeze;
import static io.deephaven.api.agg.Aggregation.AggGroup;
import static io.deephaven.api.agg.Aggregation.AggLast;
import static io.deephaven.api.agg.Aggregation.AggMax;
import static io.deephaven.api.agg.Aggregation.AggMed;
import static io.deephaven.api.agg.Aggregation.AggMin;
import static io.deephaven.api.agg.Aggregation.AggPct;
import static io.deephaven.api.agg.Aggregation.AggSortedFirst;
import static io.deephaven.api.agg.Aggregation.AggSortedLast;
import static io.deephaven.api.agg.Aggregation.AggStd;
import static io.deephaven.api.agg.Aggregation.AggSum;
import static io.deephaven.api.agg.Aggregation.AggTDigest;
import static io.deephaven.api.agg.Aggregation.AggUnique;
import static io.deephaven.api.agg.Aggregation.AggVar;
import static io.deephaven.api.agg.Aggregation.AggWAvg;
import static io.deephaven.api.agg.Aggregation.AggWSum;
import static io.deephaven.api.agg.Aggregation.PctOut;
import static io.deephaven.engine.util.TableTools.doubleCol;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static topictable.testing.NoLeaks.closeLater;

import com.tdunning.math.stats.TDigest;
import io.deephaven.api.ColumnName;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.agg.spec.AggSpec;
import io.deephaven.engine.context.ExecutionContext;
import io.deephaven.engine.context.QueryScope;
import io.deephaven.engine.context.StandaloneQueryScope;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import io.deephaven.vector.DoubleVector;
import io.deephaven.vector.IntVector;
import io.deephaven.vector.ObjectVector;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.TopictableError;
import topictable.testing.Rows;

class AggregationsTest {
    private static Table values() {
        return closeLater(newTable(stringCol("K", "a", "b", "a", "a"), intCol("I", 1, 2, NULL_INT, 4),
                doubleCol("D", 1.5, 2.5, 3.5, -4.5), stringCol("S", "x", "y", null, "x")));
    }

    /** What the aggregations make of the group {@code a}. */
    private static List<Object> ofA(Aggregation... aggregations) {
        Table result = closeLater(values().aggBy(List.of(aggregations), "K"));
        assertThat(Rows.column(result, "K")).containsExactly("a", "b");
        return Rows.of(result).get(0).subList(1, result.numColumns());
    }

    @Test
    void allOfThem() {
        assertThat(ofA(AggSum("I", "Total = D"), AggAbsSum("Abs = D"), AggAvg("Avg = I"), AggCount("N")))
                .containsExactly(5L, 0.5, 9.5, 2.5, 3L);
        assertThat(ofA(AggMin("Lo = D"), AggMax("Hi = D"), AggFirst("F = S"), AggLast("L = S"))).containsExactly(-4.5, 3.5, "x", "x");
        assertThat(ofA(AggMed("Mid = D"), AggMed(false, "MidI = I"), AggPct(0.5, "P = D"), AggPct("D", PctOut(0, "P0"), PctOut(1, "P1"))))
                .containsExactly(1.5, 4, 1.5, -4.5, 3.5);
        assertThat(ofA(AggVar("V = I"), AggStd("SD = I"))).containsExactly(4.5, Math.sqrt(4.5));
        assertThat(ofA(AggWAvg("I", "WA = D"), AggWSum("I", "WS = D"))).containsExactly((1.5 - 18) / 5, 1.5 - 18);
        assertThat(ofA(AggCountDistinct("N = S"), AggCountDistinct(true, "NN = S"), AggUnique("U = S"), AggUnique(true, "UN = S")))
                .containsExactly(1L, 2L, "x", null);
        assertThat(ofA(AggCountWhere("Big", "D > 0"), AggCountWhere("BigX", "D > 0", "S = `x`"))).containsExactly(2L, 1L);
        assertThat(ofA(AggSortedFirst("D", "FI = I"), AggSortedLast(List.of("S", "D"), "LI = I"))).containsExactly(4, 1);
    }

    @Test
    void formulas() {
        assertThat(ofA(AggFormula("Label = K + I.size()"), AggFormula("Range", "max(D) - min(D)"), AggSum("I")))
                .containsExactly("a3", 8.0, 5L);
        assertThat(ofA(AggFormula("max(x) - min(x)", "x", "RD = D", "RI = I"))).containsExactly(8.0, 3);
        assertThat(ofA(AggApproxPct(0.5, "P = D"), AggApproxPct("I", PctOut(0, "Lo"), PctOut(1, "Hi")))).containsExactly(1.5, 1.0, 4.0);
        QueryScope scope = new StandaloneQueryScope();
        scope.putParam("factor", 10);
        ExecutionContext.getContext().withQueryScope(scope).apply(() -> {
            Table scaled = closeLater(values().view("K", "I").aggAllBy(AggSpec.formula("factor * max(each)", "each"), "K"));
            assertThat(Rows.of(scaled)).containsExactly(List.of("a", 40), List.of("b", 20));
        });
        assertThatThrownBy(() -> values().aggBy(AggFormula("X = max(Nope)"), "K")).isInstanceOf(TopictableError.class)
                .hasMessageContaining("Nope");
    }

    /** The answers of the library that has the digests, and of formulas. */
    @Test
    void digests() {
        Table digests = closeLater(values().aggBy(List.of(AggTDigest("DD = D"), AggTDigest(50, "DI = I")), "K"));
        assertThat(digests.getDefinition().getColumn("DD").getDataType()).isEqualTo(TDigest.class);
        TDigest digest = digests.<TDigest>getColumnSource("DD").get(digests.getRowSet().get(0));
        assertThat(List.of(digest.size(), digest.getMin(), digest.getMax(), digest.quantile(0.5), digest.compression()))
                .containsExactly(3L, -4.5, 3.5, 1.5, 100.0);
        digest.add(100);
        TDigest one = digests.<TDigest>getColumnSource("DI").get(digests.getRowSet().get(1));
        assertThat(List.of(one.size(), one.quantile(0.5), one.compression())).containsExactly(1L, 2.0, 50.0);
        Table asked = closeLater(digests.view("N = DD.size()", "Q = DD.quantile(0.5)", "Below = DD.cdf(0.0)",
                "Typed = ((com.tdunning.math.stats.TDigest)DI).getMax()"));
        assertThat(Rows.of(asked).get(0)).containsExactly(3L, 1.5, 1 / 3.0, 4.0);
        Table empty = closeLater(values().where("K = `none`").aggBy(List.of(AggTDigest("D")), true, null, List.of()));
        TDigest nothing = empty.<TDigest>getColumnSource("D").get(0);
        assertThat(List.of(nothing.size(), nothing.quantile(0.5))).containsExactly(0L, Double.NaN);
        assertThatThrownBy(() -> values().aggBy(AggTDigest("S"), "K")).isInstanceOf(TopictableError.class)
                .hasMessageContaining("\"S\"");
    }

    /** Numbers that share centroids: both answer from the same ones. */
    @Test
    void digestsOfManyNumbers() {
        Table digests = closeLater(TableTools.emptyTable(20_000).view("V = ii * 7919 % 20000").aggBy(AggTDigest("V")));
        TDigest digest = digests.<TDigest>getColumnSource("V").get(0);
        Table asked = closeLater(digests.view("Q = V.quantile(0.99)", "C = V.cdf(5000)", "N = V.centroidCount()", "S = V.size()"));
        List<Object> answers = Rows.of(asked).get(0);
        assertThat((double) answers.get(0)).isCloseTo(19_800, offset(20.0)).isCloseTo(digest.quantile(0.99), offset(1e-6));
        assertThat((double) answers.get(1)).isCloseTo(0.25, offset(0.002)).isCloseTo(digest.cdf(5000), offset(1e-9));
        assertThat(answers.subList(2, 4)).containsExactly(digest.centroidCount(), 20_000L);
    }

    @Test
    void groupsAreVectors() {
        Table groups = closeLater(values().groupBy("K"));
        assertThat(groups.getDefinition().getColumnStream().map(column -> column.getDataType().getSimpleName()))
                .containsExactly("String", "IntVector", "DoubleVector", "ObjectVector");
        assertThat(groups.getDefinition().getColumn("S").getComponentType()).isEqualTo(String.class);
        assertThat(groups.getColumnSource("I").getComponentType()).isEqualTo(int.class);
        IntVector ints = groups.<IntVector>getColumnSource("I").get(groups.getRowSet().get(0));
        assertThat(ints).containsExactly(1, null, 4).hasToString("[1, ,4]");
        DoubleVector doubles = groups.<DoubleVector>getColumnSource("D").get(groups.getRowSet().get(0));
        assertThat(doubles.toArray()).containsExactly(1.5, 3.5, -4.5);
        ObjectVector<String> texts = groups.<ObjectVector<String>>getColumnSource("S").get(groups.getRowSet().get(0));
        assertThat(texts).containsExactly("x", null, "x");
        assertThat(texts.getComponentType()).isEqualTo(String.class);
        assertThat(TableTools.string(groups)).isEqualTo("""
                         K|         I|         D|         S
                ----------+----------+----------+----------
                a         |[1, ,4]   |[1.5,3....|[x, ,x]  \s
                b         |[2]       |[2.5]     |[y]      \s
                """);
        assertThat(ofA(AggGroup("I"), AggDistinct("D1 = S"))).hasToString("[[1, ,4], [x]]");
        assertThat(Rows.of(closeLater(groups.ungroup()), "K", "I")).containsExactly(List.of("a", 1), Arrays.asList("a", null),
                List.of("a", 4), List.of("b", 2));
        assertThat(closeLater(closeLater(values().groupBy()).ungroup("I")).size()).isEqualTo(4);
    }

    @Test
    void oneOfAllColumns() {
        Table numbers = closeLater(values().dropColumns("S"));
        assertThat(Rows.of(closeLater(numbers.sumBy("K")))).containsExactly(List.of("a", 5L, 0.5), List.of("b", 2L, 2.5));
        assertThat(Rows.of(closeLater(numbers.avgBy(ColumnName.of("K"))))).containsExactly(List.of("a", 2.5, 0.5 / 3), List.of("b", 2.0, 2.5));
        assertThat(Rows.of(closeLater(numbers.minBy(List.of("K"))))).containsExactly(List.of("a", 1, -4.5), List.of("b", 2, 2.5));
        assertThat(Rows.of(closeLater(numbers.maxBy("K")))).containsExactly(List.of("a", 4, 3.5), List.of("b", 2, 2.5));
        assertThat(Rows.of(closeLater(numbers.medianBy("K")))).containsExactly(List.of("a", 2.5, 1.5), List.of("b", 2.0, 2.5));
        assertThat(Rows.of(closeLater(numbers.absSumBy("K")))).containsExactly(List.of("a", 5L, 9.5), List.of("b", 2L, 2.5));
        assertThat(Rows.of(closeLater(numbers.firstBy("K")))).containsExactly(List.of("a", 1, 1.5), List.of("b", 2, 2.5));
        assertThat(Rows.of(closeLater(numbers.lastBy()))).containsExactly(List.of("a", 4, -4.5));
        assertThat(Rows.of(closeLater(numbers.wavgBy("I", "K")))).containsExactly(List.of("a", -16.5 / 5), List.of("b", 2.5));
        assertThat(Rows.of(closeLater(numbers.wsumBy("I", "K")))).containsExactly(List.of("a", -16.5), List.of("b", 5.0));
        assertThat(Rows.of(closeLater(numbers.aggAllBy(AggSpec.max(), "K")))).isEqualTo(Rows.of(closeLater(numbers.maxBy("K"))));
        assertThat(Rows.of(closeLater(numbers.countBy("N", "K")))).containsExactly(List.of("a", 3L), List.of("b", 1L));
        assertThat(Rows.column(closeLater(numbers.view("I").varBy()), "I")).containsExactly(7.0 / 3);
        assertThat(Rows.of(closeLater(numbers.aggBy(AggSum("I"))))).containsExactly(List.of(7L));
    }

    @Test
    void rowsOfGroups() {
        Table values = values();
        assertThat(Rows.of(closeLater(values.headBy(1, "K")), "K", "D")).containsExactly(List.of("a", 1.5), List.of("b", 2.5));
        assertThat(Rows.of(closeLater(values.tailBy(2, List.of("K"))), "K", "D"))
                .containsExactly(List.of("a", 3.5), List.of("a", -4.5), List.of("b", 2.5));
        assertThat(Rows.column(closeLater(values.selectDistinct("K")), "K")).containsExactly("a", "b");
        assertThat(closeLater(values.selectDistinct()).size()).isEqualTo(4);
    }

    @Test
    void groupsNeedNoRows() {
        Table initial = closeLater(newTable(stringCol("K", "z", "b"), intCol("Other", 1, 2)));
        List<Aggregation> aggregations = List.of(AggSum("I"), AggCount("N"));
        List<ColumnName> keys = List.of(ColumnName.of("K"));
        Table values = values();
        assertThat(Rows.of(closeLater(values.aggBy(aggregations, true, initial, keys))))
                .containsExactly(Arrays.asList("z", null, 0L), List.of("b", 2L, 1L), List.of("a", 5L, 3L));
        assertThat(Rows.of(closeLater(values.aggBy(aggregations, false, initial, keys))))
                .containsExactly(List.of("b", 2L, 1L), List.of("a", 5L, 3L));
        assertThat(Rows.of(closeLater(values.aggBy(aggregations, true, null, keys))))
                .containsExactly(List.of("a", 5L, 3L), List.of("b", 2L, 1L));
        Table nothing = closeLater(values.where("I > 9"));
        assertThat(Rows.of(closeLater(nothing.aggBy(aggregations, true)))).containsExactly(Arrays.asList(null, 0L));
        assertThat(closeLater(nothing.aggBy(aggregations, false)).size()).isZero();
        assertThatThrownBy(() -> values.aggBy(aggregations, true, initial, List.of())).isInstanceOf(TopictableError.class)
                .hasMessageContaining("initial groups");
        assertThatThrownBy(() -> values.aggBy(aggregations, true, initial, List.of(ColumnName.of("S"))))
                .isInstanceOf(TopictableError.class).hasMessageContaining("\"S\" of the initial groups");
    }

    @Test
    void frozenValuesAreThoseOfOneRow() {
        assertThat(Rows.of(closeLater(closeLater(values().lastBy("K")).aggBy(AggFreeze("I", "Px = D"), "K"))))
                .containsExactly(List.of("a", 4, -4.5), List.of("b", 2, 2.5));
        assertThatThrownBy(() -> values().aggBy(AggFreeze("I"), "K")).isInstanceOf(TopictableError.class)
                .hasMessageContaining("second row");
    }

    @Test
    void whatIsWrongIsNamed() {
        Table values = values();
        assertThatThrownBy(() -> values.aggBy(AggSum("S"), "K")).isInstanceOf(TopictableError.class).hasMessageContaining("S");
        assertThatThrownBy(() -> values.aggBy(AggSum("Nope"), "K")).isInstanceOf(TopictableError.class).hasMessageContaining("Nope");
        assertThatThrownBy(() -> values.aggBy(AggPct(2, "D"), "K")).isInstanceOf(TopictableError.class);
    }
}
