package topictable.table;

import static io.deephaven.api.agg.Aggregation.AggGroup;
import static io.deephaven.api.agg.Aggregation.AggSum;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.longCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.AsOfJoinMatch;
import io.deephaven.api.AsOfJoinRule;
import io.deephaven.api.ColumnName;
import io.deephaven.api.JoinAddition;
import io.deephaven.api.JoinMatch;
import io.deephaven.api.NaturalJoinType;
import io.deephaven.api.RangeEndRule;
import io.deephaven.api.RangeJoinMatch;
import io.deephaven.api.RangeStartRule;
import io.deephaven.api.Strings;
import io.deephaven.engine.table.MultiJoinFactory;
import io.deephaven.engine.table.MultiJoinInput;
import io.deephaven.engine.table.MultiJoinTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.OuterJoinTools;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.TopictableError;
import topictable.testing.Rows;

class JoinsTest {
    private static Table left() {
        return closeLater(newTable(stringCol("Sym", "A", "B", "C", "A"), longCol("T", 10, 20, 30, 40)));
    }

    private static Table right() {
        return closeLater(newTable(stringCol("Ticker", "A", "B"), intCol("Px", 100, 200), intCol("Lot", 1, 2)));
    }

    @Test
    void natural() {
        Table left = left();
        Table right = right();
        Table all = closeLater(left.naturalJoin(right, "Sym = Ticker"));
        assertThat(all.getDefinition().getColumnNames()).containsExactly("Sym", "T", "Ticker", "Px", "Lot");
        assertThat(Rows.of(all, "Sym", "Px")).containsExactly(List.of("A", 100), List.of("B", 200), Arrays.asList("C", null), List.of("A", 100));
        Table some = closeLater(left.naturalJoin(right, "Sym = Ticker", "Price = Px, Lot"));
        assertThat(some.getDefinition().getColumnNames()).containsExactly("Sym", "T", "Price", "Lot");
        Table objects = closeLater(left.naturalJoin(right, JoinMatch.from("Sym = Ticker"), JoinAddition.from("Price = Px", "Lot")));
        assertThat(Rows.of(objects)).isEqualTo(Rows.of(some));
        Table single = closeLater(right.where("Px = 100"));
        assertThat(Rows.column(closeLater(left.naturalJoin(single, "", "Px")), "Px")).containsExactly(100, 100, 100, 100);
    }

    @Test
    void severalRowsOfAKey() {
        Table right = right();
        Table left = left();
        assertThatThrownBy(() -> right.naturalJoin(left, "Ticker = Sym")).isInstanceOf(TopictableError.class).hasMessageContaining("A");
        assertThat(Rows.column(closeLater(right.naturalJoin(left, "Ticker = Sym", NaturalJoinType.FIRST_MATCH)), "T")).containsExactly(10L, 20L);
        assertThat(Rows.column(closeLater(right.naturalJoin(left, "Ticker = Sym", "T", NaturalJoinType.LAST_MATCH)), "T")).containsExactly(40L, 20L);
    }

    @Test
    void exact() {
        Table left = left();
        Table right = right();
        assertThatThrownBy(() -> left.exactJoin(right, "Sym = Ticker")).isInstanceOf(TopictableError.class).hasMessageContaining("C");
        Table known = closeLater(left.where("Sym != `C`"));
        assertThat(Rows.column(closeLater(known.exactJoin(right, "Sym = Ticker", "Px")), "Px")).containsExactly(100, 200, 100);
        assertThat(Rows.column(closeLater(known.naturalJoin(right, "Sym = Ticker", NaturalJoinType.EXACTLY_ONE_MATCH)), "Px"))
                .containsExactly(100, 200, 100);
    }

    @Test
    void cross() {
        Table left = left();
        Table right = right();
        assertThat(Rows.of(closeLater(right.join(left, "Ticker = Sym", "T")), "Ticker", "T"))
                .containsExactly(List.of("A", 10L), List.of("A", 40L), List.of("B", 20L));
        assertThat(closeLater(left.join(right)).size()).isEqualTo(8);
    }

