package topictable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.impl.util.DynamicTableWriter;
import io.deephaven.qst.type.Type;
import io.deephaven.tablelogger.Row;
import io.deephaven.util.QueryConstants;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.testing.Rows;

class DynamicTableWriterTest {
    private static DynamicTableWriter writer() {
        DynamicTableWriter writer = new DynamicTableWriter(new String[] {"S", "I", "D"}, new Class<?>[] {String.class, int.class, double.class});
        closeLater(writer.getTable());
        return writer;
    }

    @Test
    void rowsComeInTheirOrder() {
        DynamicTableWriter writer = writer();
        Table table = writer.getTable();
        assertThat(table.getAttributes()).containsEntry(Table.APPEND_ONLY_TABLE_ATTRIBUTE, true);
        writer.logRow("a", 1, 2.5);
        writer.logRow("b", null, QueryConstants.NULL_DOUBLE);
        writer.logRowPermissive("c", 3L, 4);
        writer.logRow(Map.of("S", "d"));
        writer.getSetter("I").setInt(6);
        writer.writeRow();
        Row row = writer.getRowWriter();
        row.getSetter("D").setDouble(7);
        row.writeRow();
        writer.flush();
        Rows.await(table, 6);
        assertThat(Rows.of(table)).containsExactly(List.of("a", 1, 2.5), Arrays.asList("b", null, null), List.of("c", 3, 4.0),
                Arrays.asList("d", null, null), Arrays.asList(null, 6, null), Arrays.asList(null, null, 7.0));
        assertThat(writer.size()).isEqualTo(6);
        assertThat(writer.getColumnNames()).containsExactly("S", "I", "D");
    }

    @Test
    void manyRowsWaitForNoCycle() {
        DynamicTableWriter writer = new DynamicTableWriter(TableDefinition.of(ColumnDefinition.ofLong("L")));
        Table table = closeLater(writer.getTable());
        for (long i = 0; i < 20_000; i++) {
            writer.logRow(i);
        }
        writer.close();
        Rows.await(table, 20_000);
        assertThat(Rows.column(closeLater(table.tail(1)), "L")).containsExactly(19_999L);
        assertThatThrownBy(() -> writer.logRow(1L)).isInstanceOf(ClosedException.class);
    }

    @Test
    void whatIsWrongIsNamed() {
        DynamicTableWriter writer = writer();
        assertThatThrownBy(() -> writer.logRow("a", 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Incompatible logRow call, values length=2 != setters=3");
        assertThatThrownBy(() -> writer.logRow("a", 1L, 2.5)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("column I");
        assertThatThrownBy(() -> writer.getSetter("Nope")).hasMessageContaining("Nope");
        assertThatThrownBy(() -> new DynamicTableWriter(new String[] {"A"}, new Type<?>[0])).isInstanceOf(IllegalArgumentException.class);
        writer.flush();
        assertThat(writer.size()).isZero();
    }
}
