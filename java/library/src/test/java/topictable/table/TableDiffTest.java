package topictable.table;

import static io.deephaven.engine.util.TableTools.diff;
import static io.deephaven.engine.util.TableTools.doubleCol;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** The words are the peer's. */
class TableDiffTest {
    private static Table values() {
        return closeLater(newTable(intCol("I", 0, 1, 2), stringCol("S", "a", "b", null), doubleCol("D", 0, 0.5, 1)));
    }

    @Test
    void differences() {
        Table values = values();
        assertThat(diff(values, values(), 10)).isEmpty();
        Table others = closeLater(newTable(intCol("I", 0, 9, 2), stringCol("S", "a", "b", null), doubleCol("D", 0, 0.5, 3)));
        assertThat(diff(values, others, 10)).isEqualTo("""
                Column I different from the expected set, first difference at row 1 encountered 1 expected 9
                Column D different from the expected set, first difference at row 2 encountered 1.0 expected 3.0 (difference = 2.0)
                """);
        assertThat(diff(values, others, 1)).hasLineCount(1);
        assertThat(diff(values, closeLater(values.where("I < 2")), 10)).isEqualTo("Result table has size 3 vs. expected 2\n");
        Table columns = closeLater(newTable(intCol("S", 1, 2, 3), intCol("I", 0, 1, 2), intCol("Z", 1, 1, 1)));
        assertThat(diff(closeLater(values.dropColumns("I")), closeLater(columns.dropColumns("Z")), 10)).isEqualTo("""
                Column D not expected
                Expected type of S is int actual type is class java.lang.String
                Expected column I not found
                """);
        assertThat(diff(values, columns, 10)).contains("Expected column S is found but not on expected position (0)\n");
    }

    @Test
    void html() {
        assertThat(TableTools.html(closeLater(newTable(intCol("I", 0), stringCol("S", "a < b"))))).isEqualTo("""
                <table border="1">
                <tr>
                <th>I</th>
                <th>S</th>
                </tr>
                <tr><td>0</td><td>a &lt; b</td></tr>
                </table>
                """);
    }

    @Test
    void typesByTheirNames() {
        assertThat(TableTools.typeFromName("int")).isEqualTo(int.class);
        assertThat(TableTools.typeFromName("java.time.LocalDate")).isEqualTo(LocalDate.class);
        assertThatThrownBy(() -> TableTools.typeFromName("Instant")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Type Instant not known");
    }

    @Test
    void roundedColumns() {
        Table rounded = closeLater(TableTools.roundDecimalColumns(closeLater(newTable(doubleCol("A", 1.5, 2.4), intCol("I", 1, 2)))));
        assertThat(TableTools.string(rounded)).isEqualTo("""
                                   A|         I
                --------------------+----------
                                   2|         1
                                   2|         2
                """);
    }
}
