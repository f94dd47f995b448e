package topictable.table;

import static io.deephaven.engine.util.TableTools.instantCol;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.table.impl.util.KeyedArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableStatusListener;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.Session;
import topictable.Topictable;
import topictable.TopictableError;
import topictable.testing.Rows;

class InputTableTest {
    private static final TableDefinition COLUMNS = TableDefinition.of(ColumnDefinition.ofString("K"),
            ColumnDefinition.ofInt("V"), ColumnDefinition.ofTime("T"));

    private static Table row(String key, int value) {
        return closeLater(newTable(stringCol("K", key), intCol("V", value), instantCol("T", Instant.EPOCH)));
    }

    @Test
    void rowsAreAppended() {
        Table input = closeLater(AppendOnlyArrayBackedInputTable.make(COLUMNS));
        InputTableUpdater updater = InputTableUpdater.from(input);
        assertThat(updater).isSameAs(input.getAttribute(Table.INPUT_TABLE_ATTRIBUTE));
        assertThat(updater.getKeyNames()).isEmpty();
        assertThat(updater.getTableDefinition()).isEqualTo(COLUMNS);
        assertThat(input.isRefreshing()).isTrue();
        updater.add(row("a", 1));
        updater.add(row("a", NULL_INT));
        Rows.await(input, 2);
        assertThat(Rows.of(input)).containsExactly(List.of("a", 1, Instant.EPOCH), Arrays.asList("a", null, Instant.EPOCH));
        assertThatThrownBy(() -> updater.delete(row("a", 1))).isInstanceOf(TopictableError.class);
    }

    @Test
    void rowsOfAKeyReplaceEachOther() {
        Table input;
        try (Session.Hold hold = Topictable.session().hold()) {
            input = closeLater(KeyedArrayBackedInputTable.make(row("a", 1), "K"));
            assertThat(Rows.column(input, "V")).as("as in a script, while no table changes").containsExactly(1);
            assertThat(closeLater(AppendOnlyArrayBackedInputTable.make(row("a", 1))).size()).isEqualTo(1);
        }
        InputTableUpdater updater = InputTableUpdater.from(input);
        assertThat(updater.getKeyNames()).containsExactly("K");
        assertThat(updater.getValueNames()).containsExactly("V", "T");
        updater.add(row("b", 2));
        updater.add(row("a", 3));
        Rows.await(input, now -> Rows.column(now, "V").equals(List.of(3, 2)));
        updater.delete(closeLater(newTable(stringCol("K", "a"))));
        Rows.await(input, now -> Rows.column(now, "K").equals(List.of("b")));
    }

    @Test
    void whatBecameOfRows() {
        Table input = closeLater(KeyedArrayBackedInputTable.make(COLUMNS, "K"));
        List<String> heard = new ArrayList<>();
        InputTableStatusListener listener = new InputTableStatusListener() {
            @Override
            public void onSuccess() {
                heard.add("success");
            }

            @Override
            public void onError(Throwable t) {
                heard.add(t.getMessage());
            }
        };
        InputTableUpdater updater = InputTableUpdater.from(input);
        updater.addAsync(row("a", 1), listener);
        updater.addAsync(closeLater(newTable(stringCol("Other", "a"))), listener);
        assertThat(heard).hasSize(2).first().isEqualTo("success");
        assertThat(heard.get(1)).contains("K");
    }

    @Test
    void tablesThatAreNone() {
        assertThatThrownBy(() -> InputTableUpdater.from(row("a", 1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an input table");
        assertThatThrownBy(() -> KeyedArrayBackedInputTable.make(COLUMNS, "Nope")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Nope");
    }
}
