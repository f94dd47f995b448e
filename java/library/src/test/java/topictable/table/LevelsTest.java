package topictable.table;

import static io.deephaven.api.agg.Aggregation.AggApproxPct;
import static io.deephaven.api.agg.Aggregation.AggAvg;
import static io.deephaven.api.agg.Aggregation.AggCount;
import static io.deephaven.api.agg.Aggregation.AggFormula;
import static io.deephaven.api.agg.Aggregation.AggMed;
import static io.deephaven.api.agg.Aggregation.AggPct;
import static io.deephaven.api.agg.Aggregation.AggSum;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.filter.FilterComparison;
import io.deephaven.api.literal.Literal;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.hierarchical.RollupTable;
import io.deephaven.engine.table.hierarchical.TreeTable;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.table.impl.util.KeyedArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Rows;

class LevelsTest {
    private static Table sales() {
        return closeLater(newTable(stringCol("A", "x", "x", "y"), stringCol("B", "p", "q", null), intCol("V", 1, 2, 3)));
    }

    private static Table nodes(int... idsAndParents) {
        int[] ids = new int[idsAndParents.length / 2];
        int[] parents = new int[ids.length];
        for (int row = 0; row < ids.length; row++) {
            ids[row] = idsAndParents[2 * row];
            parents[row] = idsAndParents[2 * row + 1];
        }
        return closeLater(newTable(intCol("Id", ids), intCol("P", parents)));
    }

    private static List<List<Object>> levels(RollupTable rollup) {
        return Rows.of(Topictable.levelsOf(closeLater(rollup)));
    }

    private static List<List<Object>> levels(TreeTable tree) {
        return Rows.of(Topictable.levelsOf(closeLater(tree)));
    }

    @Test
    void rollupsHaveAllLevels() {
        List<Aggregation> sum = List.of(AggSum("V"));
        assertThat(levels(sales().rollup(sum, "A", "B"))).containsExactly(
                asList(1, true, null, null, 6L),
                asList(2, true, "x", null, 3L), asList(3, null, "x", "p", 1L), asList(3, null, "x", "q", 2L),
                asList(2, true, "y", null, 3L), asList(3, null, "y", null, 3L));
        assertThat(levels(sales().rollup(sum))).containsExactly(asList(1, null, 6L));
        assertThat(levels(sales().rollup(sum, true))).hasSize(4);
        assertThat(levels(sales().rollup(sum, ColumnName.from("A")))).hasSize(3);
        assertThat(levels(sales().rollup(sum, true, ColumnName.from("A")))).containsExactly(
                asList(1, true, null, 6L, null, null),
                asList(2, true, "x", 3L, null, null), asList(3, null, "x", null, "p", 1), asList(3, null, "x", null, "q", 2),
                asList(2, true, "y", 3L, null, null), asList(3, null, "y", null, null, 3));
    }

