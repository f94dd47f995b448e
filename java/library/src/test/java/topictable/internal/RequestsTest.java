package topictable.internal;

import static io.deephaven.api.agg.Aggregation.AggAbsSum;
import static io.deephaven.api.agg.Aggregation.AggApproxPct;
import static io.deephaven.api.agg.Aggregation.AggAvg;
import static io.deephaven.api.agg.Aggregation.AggCount;
import static io.deephaven.api.agg.Aggregation.AggCountDistinct;
import static io.deephaven.api.agg.Aggregation.AggCountWhere;
import static io.deephaven.api.agg.Aggregation.AggDistinct;
import static io.deephaven.api.agg.Aggregation.AggFirst;
import static io.deephaven.api.agg.Aggregation.AggFormula;
import static io.deephaven.api.agg.Aggregation.AggFirstRowKey;
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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.api.AsOfJoinMatch;
import io.deephaven.api.AsOfJoinRule;
import io.deephaven.api.ColumnName;
import io.deephaven.api.JoinAddition;
import io.deephaven.api.JoinMatch;
import io.deephaven.api.NaturalJoinType;
import io.deephaven.api.RawString;
import io.deephaven.api.Selectable;
import io.deephaven.api.SortColumn;
import io.deephaven.api.TableOperations;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.agg.spec.AggSpec;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.filter.FilterComparison;
import io.deephaven.api.filter.FilterIn;
import io.deephaven.api.filter.FilterOr;
import io.deephaven.api.literal.Literal;
import io.deephaven.engine.table.TableDefinition;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import topictable.UnsupportedFeatureException;

/** What the native library is asked for by each form of each operation. */
class RequestsTest {
    /** A table that writes down what is asked of it. */
    private static final class Recorder extends DerivedOperations<Recorder, Recorder> {
        private String request;

        @Override
        Recorder derive(Operation operation) {
            request = operation.request(operation.variables(TableDefinition.of())).toString().replace('"', '\'');
            return this;
        }

        @Override
        Recorder combine(Operation operation, Recorder right) {
            return derive(operation);
        }
    }

    private static final Recorder RIGHT = new Recorder();

    private static String asked(Consumer<Recorder> operation) {
        Recorder recorder = new Recorder();
        operation.accept(recorder);
        return recorder.request;
    }

    private static String aggregation(Aggregation aggregation) {
        String request = asked(table -> table.aggBy(aggregation));
        return request.substring("{'agg_by':{'keys':[],'aggregations':[".length(), request.length() - "]}}".length());
    }

    @Test
    void rows() {
        assertThat(asked(table -> table.head(3))).isEqualTo("{'head':{'rows':3}}");
        assertThat(asked(table -> table.tail(3))).isEqualTo("{'tail':{'rows':3}}");
        assertThat(asked(table -> table.slice(-3, 0))).isEqualTo("{'slice':{'first':-3,'last':0}}");
        assertThat(asked(TableOperations::reverse)).isEqualTo("{'reverse':{}}");
        assertThat(asked(TableOperations::snapshot)).isEqualTo("{'snapshot':{}}");
        assertThat(asked(table -> table.sort("A", "B"))).isEqualTo("{'sort':{'columns':["
                + "{'column':'A','descending':false},{'column':'B','descending':false}]}}");
        assertThat(asked(table -> table.sortDescending("A"))).isEqualTo("{'sort':{'columns':[{'column':'A','descending':true}]}}");
        assertThat(asked(table -> table.sort(List.of(SortColumn.desc(ColumnName.of("A")), ColumnName.of("B").asc()))))
                .isEqualTo("{'sort':{'columns':[{'column':'A','descending':true},{'column':'B','descending':false}]}}");
    }

