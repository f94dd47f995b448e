package topictable.table;

import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.primitive.iterator.CloseableIterator;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableUpdate;
import io.deephaven.engine.table.impl.InstrumentedTableUpdateListener;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import topictable.NotFoundException;
import topictable.testing.Await;

class ColumnIteratorTest {
    @Test
    void valuesStayAsTheyWere() throws Exception {
        Table rows = closeLater(newTable(stringCol("K", "a", "b"), intCol("V", 1, NULL_INT)));
        Table input = closeLater(AppendOnlyArrayBackedInputTable.make(rows));
        List<Object> seen = new ArrayList<>();
        try (CloseableIterator<Integer> values = input.columnIterator("V"); CloseableIterator<String> keys =
                input.objectColumnIterator("K", String.class)) {
            InputTableUpdater.from(input).add(rows);
            values.forEachRemaining(seen::add);
            assertThat(keys.stream()).containsExactly("a", "b");
        }
        assertThat(seen).isEqualTo(Arrays.asList(1, null));
        assertThatThrownBy(() -> input.columnIterator("Nope")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void listenersReadRowByRow() throws Exception {
        Table rows = closeLater(newTable(stringCol("K", "a", "b"), intCol("V", 1, 2)));
        Table input = closeLater(AppendOnlyArrayBackedInputTable.make(rows));
        Queue<Object> told = new ConcurrentLinkedQueue<>();
        InstrumentedTableUpdateListener listener = new InstrumentedTableUpdateListener("a listener of the tests") {
            @Override
            public void onUpdate(TableUpdate upstream) {
                told.add(upstream.added().forEachRowKey(key -> told.add(input.getColumnSource("V").get(key)) && told.size() < 2));
                told.add(upstream.added().containsRange(2, 3));
                told.add(upstream.added().containsRange(1, 3));
                told.add(upstream.getModifiedPreShift().isEmpty());
            }

            @Override
            protected void onFailureInternal(Throwable originalException, Entry sourceEntry) {
                told.add(originalException);
            }
        };
        assertThat(listener).hasToString("a listener of the tests");
        input.addUpdateListener(listener);
        InputTableUpdater.from(input).add(rows);
        Await.until("the update", () -> told.size() == 6);
        assertThat(told).containsExactly(1, 2, false, true, false, true);
        input.removeUpdateListener(listener);
    }
}
