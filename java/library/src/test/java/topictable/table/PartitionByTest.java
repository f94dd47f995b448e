package topictable.table;

import static io.deephaven.api.agg.Aggregation.AggCount;
import static io.deephaven.api.agg.Aggregation.AggPartition;
import static io.deephaven.api.agg.Aggregation.AggSum;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.internal.LivePartitionedTable;
import topictable.testing.Rows;

class PartitionByTest {
    private static Table values() {
        return closeLater(newTable(stringCol("K", "a", "b", "a", null), intCol("X", 1, 2, 3, 4), intCol("Y", 10, 20, 30, 40)));
    }

    private static PartitionedTable parts(Table table, boolean dropKeys, String... keys) {
        PartitionedTable parts = table.partitionBy(dropKeys, keys);
        closeLater((LivePartitionedTable) parts);
        return parts;
    }

    @Test
    void aTableForEachKey() {
        PartitionedTable parts = parts(values(), false, "K");
        assertThat(Rows.column(parts.table(), "K")).containsExactly("a", "b", null);
        assertThat(parts.keyColumnNames()).containsExactly("K");
        assertThat(parts.constituentColumnName()).isEqualTo("__CONSTITUENT__");
        assertThat(parts.constituentDefinition().getColumnNames()).containsExactly("K", "X", "Y");
        assertThat(parts.constituentChangesPermitted()).isFalse();
        assertThat(Rows.of(closeLater(parts.constituentFor("a")))).containsExactly(List.of("a", 1, 10), List.of("a", 3, 30));
        assertThat(Rows.column(closeLater(parts.constituentFor((Object) null)), "X")).containsExactly(4);
        assertThat(parts.constituentFor("c")).isNull();
        assertThat(Arrays.stream(parts.constituents()).map(Table::size)).containsExactly(2L, 1L, 1L);
        assertThat(Rows.column(closeLater(parts.merge()), "X")).containsExactly(1, 3, 2, 4);
        assertThatThrownBy(() -> parts.constituentFor("a", "b")).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("expected one key column value for each key column name in [K]");
        assertThatThrownBy(() -> parts.constituentFor(7)).isInstanceOf(InvalidArgumentException.class).hasMessageContaining("K");
    }

    @Test
    void aggregationsBesideTheTables() {
        Table input = closeLater(AppendOnlyArrayBackedInputTable.make(values()));
        PartitionedTable parts = input.partitionedAggBy(List.of(AggSum("X"), AggPartition("Rows", false), AggCount("N")), false, null, "K");
        closeLater((LivePartitionedTable) parts);
        assertThat(parts.keyColumnNames()).containsExactly("K");
        assertThat(parts.constituentColumnName()).isEqualTo("Rows");
        assertThat(parts.constituentDefinition().getColumnNames()).containsExactly("X", "Y");
        InputTableUpdater.from(input).add(closeLater(newTable(stringCol("K", "c"), intCol("X", 5), intCol("Y", 50))));
        Rows.await(parts.table(), 4);
        assertThat(parts.table().getDefinition().getColumnNames()).containsExactly("K", "X", "Rows", "N");
        Table counts = closeLater(parts.table().view("K", "X", "N", "Size = Rows.size()"));
        assertThat(Rows.of(counts)).containsExactly(List.of("a", 4L, 2L, 2L), List.of("b", 2L, 1L, 1L),
                Arrays.asList(null, 4L, 1L, 1L), List.of("c", 5L, 1L, 1L));
        assertThat(Rows.of(closeLater(parts.constituentFor("c")))).containsExactly(List.of(5, 50));
        PartitionedTable keys = values().partitionedAggBy(List.of(AggPartition("Rows")), false, null, "K");
        closeLater((LivePartitionedTable) keys);
        assertThat(keys.table().getDefinition().getColumnNames()).containsExactly("K", "Rows");
    }

    @Test
    void keysOfOtherTypes() {
        LocalDate day = LocalDate.of(2024, 1, 1);
        PartitionedTable parts = parts(closeLater(values().update("Day = '2024-01-01'", "B = X > 2")), false, "Day", "B");
        assertThat(Rows.column(closeLater(parts.constituentFor(day, true)), "X")).containsExactly(3, 4);
        assertThat(parts.constituentFor(day.plusDays(1), true)).isNull();
    }

    @Test
    void keysOfSeveralColumns() {
        PartitionedTable parts = parts(values(), true, "K", "X");
        assertThat(parts.constituentDefinition().getColumnNames()).containsExactly("Y");
        assertThat(Rows.column(closeLater(parts.constituentFor("a", 3)), "Y")).containsExactly(30);
        assertThat(Rows.column(closeLater(parts.constituentFor("a", 3L)), "Y")).as("a number of another type").containsExactly(30);
    }

    @Test
    void whatIsDoneWithOneIsDoneWithAll() {
        Table input = closeLater(AppendOnlyArrayBackedInputTable.make(values()));
        Rows.await(input, 4);
        PartitionedTable doubled = parts(input, false, "K").transform(table -> table.view("K", "Z = X * 2").where("Z > 2"));
        closeLater((LivePartitionedTable) doubled);
        assertThat(Rows.column(closeLater(doubled.constituentFor("a")), "Z")).containsExactly(6);
        Table merged = closeLater(doubled.merge());
        InputTableUpdater.from(input).add(closeLater(newTable(stringCol("K", "new"), intCol("X", 7), intCol("Y", 7))));
        Rows.await(merged, 4);
        assertThat(Rows.of(merged)).contains(List.of("new", 14));
    }

    @Test
    void aProxyDoesWhatItsTablesDo() {
        PartitionedTable parts = parts(values(), false, "K");
        PartitionedTable heads = parts.proxy().head(1).target();
        closeLater((LivePartitionedTable) heads);
        assertThat(Rows.column(closeLater(heads.merge()), "X")).containsExactly(1, 2, 4);
        Table names = closeLater(newTable(stringCol("K", "a", "b"), stringCol("Name", "Alpha", "Beta")));
        PartitionedTable named = parts.proxy().naturalJoin(names, "K").target();
        closeLater((LivePartitionedTable) named);
        assertThat(Rows.column(closeLater(named.merge()), "Name")).containsExactly("Alpha", "Alpha", "Beta", null);
    }

    @Test
    void aFunctionThatDoesSomethingElse() {
        PartitionedTable parts = parts(values(), false, "K");
        Table other = values();
        assertThatThrownBy(() -> parts.transform(table -> null)).isInstanceOf(IllegalArgumentException.class);
        assertThat(parts.transform(table -> other).merge().size()).as("one that is the same for all").isEqualTo(12);
    }
}
