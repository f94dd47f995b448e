package topictable.table;

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
import io.deephaven.engine.table.Table;
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
}
