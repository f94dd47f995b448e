package topictable.table;

import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.api.SortColumn;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.testing.Rows;

class OrderTest {
    private static Table values() {
        return closeLater(newTable(stringCol("S", "b", "a", null, "b", "c"), intCol("X", 2, NULL_INT, 3, 1, 2)));
    }

    private static List<Object> x(Table table) {
        return Rows.column(closeLater(table), "X");
    }

    @Test
    void sorted() {
        Table values = values();
        assertThat(x(values.sort("X"))).containsExactly(null, 1, 2, 2, 3);
        assertThat(x(values.sortDescending("X"))).containsExactly(3, 2, 2, 1, null);
        assertThat(x(values.sort("S", "X"))).containsExactly(3, null, 1, 2, 2);
        assertThat(x(values.sort(List.of(SortColumn.desc(ColumnName.of("S")), ColumnName.of("X").asc())))).containsExactly(2, 1, 2, null, 3);
    }

    @Test
    void byPosition() {
        Table values = values();
        assertThat(x(values.head(2))).containsExactly(2, null);
        assertThat(x(values.tail(2))).containsExactly(1, 2);
        assertThat(x(values.slice(1, 3))).containsExactly(null, 3);
        assertThat(x(values.slice(-2, 0))).containsExactly(1, 2);
        assertThat(x(values.headPct(0.4))).containsExactly(2, null);
        assertThat(x(values.tailPct(0.2))).containsExactly(2);
        assertThat(x(values.slicePct(0.2, 0.6))).containsExactly(null, 3);
        assertThat(x(values.reverse())).containsExactly(2, 1, 3, null, 2);
        Table flat = closeLater(closeLater(values.where("X = 2")).flatten());
        assertThat(flat.getRowSet()).hasToString("{0-1}");
    }

    @Test
    void theyFollow() {
        Table input = closeLater(AppendOnlyArrayBackedInputTable.make(values()));
        Table top = closeLater(closeLater(input.sortDescending("X")).head(2));
        Table still = closeLater(input.snapshot());
        assertThat(Rows.column(top, "X")).containsExactly(3, 2);
        InputTableUpdater.from(input).add(closeLater(newTable(stringCol("S", "d"), intCol("X", 9))));
        Rows.await(top, now -> Rows.column(now, "X").equals(List.of(9, 3)));
        assertThat(still.size()).isEqualTo(5);
        assertThat(still.isRefreshing()).isFalse();
    }

    @Test
    void columnsAsATable() {
        assertThat(Rows.of(closeLater(values().meta()))).containsExactly(List.of("S", "java.lang.String", "Normal", false),
                List.of("X", "int", "Normal", false));
    }
}