    @Test
    void filters() {
        assertThat(asked(TableOperations::where)).isEqualTo("{'where':{'filters':[]}}");
        assertThat(asked(table -> table.where("A > 1", "B = `x`"))).isEqualTo("{'where':{'filters':['A > 1','B = `x`']}}");
        assertThat(asked(table -> table.where(RawString.of("A > 1")))).isEqualTo("{'where':{'filters':['A > 1']}}");
        assertThat(asked(table -> table.where(Filter.or(Filter.from("A > 1", "B = `x`")))))
                .isEqualTo("{'where':{'filters':[{'or':['A > 1','B = `x`']}]}}");
        assertThat(asked(table -> table.where(FilterOr.of(Filter.and(Filter.from("A > 1", "B")), Filter.not(RawString.of("C"))))))
                .isEqualTo("{'where':{'filters':[{'or':[{'and':['A > 1','B']},{'not':'C'}]}]}}");
        assertThat(asked(table -> table.where(FilterComparison.geq(ColumnName.of("A"), Literal.of(5L)))))
                .isEqualTo("{'where':{'filters':['A >= 5L']}}");
        assertThat(asked(table -> table.where(FilterIn.of(ColumnName.of("A"), Literal.of("x"), Literal.of("y")))))
                .isEqualTo("{'where':{'filters':['A in `x`, `y`']}}");
        assertThat(asked(table -> table.where(Filter.isNotNull(ColumnName.of("A")))))
                .isEqualTo("{'where':{'filters':[{'not':'isNull(A)'}]}}");
        assertThat(asked(table -> table.whereIn(RIGHT, "A", "B = C"))).isEqualTo("{'where_in':{'on':['A','B = C']}}");
        assertThat(asked(table -> table.whereNotIn(RIGHT, JoinMatch.from("A", "B=C"))))
                .isEqualTo("{'where_not_in':{'on':['A','B = C']}}");
    }

    @Test
    void columns() {
        assertThat(asked(table -> table.view("A", "B = C + 1"))).isEqualTo("{'view':{'columns':['A','B = C + 1']}}");
        assertThat(asked(table -> table.updateView("B = 1"))).isEqualTo("{'update_view':{'columns':['B = 1']}}");
        assertThat(asked(table -> table.lazyUpdate("B = 1"))).isEqualTo("{'lazy_update':{'columns':['B = 1']}}");
        assertThat(asked(TableOperations::update)).isEqualTo("{'update':{'columns':[]}}");
        assertThat(asked(table -> table.select())).isEqualTo("{'select':{'columns':[]}}");
        assertThat(asked(table -> table.selectDistinct())).isEqualTo("{'select_distinct':{'columns':[]}}");
        assertThat(asked(table -> table.update(List.of(ColumnName.of("A"), Selectable.parse("B=A == 1"),
                Selectable.of(ColumnName.of("C"), ColumnName.of("D")))))).isEqualTo("{'update':{'columns':['A','B = A == 1','C = D']}}");
        assertThat(asked(table -> table.dropColumns(ColumnName.of("A")))).isEqualTo("{'drop_columns':{'columns':['A']}}");
        assertThat(asked(table -> table.dropColumns(List.of("A")))).isEqualTo("{'drop_columns':{'columns':['A']}}");
    }