    @Test
    void asOf() {
        Table left = left();
        Table quotes = closeLater(newTable(stringCol("Sym", "A", "B", "A"), longCol("Q", 5, 20, 35), intCol("Bid", 1, 2, 3)));
        assertThat(Rows.column(closeLater(left.aj(quotes, "Sym, T >= Q")), "Bid")).containsExactly(1, 2, null, 3);
        assertThat(Rows.column(closeLater(left.aj(quotes, "Sym, T > Q", "Bid")), "Bid")).containsExactly(1, null, null, 3);
        assertThat(Rows.column(closeLater(left.raj(quotes, "Sym, T <= Q", "Bid")), "Bid")).containsExactly(3, 2, null, null);
        AsOfJoinMatch before = AsOfJoinMatch.of(ColumnName.of("T"), AsOfJoinRule.GREATER_THAN_EQUAL, ColumnName.of("Q"));
        assertThat(Rows.column(closeLater(left.asOfJoin(quotes, JoinMatch.from("Sym"), before, JoinAddition.from("Bid"))), "Bid"))
                .containsExactly(1, 2, null, 3);
        AsOfJoinMatch after = AsOfJoinMatch.parseForRaj("T <= Q");
        assertThat(Rows.column(closeLater(left.asOfJoin(quotes, JoinMatch.from("Sym"), after, JoinAddition.from("Bid"))), "Bid"))
                .containsExactly(3, 2, null, null);
    }

    @Test
    void members() {
        Table left = left();
        Table right = right();
        assertThat(Rows.column(closeLater(left.whereIn(right, "Sym = Ticker")), "T")).containsExactly(10L, 20L, 40L);
        assertThat(Rows.column(closeLater(left.whereNotIn(right, JoinMatch.from("Sym = Ticker"))), "T")).containsExactly(30L);
    }

    @Test
    void theyFollowBothTables() {
        Table left = left();
        Table input = closeLater(io.deephaven.engine.table.impl.util.KeyedArrayBackedInputTable.make(right(), "Ticker"));
        Table joined = closeLater(left.naturalJoin(input, "Sym = Ticker", "Px"));
        Table members = closeLater(left.whereIn(input, "Sym = Ticker"));
        io.deephaven.engine.util.input.InputTableUpdater.from(input)
                .add(closeLater(newTable(stringCol("Ticker", "C", "A"), intCol("Px", 300, 150), intCol("Lot", 3, 1))));
        Rows.await(joined, now -> Rows.column(now, "Px").equals(List.of(150, 200, 300, 150)));
        Rows.await(members, 4);
    }

    @Test
    void whatIsWrongIsNamed() {
        Table left = left();
        Table other = closeLater(newTable(intCol("Sym", 1), stringCol("N", "x")));
        assertThatThrownBy(() -> left.naturalJoin(other, "Sym")).isInstanceOf(InvalidArgumentException.class).hasMessageContaining("Sym");
        assertThatThrownBy(() -> left.naturalJoin(right(), "Nope")).isInstanceOf(TopictableError.class).hasMessageContaining("Nope");
    }

    @Test
    void outer() {
        Table left = left();
        Table right = closeLater(newTable(stringCol("Sym", "A", "Z"), intCol("Px", 100, 300)));
        Table inLeft = closeLater(OuterJoinTools.leftOuterJoin(left, right, "Sym"));
        assertThat(inLeft.getDefinition().getColumnNames()).containsExactly("Sym", "T", "Px");
        assertThat(Rows.column(inLeft, "Px")).containsExactly(100, null, null, 100);
        assertThat(Rows.of(closeLater(OuterJoinTools.leftOuterJoin(left, right, List.of("Sym"))))).isEqualTo(Rows.of(inLeft));
        Table inBoth = closeLater(OuterJoinTools.fullOuterJoin(left, right, "Sym", "Price = Px"));
        assertThat(Rows.of(inBoth, "Sym", "Price")).containsExactly(List.of("A", 100), Arrays.asList("B", null),
                Arrays.asList("C", null), List.of("A", 100), List.of("Z", 300));
        Table objects = closeLater(OuterJoinTools.fullOuterJoin(left, right, List.of(ColumnName.of("Sym")),
                JoinAddition.from("Price = Px")));
        assertThat(Rows.of(objects)).isEqualTo(Rows.of(inBoth));
        Table texts = closeLater(OuterJoinTools.fullOuterJoin(left, right, List.of("Sym"), List.of("Price = Px")));
        assertThat(Rows.of(texts)).isEqualTo(Rows.of(inBoth));
        assertThatThrownBy(() -> OuterJoinTools.leftOuterJoin(left, left, "Sym")).hasMessageContaining("Conflicting column names [T]");
    }

