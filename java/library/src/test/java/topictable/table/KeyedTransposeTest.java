package topictable.table;

import static io.deephaven.api.agg.Aggregation.AggCount;
import static io.deephaven.api.agg.Aggregation.AggFormula;
import static io.deephaven.api.agg.Aggregation.AggSum;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.KeyedArrayBackedInputTable;
import io.deephaven.engine.table.impl.util.KeyedTranspose;
import io.deephaven.engine.table.impl.util.KeyedTranspose.NewColumnBehavior;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.internal.LiveTable;
import topictable.testing.Await;
import topictable.testing.Rows;

class KeyedTransposeTest {
    private static final List<ColumnName> DAYS = ColumnName.from("Day");
    private static final List<ColumnName> LEVELS = ColumnName.from("Level");

    private static Table messages(String keys, String[] days, String... levels) {
        int[] sizes = new int[days.length];
        Arrays.setAll(sizes, i -> i + 1);
        return closeLater(newTable(stringCol("K", keys.split("")), stringCol("Day", days), stringCol("Level", levels), intCol("Size", sizes)));
    }

    private static String[] of(String... texts) {
        return texts;
    }

    @Test
    void groupsStandSideBySide() {
        Table source = closeLater(KeyedArrayBackedInputTable.make(messages("abcd", of("Mon", "Mon", "Tue", "Mon"), "INFO", "WARN", "INFO", "INFO"), "K"));
        Rows.await(source, 4);
        Table counts = closeLater(KeyedTranspose.keyedTranspose(source, List.of(AggCount("N")), DAYS, LEVELS));
        assertThat(counts.getDefinition().getColumnNames()).containsExactly("Day", "INFO", "WARN");
        assertThat(Rows.of(counts)).containsExactly(List.of("Mon", 2L, 1L), Arrays.asList("Tue", 1L, null));
        Table both = closeLater(KeyedTranspose.keyedTranspose(source, List.of(AggCount("N"), AggFormula("Range = max(Size) - min(Size)")),
                DAYS, LEVELS));
        assertThat(both.getDefinition().getColumnNames()).containsExactly("Day", "N_INFO", "Range_INFO", "N_WARN", "Range_WARN");
        assertThat(Rows.of(both).get(0)).isEqualTo(List.of("Mon", 2L, 3, 1L, 0));
        InputTableUpdater updater = InputTableUpdater.from(source);
        updater.add(messages("ae", of("Wed", "Tue"), "WARN", "WARN"));
        Rows.await(counts, now -> Rows.of(now).equals(List.of(List.of("Mon", 1L, 1L), List.of("Tue", 1L, 1L), Arrays.asList("Wed", null, 1L))));
        updater.delete(closeLater(newTable(stringCol("K", "c"))));
        Rows.await(counts, now -> Rows.column(now, "INFO").equals(Arrays.asList(1L, null, null)));
    }

    @Test
    void aNewLevelFailsOrIsLeftOut() {
        Table source = closeLater(KeyedArrayBackedInputTable.make(messages("ab", of("Mon", "Tue"), "INFO", "WARN"), "K"));
        Rows.await(source, 2);
        Table fails = closeLater(KeyedTranspose.keyedTranspose(source, List.of(AggSum("Size")), DAYS, LEVELS));
        Table ignores = closeLater(KeyedTranspose.keyedTranspose(source, List.of(AggSum("Size")), DAYS, LEVELS, null, NewColumnBehavior.IGNORE));
        InputTableUpdater.from(source).add(messages("cd", of("Mon", "Wed"), "INFO", "ERROR"));
        Rows.await(ignores, now -> Rows.of(now).equals(List.of(Arrays.asList("Mon", 2L, null), Arrays.asList("Tue", null, 2L))));
        assertThat(Await.happens(Await.LONG, fails::isFailed)).isTrue();
        assertThat(LiveTable.of(fails).failure()).hasMessageContaining("new key ERROR");
        assertThat(Rows.of(fails)).containsExactly(Arrays.asList("Mon", 1L, null), Arrays.asList("Tue", null, 2L));
    }

    @Test
    void initialGroupsComeFirst() {
        Table source = messages("ab", of("Mon", "Tue"), "INFO", "WARN");
        Table initial = closeLater(newTable(stringCol("Level", "WARN", "FATAL"), stringCol("Day", "Tue", "Sun")));
        Table made = closeLater(KeyedTranspose.keyedTranspose(source, List.of(AggCount("N"), AggSum("Size")), DAYS, LEVELS, initial));
        assertThat(made.getDefinition().getColumnNames())
                .containsExactly("Day", "N_WARN", "Size_WARN", "N_FATAL", "Size_FATAL", "N_INFO", "Size_INFO");
        assertThat(Rows.of(made)).containsExactly(Arrays.asList("Tue", 1L, 2L, null, null, null, null),
                Arrays.asList("Sun", null, null, 0L, null, null, null), Arrays.asList("Mon", null, null, null, null, 1L, 1L));
    }

    @Test
    void whatIsMissing() {
        Table source = messages("ab", of("Mon", "Tue"), "INFO", "WARN");
        assertThatThrownBy(() -> KeyedTranspose.keyedTranspose(source, List.of(), DAYS, LEVELS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no aggregations");
        assertThatThrownBy(() -> KeyedTranspose.keyedTranspose(source, List.of(AggCount("N")), List.of(), LEVELS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("values are rows");
        assertThatThrownBy(() -> KeyedTranspose.keyedTranspose(source, List.of(AggCount("N")), DAYS, ColumnName.from("Nope")))
                .hasMessageContaining("Nope");
        Table none = closeLater(source.where("false"));
        assertThatThrownBy(() -> KeyedTranspose.keyedTranspose(none, List.of(AggCount("N")), DAYS, LEVELS))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("has no groups yet");
    }
}