    @Test
    void joins() {
        assertThat(asked(table -> table.naturalJoin(RIGHT, "A, B=C"))).isEqualTo("{'natural':{'on':['A','B=C'],'add':[]}}");
        assertThat(asked(table -> table.naturalJoin(RIGHT, "", "X = Y ,Z"))).isEqualTo("{'natural':{'on':[],'add':['X = Y','Z']}}");
        assertThat(asked(table -> table.naturalJoin(RIGHT, JoinMatch.from("A", "B == C"), JoinAddition.from("X=Y"))))
                .isEqualTo("{'natural':{'on':['A','B = C'],'add':['X = Y']}}");
        assertThat(asked(table -> table.naturalJoin(RIGHT, "A", NaturalJoinType.FIRST_MATCH)))
                .isEqualTo("{'natural':{'on':['A'],'add':[],'matching':'first'}}");
        assertThat(asked(table -> table.naturalJoin(RIGHT, "A", NaturalJoinType.EXACTLY_ONE_MATCH)))
                .isEqualTo("{'exact':{'on':['A'],'add':[]}}");
        assertThat(asked(table -> table.exactJoin(RIGHT, "A", "X"))).isEqualTo("{'exact':{'on':['A'],'add':['X']}}");
        assertThat(asked(table -> table.join(RIGHT))).isEqualTo("{'cross':{'on':[],'add':[]}}");
        assertThat(asked(table -> table.join(RIGHT, "A"))).isEqualTo("{'cross':{'on':['A'],'add':[]}}");
        assertThat(asked(table -> table.aj(RIGHT, "A, T >= U"))).isEqualTo("{'as_of':{'on':['A','T >= U'],'add':[]}}");
        assertThat(asked(table -> table.raj(RIGHT, "T", "X"))).isEqualTo("{'reverse_as_of':{'on':['T'],'add':['X']}}");
        AsOfJoinMatch later = AsOfJoinMatch.of(ColumnName.of("T"), AsOfJoinRule.LESS_THAN, ColumnName.of("U"));
        assertThat(asked(table -> table.asOfJoin(RIGHT, JoinMatch.from("A"), later, List.of())))
                .isEqualTo("{'reverse_as_of':{'on':['A','T < U'],'add':[]}}");
        assertThat(asked(table -> table.asOfJoin(RIGHT, List.of(), AsOfJoinMatch.parseForAj("T"), JoinAddition.from("X"))))
                .isEqualTo("{'as_of':{'on':['T >= T'],'add':['X']}}");
    }

    @Test
    void groups() {
        assertThat(asked(table -> table.groupBy("A"))).isEqualTo("{'group_by':{'keys':['A']}}");
        assertThat(asked(table -> table.groupBy(List.of(ColumnName.of("A"))))).isEqualTo("{'group_by':{'keys':['A']}}");
        assertThat(asked(table -> table.ungroup())).isEqualTo("{'ungroup':{'columns':[],'null_fill':false}}");
        assertThat(asked(table -> table.ungroup(true, "A"))).isEqualTo("{'ungroup':{'columns':['A'],'null_fill':true}}");
        assertThat(asked(table -> table.countBy("N", "A"))).isEqualTo("{'count_by':{'column':'N','keys':['A']}}");
        assertThat(asked(table -> table.sumBy())).isEqualTo("{'agg_all_by':{'keys':[],'aggregation':{'sum':{}}}}");
        assertThat(asked(table -> table.lastBy("A", "B"))).isEqualTo("{'agg_all_by':{'keys':['A','B'],'aggregation':{'last':{}}}}");
        assertThat(asked(table -> table.wavgBy("W", "A")))
                .isEqualTo("{'agg_all_by':{'keys':['A'],'aggregation':{'weighted_avg':{'weight':'W'}}}}");
        assertThat(asked(table -> table.wsumBy("W", ColumnName.of("A"))))
                .isEqualTo("{'agg_all_by':{'keys':['A'],'aggregation':{'weighted_sum':{'weight':'W'}}}}");
        assertThat(asked(table -> table.medianBy(List.of("A"))))
                .isEqualTo("{'agg_all_by':{'keys':['A'],'aggregation':{'median':{'average_evenly_divided':true}}}}");
        assertThat(asked(table -> table.aggAllBy(AggSpec.max(), ColumnName.of("A"))))
                .isEqualTo("{'agg_all_by':{'keys':['A'],'aggregation':{'max':{}}}}");
    }

