package topictable.table;

import static io.deephaven.api.agg.Aggregation.AggCount;
import static io.deephaven.api.agg.Aggregation.AggPartition;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.api.SortColumn;
import io.deephaven.api.filter.Filter;
import io.deephaven.csv.CsvTools;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.PartitionedTableFactory;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.KeyedArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.Topictable;
import topictable.internal.LivePartitionedTable;
import topictable.testing.Rows;

class TablesInColumnsTest {
    private static Table values() {
        return closeLater(newTable(stringCol("K", "a", "b", "a", null), intCol("X", 1, 2, 3, 4)));
    }

    private static PartitionedTable closing(PartitionedTable table) {
        closeLater((LivePartitionedTable) table);
        return table;
    }

    @Test
    void cellsAreLiveTables() {
        Table input = closeLater(KeyedArrayBackedInputTable.make(values(), "X"));
        Rows.await(input, 4);
        Table groups = closeLater(input.aggBy(List.of(AggPartition("Part"), AggCount("N")), "K"));
        assertThat(groups.getDefinition().getColumn("Part").getDataType()).isEqualTo(Table.class);
        ColumnSource<?> parts = groups.getColumnSource("Part");
        Table first = closeLater((Table) parts.get(0));
        assertThat(Rows.of(first)).containsExactly(List.of("a", 1), List.of("a", 3));
        Table sizes = closeLater(groups.view("K", "Size = ((io.deephaven.engine.table.Table)Part).size()", "No = Part == null"));
        InputTableUpdater.from(input).add(closeLater(newTable(stringCol("K", "a", "c"), intCol("X", 2, 9))));
        Rows.await(first, 3);
        Rows.await(sizes, 3);
        assertThat(Rows.of(sizes)).containsExactlyInAnyOrder(List.of("a", 3L, false), Arrays.asList(null, 1L, false),
                List.of("c", 1L, false));
        Table joined = closeLater(values().naturalJoin(groups, "K", "Part"));
        assertThat(joined.getColumnSource("Part").get(1)).as("a group that is gone").isNull();
        assertThat(Rows.column(closeLater(joined.view("Size = Part.size()").head(1)), "Size")).containsExactly(3L);
    }

    @Test
    void functionsAreGivenTables() {
        Topictable.session().registerFunction("rowsAndColumns", long.class,
                values -> ((Table) values[0]).size() + ((Table) values[0]).getDefinition().numColumns());
        Table parts = closing(values().partitionBy("K")).table();
        assertThat(Rows.column(closeLater(parts.update("N = rowsAndColumns(__CONSTITUENT__)").view("N")), "N")).containsExactly(4L, 3L, 3L);
        assertThatThrownBy(() -> parts.view("N = __CONSTITUENT__.sumBy()")).isInstanceOf(NotFoundException.class)
                .hasMessageContaining("a value of type Table has no method sumBy");
    }

    @Test
    void pairsOfTablesWithEqualKeys() {
        PartitionedTable left = closing(values().partitionBy("K"));
        Table names = closeLater(newTable(stringCol("K", "b", "a", "d"), stringCol("Name", "Beta", "Alpha", "Delta")));
        PartitionedTable right = closing(names.partitionBy("K"));
        PartitionedTable pairs = closing(left.partitionedTransform(right, (one, two) -> one.naturalJoin(two, "K")));
        assertThat(pairs.constituentDefinition().getColumnNames()).containsExactly("K", "X", "Name");
        assertThat(Rows.of(closeLater(pairs.merge()))).containsExactly(List.of("a", 1, "Alpha"), List.of("a", 3, "Alpha"),
                List.of("b", 2, "Beta"));
        assertThat(pairs.constituentFor("d")).isNull();
        Table loose = closeLater(left.proxy(false, true).naturalJoin(right.proxy(), "K").target().merge());
        assertThat(Rows.column(loose, "Name")).containsExactly("Alpha", "Alpha", "Beta");
        assertThatThrownBy(() -> left.proxy().naturalJoin(right.proxy(), "K")).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("keys that do not match").hasMessageContaining("1 of the 3 keys");
        PartitionedTable numbers = closing(values().partitionBy("X"));
        assertThatThrownBy(() -> left.partitionedTransform(numbers, (one, two) -> one)).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("[K Utf8] and [X Int32]");
    }

    @Test
    void tablesThatAProgramHas() {
        Table all = values();
        Table some = closeLater(all.where("X > 2"));
        PartitionedTable tables = closing(PartitionedTableFactory.ofTables(all, null, some));
        assertThat(Rows.column(closeLater(tables.merge()), "X")).containsExactly(1, 2, 3, 4, 3, 4);
        assertThat(tables.keyColumnNames()).isEmpty();
        assertThat(Rows.column(closeLater(tables.table().view("N = __CONSTITUENT__.size()")), "N")).containsExactly(4L, 2L);
        assertThatThrownBy(tables::constituentFor).isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("2 tables");
        assertThatThrownBy(PartitionedTableFactory::ofTables).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PartitionedTableFactory.ofTables(all, closeLater(all.view("X"))))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("expected [K Utf8, X Int32]");
        assertThatThrownBy(() -> PartitionedTableFactory.of(all)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no possible constituent columns");
        Table groups = closeLater(all.aggBy(AggPartition("Part"), "K"));
        PartitionedTable given = closing(PartitionedTableFactory.of(groups, List.of("K"), true, "Part", all.getDefinition(), true));
        assertThat(given.table()).isSameAs(groups);
        assertThat(given.constituentChangesPermitted()).isTrue();
        assertThat(Rows.column(closeLater(given.constituentFor("a")), "X")).containsExactly(1, 3);
        assertThatThrownBy(() -> PartitionedTableFactory.of(groups, List.of("K"), true, "K", null, true))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("column \"K\" has no tables");
    }

    @Test
    void filteredAndSorted() {
        Table input = closeLater(KeyedArrayBackedInputTable.make(values(), "X"));
        Rows.await(input, 4);
        PartitionedTable parts = closing(input.partitionBy("K"));
        PartitionedTable named = closing(parts.filter(Filter.from("K != null && K > `a`")));
        Table merged = closeLater(named.merge());
        assertThat(Rows.column(merged, "X")).containsExactly(2);
        InputTableUpdater.from(input).add(closeLater(newTable(stringCol("K", "c", "a"), intCol("X", 7, 8))));
        Rows.await(merged, 2);
        assertThat(Rows.column(merged, "X")).containsExactly(2, 7);
        PartitionedTable sorted = closing(parts.sort(List.of(SortColumn.desc(ColumnName.of("K")))));
        assertThat(Rows.column(closeLater(sorted.merge()), "X")).containsExactly(7, 2, 1, 3, 8, 4);
        assertThatThrownBy(() -> parts.filter(Filter.from("__CONSTITUENT__.size() > 1"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Unsupported filter against constituent column __CONSTITUENT__");
        assertThatThrownBy(() -> parts.sort(List.of(SortColumn.asc(ColumnName.of("__CONSTITUENT__")))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Unsupported sort");
    }

    @Test
    void tablesAreNotWritten(@TempDir Path directory) throws IOException {
        Table parts = closing(values().partitionBy("K")).table();
        Path file = directory.resolve("parts.csv");
        assertThatThrownBy(() -> CsvTools.writeCsv(parts, file.toString())).hasMessageContaining("its cells are live tables");
        CsvTools.writeCsv(closeLater(parts.view("K", "N = __CONSTITUENT__.size()")), file.toString());
        assertThat(file).hasContent("K,N\na,2\nb,1\n,1\n");
    }
}
