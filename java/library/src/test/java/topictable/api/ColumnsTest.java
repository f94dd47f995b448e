package topictable.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.api.AsOfJoinMatch;
import io.deephaven.api.AsOfJoinRule;
import io.deephaven.api.ColumnName;
import io.deephaven.api.JoinAddition;
import io.deephaven.api.JoinMatch;
import io.deephaven.api.Pair;
import io.deephaven.api.RawString;
import io.deephaven.api.Selectable;
import io.deephaven.api.SortColumn;
import io.deephaven.api.Strings;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.filter.FilterAnd;
import io.deephaven.api.filter.FilterComparison;
import io.deephaven.api.filter.FilterOr;
import io.deephaven.api.literal.Literal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
    private static final ColumnName A = ColumnName.of("A");
    private static final ColumnName B = ColumnName.of("B");

    @Test
    void pairsAsText() {
        assertThat(Pair.parse(" A = B ")).isEqualTo(Pair.of(B, A));
        assertThat(Pair.parse("A")).isEqualTo(A);
        assertThat(Pair.of(A, A)).isSameAs(A);
        assertThat(JoinMatch.parse("A==B")).isEqualTo(JoinMatch.of(A, B));
        assertThat(JoinAddition.parse("A=B")).isEqualTo(JoinAddition.of(A, B));
        assertThat(Pair.from("A", "A = B").stream().map(Strings::of)).containsExactly("A", "A = B");
        assertThat(Strings.ofJoinMatches(JoinMatch.from("A", "A = B"))).isEqualTo("A,A = B");
        for (String wrong : List.of("A = ", "= B", "A = B = C", " ")) {
            assertThatThrownBy(() -> JoinMatch.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void selected() {
        assertThat(Selectable.parse("A = B + 1")).isEqualTo(Selectable.of(A, RawString.of("B + 1")));
        assertThat(Selectable.parse("A=B == 1")).isEqualTo(Selectable.of(A, RawString.of("B == 1")));
        assertThat(Selectable.parse("A")).isEqualTo(A);
        assertThat(Selectable.of(A, A)).isSameAs(A);
        assertThat(Strings.of(Selectable.of(A, B))).isEqualTo("A = B");
    }

    @Test
    void orders() {
        assertThat(A.asc()).isEqualTo(SortColumn.asc(A));
        assertThat(SortColumn.desc(A).isAscending()).isFalse();
        assertThat(AsOfJoinMatch.parseForAj("A > B")).isEqualTo(AsOfJoinMatch.of(A, AsOfJoinRule.GREATER_THAN, B));
        assertThat(AsOfJoinMatch.parseForRaj("A")).isEqualTo(AsOfJoinMatch.of(A, AsOfJoinRule.LESS_THAN_EQUAL, A));
        assertThat(AsOfJoinMatch.parseForAj("A").isAj()).isTrue();
        assertThat(Strings.of(AsOfJoinMatch.parseForRaj("A<B"))).isEqualTo("A < B");
        assertThatThrownBy(() -> AsOfJoinRule.parse("=")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'='");
    }

    @Test
    void filtersAsText() {
        Filter comparison = FilterComparison.lt(A, Literal.of("it's `quoted`"));
        assertThat(Strings.of(comparison)).isEqualTo("A < \"it's `quoted`\"");
        assertThat(Strings.of(Filter.or(RawString.of("A > 1"), Filter.not(RawString.of("B"))))).isEqualTo("(A > 1) || (!(B))");
        assertThat(Strings.of(Filter.and(Filter.isNull(A), Filter.isNotNaN(B)))).isEqualTo("(isNull(A)) && (!(isNaN(B)))");
        assertThat(FilterOr.of(RawString.of("A"), RawString.of("B")).invert())
                .isEqualTo(FilterAnd.of(Filter.not(RawString.of("A")), Filter.not(RawString.of("B"))));
        assertThat(Filter.not(comparison).invert()).isSameAs(comparison);
        assertThat(Filter.extractAnds(Filter.and(Filter.from("A", "B", "C")))).hasSize(3);
        assertThat(Filter.or(List.of(comparison))).isSameAs(comparison);
        assertThatThrownBy(() -> FilterOr.of(comparison)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void names() {
        assertThat(ColumnName.names(ColumnName.from("A", "B"))).containsExactly("A", "B");
        assertThat(A).hasToString("A");
        assertThatThrownBy(() -> ColumnName.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ColumnName.of(null)).isInstanceOf(NullPointerException.class);
    }
}