    @Test
    void aggregations() {
        assertThat(asked(table -> table.aggBy(List.of(AggCount("N")), true, RIGHT, ColumnName.from("A"))))
                .contains("'agg_by'", "'keys':['A']", "'preserve_empty':true");
        assertThat(asked(table -> table.aggBy(List.of(AggSum("X", "Y = Z"), AggCount("N")), "A")))
                .isEqualTo("{'agg_by':{'keys':['A'],'aggregations':[{'sum':{'columns':['X','Y = Z']}},{'count':{'column':'N'}}]}}");
        assertThat(aggregation(AggAbsSum("X"))).isEqualTo("{'abs_sum':{'columns':['X']}}");
        assertThat(aggregation(AggAvg("X"))).isEqualTo("{'avg':{'columns':['X']}}");
        assertThat(aggregation(AggMin("X"))).isEqualTo("{'min':{'columns':['X']}}");
        assertThat(aggregation(AggMax("X"))).isEqualTo("{'max':{'columns':['X']}}");
        assertThat(aggregation(AggFirst("X"))).isEqualTo("{'first':{'columns':['X']}}");
        assertThat(aggregation(AggLast("X"))).isEqualTo("{'last':{'columns':['X']}}");
        assertThat(aggregation(AggStd("X"))).isEqualTo("{'std':{'columns':['X']}}");
        assertThat(aggregation(AggVar("X"))).isEqualTo("{'var':{'columns':['X']}}");
        assertThat(aggregation(AggGroup("X"))).isEqualTo("{'group':{'columns':['X']}}");
        assertThat(aggregation(AggMed("X"))).isEqualTo("{'median':{'average_evenly_divided':true,'columns':['X']}}");
        assertThat(aggregation(AggMed(false, "X"))).isEqualTo("{'median':{'average_evenly_divided':false,'columns':['X']}}");
        assertThat(aggregation(AggWAvg("W", "X"))).isEqualTo("{'weighted_avg':{'weight':'W','columns':['X']}}");
        assertThat(aggregation(AggWSum("W", "X"))).isEqualTo("{'weighted_sum':{'weight':'W','columns':['X']}}");
        assertThat(aggregation(AggCountWhere("N", "X > 1", "Y"))).isEqualTo("{'count_where':{'column':'N','filters':['X > 1','Y']}}");
        assertThat(aggregation(AggCountDistinct("X"))).isEqualTo("{'count_distinct':{'count_nulls':false,'columns':['X']}}");
        assertThat(aggregation(AggDistinct(true, "X"))).isEqualTo("{'distinct':{'include_nulls':true,'columns':['X']}}");
        assertThat(aggregation(AggUnique("X"))).isEqualTo("{'unique':{'include_nulls':false,'columns':['X']}}");
        assertThat(aggregation(AggSortedFirst("S", "X"))).isEqualTo("{'sorted_first':{'by':['S'],'columns':['X']}}");
        assertThat(aggregation(AggSortedLast(List.of("S", "T"), "X"))).isEqualTo("{'sorted_last':{'by':['S','T'],'columns':['X']}}");
        assertThat(aggregation(AggFreeze("X"))).isEqualTo("{'freeze':{'columns':['X']}}");
        assertThat(aggregation(AggPct(0.9, "X"))).contains("'fraction':0.9", "'average_evenly_divided':false", "'columns':['X']");
        assertThat(aggregation(AggPct("X", PctOut(0.5, "P")))).contains("'fraction':0.5", "'columns':['P = X']");
        assertThat(aggregation(AggFormula("R = max(X) - Y"))).isEqualTo("{'formula':{'formula':'R = max(X) - Y'}}");
        assertThat(aggregation(AggFormula("R", "max(X)"))).isEqualTo("{'formula':{'formula':'R = max(X)'}}");
        assertThat(aggregation(AggFormula("max(each)", "each", "R = X"))).contains("'formula':'max(each)'", "'param':'each'", "'columns':['R = X']");
        assertThat(aggregation(AggApproxPct("X", 100, PctOut(0.5, "P"))))
                .contains("'approximate_percentile'", "'fraction':0.5", "'columns':['P = X']");
        assertThat(aggregation(AggTDigest("X"))).isEqualTo("{'t_digest':{'columns':['X']}}");
        assertThat(aggregation(AggTDigest(50, "X"))).contains("'compression':50.0", "'columns':['X']");
        assertThat(aggregation(Aggregation.of(AggSum("X"), Aggregation.of(AggSpec.min(), "Y"))))
                .isEqualTo("{'sum':{'columns':['X']}},{'min':{'columns':['Y']}}");
    }

    @Test
    void whatIsNotThere() {
        assertThatThrownBy(() -> AggFirstRowKey("X")).isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("AggFirstRowKey");
    }
}