    @Test
    void ofManyTables() {
        Table bought = closeLater(newTable(stringCol("Sym", "A", "B"), intCol("Qty", 1, 2)));
        Table sold = closeLater(newTable(stringCol("Ticker", "C", "A"), intCol("Qty", 3, 4)));
        MultiJoinTable both = MultiJoinFactory.of(MultiJoinInput.of(bought, "Sym", "Bought = Qty"),
                MultiJoinInput.of(sold, "Sym = Ticker", "Sold = Qty"));
        assertThat(both.keyColumns()).containsExactly("Sym");
        assertThat(Rows.of(closeLater(both.table()))).containsExactly(List.of("A", 1, 4), Arrays.asList("B", 2, null),
                Arrays.asList("C", null, 3));
        Table renamed = closeLater(sold.renameColumns("Sym = Ticker", "Sold = Qty"));
        Table all = closeLater(MultiJoinFactory.of("Sym", bought, renamed).table());
        assertThat(all.getDefinition().getColumnNames()).containsExactly("Sym", "Qty", "Sold");
        assertThat(Rows.of(closeLater(MultiJoinFactory.of(new String[] {"Sym"}, bought, renamed).table()))).isEqualTo(Rows.of(all));
        assertThatThrownBy(() -> MultiJoinFactory.of(MultiJoinInput.of(bought, "Sym"), MultiJoinInput.of(sold, "Ticker")))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("Key column mismatch for table 1");
        assertThatThrownBy(() -> MultiJoinFactory.of("Sym", left()))
                .isInstanceOf(TopictableError.class).hasMessageContaining("A");
    }

    @Test
    void ranges() {
        Table ranges = closeLater(newTable(stringCol("Sym", "A", "A", "B"), intCol("From", 1, 9, 1), intCol("To", 3, 2, 3)));
        Table values = closeLater(newTable(stringCol("Ticker", "A", "A", "A"), intCol("At", 1, 2, 3), longCol("V", 10, 20, 30)));
        List<String> matches = List.of("Sym = Ticker", "From <= At < To");
        Table joined = closeLater(ranges.rangeJoin(values, matches, List.of(AggGroup("V"))));
        assertThat(joined.getDefinition().getColumnNames()).containsExactly("Sym", "From", "To", "V");
        assertThat(Rows.column(joined, "V")).map(String::valueOf).containsExactly("[10,20]", "null", "[]");
        RangeJoinMatch range = RangeJoinMatch.parse("<-From <= At <= To->");
        assertThat(range).isEqualTo(RangeJoinMatch.builder().leftStartColumn(ColumnName.of("From"))
                .rangeStartRule(RangeStartRule.LESS_THAN_OR_EQUAL_ALLOW_PRECEDING).rightRangeColumn(ColumnName.of("At"))
                .rangeEndRule(RangeEndRule.GREATER_THAN_OR_EQUAL_ALLOW_FOLLOWING).leftEndColumn(ColumnName.of("To")).build());
        assertThat(Strings.of(range)).isEqualTo("<- From <= At <= To ->");
        Table objects = closeLater(ranges.rangeJoin(values, JoinMatch.from("Sym = Ticker"), range, List.of(AggGroup("V"))));
        assertThat(Rows.column(objects, "V")).map(String::valueOf).containsExactly("[10,20,30]", "null", "[]");
        assertThatThrownBy(() -> ranges.rangeJoin(values, matches, List.of(AggSum("V")))).hasMessageContaining("\"group\" only");
        assertThatThrownBy(() -> RangeJoinMatch.parse("From < At")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RangeJoinMatch.parse("<-From < At < To")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RangeJoinMatch.parse("From < At < From")).isInstanceOf(IllegalArgumentException.class);
    }
}