    @Test
    void rollupsTellWhatTheyAreMadeOf() {
        Table source = sales();
        List<Aggregation> aggregations = List.of(AggSum("V"), AggAvg("Mean = V"));
        RollupTable rollup = closeLater(source.rollup(aggregations, "A", "B"));
        assertThat(rollup.getSource()).isSameAs(source);
        assertThat(rollup.getAggregations()).isEqualTo(aggregations);
        assertThat(rollup.getGroupByColumns()).isEqualTo(ColumnName.from("A", "B"));
        assertThat(rollup.includesConstituents()).isFalse();
        assertThat(rollup.getLeafNodeType()).isEqualTo(RollupTable.NodeType.Aggregated);
        assertThat(rollup.getNodeDefinition(RollupTable.NodeType.Aggregated).getColumns()).containsExactly(
                ColumnDefinition.ofString("A"), ColumnDefinition.ofString("B"), ColumnDefinition.ofLong("V"), ColumnDefinition.ofDouble("Mean"));
        assertThatThrownBy(() -> rollup.getNodeDefinition(RollupTable.NodeType.Constituent)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Rollup does not have constituent nodes");
        assertThat(rollup.getStructuralColumnDefinitions()).containsExactly(
                ColumnDefinition.ofInt(rollup.getRowDepthColumn().name()), ColumnDefinition.ofBoolean(rollup.getRowExpandedColumn().name()));
        assertThat(rollup.getDescription()).startsWith("RollupTable(").endsWith(", [A, B])");
        assertThat(Rows.of(closeLater(rollup.getRoot()))).containsExactly(asList(null, null, 6L, 2.0));
        RollupTable withRows = closeLater(source.rollup(aggregations, true, "A"));
        assertThat(withRows.getLeafNodeType()).isEqualTo(RollupTable.NodeType.Constituent);
        assertThat(withRows.getNodeDefinition(RollupTable.NodeType.Constituent)).isEqualTo(source.getDefinition());
        assertThat(withRows.getNodeDefinition(RollupTable.NodeType.Aggregated).getColumnNames()).containsExactly("A", "V", "Mean");
        assertThat(Topictable.levelsOf(withRows).getDefinition().getColumnNames())
                .containsExactly("__DEPTH__", "__EXPANDED__", "A", "V", "Mean", "B", "V_Constituent");
        RollupTable named = withRows.withAttributes(Map.of("Note", 1));
        assertThat(named.getAttribute("Note")).isEqualTo(1);
        assertThat(Topictable.levelsOf(named)).isSameAs(Topictable.levelsOf(withRows));
    }

    @Test
    void rollupsOfOtherRows() {
        RollupTable rollup = closeLater(sales().rollup(List.of(AggSum("V")), "A"));
        RollupTable filtered = rollup.withFilter(FilterComparison.eq(ColumnName.of("A"), Literal.of("x")));
        closeLater(filtered.getSource());
        assertThat(levels(filtered)).containsExactly(asList(1, true, null, 3L), asList(2, null, "x", 3L));
        assertThatThrownBy(() -> rollup.withFilter(FilterComparison.gt(ColumnName.of("V"), Literal.of(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("may only use the columns that are not aggregated, which are [A]");
        Table empty = closeLater(sales().where("V > 5"));
        assertThat(levels(rollup.rebase(empty))).isEmpty();
    }

    @Test
    void whatCannotBeRolledUpIsRefused() {
        Table source = sales();
        for (Aggregation aggregation : List.of(AggMed("V"), AggPct(0.5, "V"), AggApproxPct(0.5, "V"), AggFormula("max(each)", "each", "V"))) {
            assertThatThrownBy(() -> source.rollup(List.of(aggregation), "A")).isInstanceOf(UnsupportedOperationException.class)
                    .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("is not supported for rollup()");
        }
        List<Aggregation> sum = List.of(AggSum("V"));
        assertThatThrownBy(() -> source.rollup(sum, "Nope")).isInstanceOf(NotFoundException.class).hasMessageContaining("Nope");
        assertThatThrownBy(() -> source.rollup(sum, "A", "A")).isInstanceOf(InvalidArgumentException.class)
                .hasMessage("Duplicate output columns found: A used 2 times in a rollup");
        assertThatThrownBy(() -> Topictable.levelsOf(null)).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("not a rollup or a tree of this library");
    }

    @Test
    void treesHaveAllLevels() {
        Table nodes = nodes(1, NULL_INT, 2, 1, 3, 1, 4, 2, 5, 99, 6, 5);
        TreeTable tree = nodes.tree("Id", "P");
        assertThat(levels(tree)).containsExactly(
                asList(1, true, 1, null), asList(2, true, 2, 1), asList(3, null, 4, 2), asList(2, null, 3, 1));
        assertThat(tree.getSource()).isSameAs(nodes);
        assertThat(tree.getNodeDefinition()).isEqualTo(nodes.getDefinition());
        assertThat(tree.getIdentifierColumn()).isEqualTo(ColumnName.of("Id"));
        assertThat(tree.getParentIdentifierColumn()).isEqualTo(ColumnName.of("P"));
        assertThat(Rows.of(closeLater(tree.getRoot()))).containsExactly(asList(1, null));
        TreeTable filtered = tree.withFilter(FilterComparison.eq(ColumnName.of("Id"), Literal.of(4)));
        assertThat(Rows.column(closeLater(filtered.getSource()), "Id")).containsExactly(1, 2, 4);
        assertThat(levels(filtered)).containsExactly(asList(1, true, 1, null), asList(2, true, 2, 1), asList(3, null, 4, 2));
        Table promoted = closeLater(TreeTable.promoteOrphans(nodes, "Id", "P"));
        assertThat(Rows.column(promoted, "P")).containsExactly(null, 1, 1, 2, null, 5);
        assertThat(levels(tree.rebase(promoted))).hasSize(6).endsWith(asList(1, true, 5, null), asList(2, null, 6, 5));
    }

    @Test
    void wrongTreesAreRefused() {
        Table source = sales();
        assertThatThrownBy(() -> source.tree("V", "A")).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("tree parent and identifier columns must have the same data type");
        assertThatThrownBy(() -> source.tree("Nope", "A")).isInstanceOf(NotFoundException.class).hasMessageContaining("Nope");
        assertThatThrownBy(() -> nodes(1, NULL_INT, 1, NULL_INT).tree("Id", "P")).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("more than one row with the identifier 1");
    }

    @Test
    void levelsFollowTheirSource() {
        Table source = closeLater(KeyedArrayBackedInputTable.make(nodes(1, NULL_INT, 2, 1), "Id"));
        InputTableUpdater input = InputTableUpdater.from(source);
        Rows.await(source, 2);
        Table tree = Topictable.levelsOf(closeLater(source.tree("Id", "P")));
        Table rollup = Topictable.levelsOf(closeLater(source.rollup(List.of(AggCount("N")), "P")));
        assertThat(Rows.of(rollup)).containsExactly(asList(1, true, null, 2L), asList(2, null, null, 1L), asList(2, null, 1, 1L));
        input.add(nodes(4, 3, 3, 2));
        Rows.await(tree, 4);
        assertThat(Rows.of(tree)).containsExactly(
                asList(1, true, 1, null), asList(2, true, 2, 1), asList(3, true, 3, 2), asList(4, null, 4, 3));
        assertThat(Rows.await(rollup, 5).size()).isEqualTo(5);
        input.add(nodes(2, NULL_INT));
        Rows.await(tree, now -> Rows.column(now, "__DEPTH__").equals(List.of(1, 1, 2, 3)));
        assertThat(Rows.column(tree, "Id")).containsExactly(1, 2, 3, 4);
        // A row below itself, and all that are below it, are below no root.
        input.add(nodes(2, 4));
        Rows.await(tree, now -> now.size() == 1);
        input.delete(closeLater(newTable(intCol("Id", 1))));
        Rows.await(tree, now -> now.size() == 0);
        Rows.await(rollup, now -> Rows.column(now, "P").equals(asList(null, 3, 2, 4)));
    }

    @Test
    void aTreeFailsWithItsRows() {
        Table source = closeLater(AppendOnlyArrayBackedInputTable.make(nodes(1, NULL_INT)));
        Rows.await(source, 1);
        Table tree = Topictable.levelsOf(closeLater(source.tree("Id", "P")));
        InputTableUpdater.from(source).add(nodes(1, NULL_INT));
        Rows.await(source, 2);
        for (int attempt = 0; attempt < 500 && !tree.isFailed(); attempt++) {
            Topictable.awaitChange(tree, Duration.ofMillis(20));
        }
        assertThat(tree.isFailed()).isTrue();
        assertThat(Rows.of(tree)).containsExactly(asList(1, null, 1, null));
        assertThat(source.isFailed()).isFalse();
    }
}
