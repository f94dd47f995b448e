package topictable.table;

import static io.deephaven.api.snapshot.SnapshotWhenOptions.Flag.HISTORY;
import static io.deephaven.api.snapshot.SnapshotWhenOptions.Flag.INCREMENTAL;
import static io.deephaven.api.snapshot.SnapshotWhenOptions.Flag.INITIAL;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.api.JoinAddition;
import io.deephaven.api.snapshot.SnapshotWhenOptions;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.NotFoundException;
import topictable.UnsupportedFeatureException;
import topictable.testing.Rows;

class SnapshotWhenTest {
    private final Table base = closeLater(AppendOnlyArrayBackedInputTable.make(newTable(stringCol("K", "a"), intCol("V", 1))));
    private final Table trigger =
            closeLater(AppendOnlyArrayBackedInputTable.make(newTable(intCol("Tick", 1), stringCol("Why", "begin"))));

    private static void add(Table table, Table rows) throws Exception {
        ((InputTableUpdater) table.getAttribute(Table.INPUT_TABLE_ATTRIBUTE)).add(closeLater(rows));
    }

    @Test
    void snapshotsAreTakenWhenTheTriggerChanges() throws Exception {
        Table plain = closeLater(base.snapshotWhen(trigger));
        Table initial = closeLater(base.snapshotWhen(trigger, INITIAL));
        Table rows = closeLater(base.snapshotWhen(trigger, List.of(INITIAL, INCREMENTAL), "At = Tick"));
        Table history = closeLater(base.snapshotWhen(trigger, List.of(HISTORY), "Tick"));
        assertThat(plain.getDefinition().getColumnNames()).containsExactly("K", "V", "Tick", "Why");
        assertThat(rows.getDefinition().getColumnNames()).containsExactly("K", "V", "At");
        assertThat(history.getDefinition().getColumnNames()).containsExactly("Tick", "K", "V");
        assertThat(plain.isEmpty()).isTrue();
        assertThat(Rows.of(initial)).containsExactly(List.of("a", 1, 1, "begin"));
        add(base, newTable(stringCol("K", "b"), intCol("V", 2)));
        assertThat(plain.isEmpty()).isTrue();
        assertThat(initial.size()).isOne();
        add(trigger, newTable(intCol("Tick", 2, 3), stringCol("Why", "twice", "at once")));
        assertThat(Rows.of(plain)).containsExactly(List.of("a", 1, 3, "at once"), List.of("b", 2, 3, "at once"));
        assertThat(Rows.of(initial)).isEqualTo(Rows.of(plain));
        assertThat(Rows.of(rows)).containsExactly(List.of("a", 1, 1), List.of("b", 2, 3));
        assertThat(Rows.of(history)).containsExactly(List.of(1, "a", 1), List.of(2, "a", 1), List.of(2, "b", 2),
                List.of(3, "a", 1), List.of(3, "b", 2));
        assertThat(history.getAttribute(Table.APPEND_ONLY_TABLE_ATTRIBUTE)).isEqualTo(true);
    }

    @Test
    void optionsAreBuilt() {
        SnapshotWhenOptions options = SnapshotWhenOptions.of(true, true, false, "At = Tick", "Why");
        assertThat(options.flags()).containsExactly(INITIAL, INCREMENTAL);
        assertThat(options.has(HISTORY)).isFalse();
        assertThat(options).isEqualTo(SnapshotWhenOptions.of(List.of(INCREMENTAL, INITIAL), "At=Tick", "Why"))
                .isEqualTo(SnapshotWhenOptions.builder().addFlags(INITIAL, INCREMENTAL)
                        .addStampColumns(JoinAddition.parse("At = Tick")).addStampColumns(ColumnName.of("Why")).build())
                .hasToString("snapshotWhen(INITIAL,INCREMENTAL,At = Tick,Why)");
        Table stamped = closeLater(base.snapshotWhen(trigger, options));
        assertThat(Rows.of(stamped)).containsExactly(List.of("a", 1, 1, "begin"));
    }

    @Test
    void wrongSnapshotsAreRefused() {
        assertThatThrownBy(() -> base.snapshotWhen(trigger, HISTORY, INITIAL)).isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("HISTORY");
        assertThatThrownBy(() -> base.snapshotWhen(trigger, List.of(), "Nope")).isInstanceOf(NotFoundException.class)
                .hasMessageContaining("in the trigger, column \"Nope\"");
        assertThatThrownBy(() -> base.snapshotWhen(base)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Column name conflicts: K, V");
    }
}
