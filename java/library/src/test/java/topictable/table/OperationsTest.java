package topictable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.KafkaTools.TableType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import topictable.NotFoundException;
import topictable.Session;
import topictable.TopictableError;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class OperationsTest {
    private static final ColumnDefinition<?>[] TRADES = {
        ColumnDefinition.ofString("Sym"), ColumnDefinition.ofDouble("Price"), ColumnDefinition.ofInt("Qty"),
    };

    private static String trade(String symbol, double price, Integer quantity) {
        return "{\"Sym\": " + (symbol == null ? null : "\"" + symbol + "\"") + ", \"Price\": " + price + ", \"Qty\": "
                + quantity + "}";
    }

    private static Table trades(Topic topic, TableType type) {
        return Consuming.of(topic).withoutCommonColumns().value(Consume.jsonSpec(TRADES)).type(type).toTable();
    }

    /** Waits for this, and then for all tables of the cycle that brought it. */
    private static void await(Table table, Predicate<Table> wanted) {
        Rows.await(table, wanted);
        Topictable.session().hold().close();
    }

    @Test
    void theyFollowAnAppendTable() {
        Topic topic = Topic.of(trade("A", 1.5, 10), trade("B", 2.5, 20));
        Table trades = Rows.await(trades(topic, TableType.append()), 2);
        Table large = closeLater(trades.where("Qty > 15", "Sym = `B`"));
        Table view = closeLater(trades.view("Quantity = Qty", "Sym"));
        Table last = closeLater(trades.lastBy("Sym"));
        Table sum = closeLater(closeLater(trades.view("Sym", "Price", "Qty")).sumBy("Sym"));
        Table count = closeLater(trades.countBy("N", "Sym"));
        Table all = closeLater(trades.countBy("N"));
        Table chained = closeLater(last.where("Price >= 2"));
        for (Table derived : List.of(large, view, last, sum, count, all, chained)) {
            assertThat(derived.isRefreshing()).isTrue();
        }
        // There from the start.
        assertThat(Rows.of(last)).containsExactly(List.of("A", 1.5, 10), List.of("B", 2.5, 20));

        topic.send(trade("A", 3.5, 30), trade(null, 4.5, null), trade("B", 5.5, 5));
        await(all, now -> now.getColumnSource("N").getLong(0) == 5);

        assertThat(Rows.of(large)).containsExactly(List.of("B", 2.5, 20));
        assertThat(Rows.of(view)).startsWith(List.of(10, "A"), List.of(20, "B"), List.of(30, "A")).hasSize(5);
        assertThat(Rows.of(last)).containsExactly(List.of("A", 3.5, 30), List.of("B", 5.5, 5), Arrays.asList(null, 4.5, null));
        assertThat(Rows.of(sum)).containsExactly(List.of("A", 5.0, 40L), List.of("B", 8.0, 25L), Arrays.asList(null, 4.5, null));
        assertThat(Rows.of(count)).containsExactly(List.of("A", 2L), List.of("B", 2L), Arrays.asList(null, 1L));
        assertThat(Rows.of(chained)).containsExactlyInAnyOrder(List.of("A", 3.5, 30), List.of("B", 5.5, 5), Arrays.asList(null, 4.5, null));
        assertThat(sum.getDefinition().getColumn("Qty").getDataType()).isEqualTo(long.class);
        assertThat(count.getDefinition().getColumnNames()).containsExactly("Sym", "N");
    }

    @Test
    void aggregationsOfABlinkTableGoOverAllItsRows() {
        Topic topic = Topic.of(trade("A", 1, 1));
        Table last;
        Table count;
        Table blink;
        try (Session.Hold hold = Topictable.session().hold()) {
            blink = trades(topic, TableType.blink());
            last = closeLater(blink.lastBy("Sym"));
            count = closeLater(blink.countBy("N"));
        }
        Rows.await(last, 1);
        topic.send(trade("A", 2, 2), trade("B", 3, 3));
        await(count, now -> now.getColumnSource("N").getLong(0) == 3);
        assertThat(Rows.of(last)).containsExactly(List.of("A", 2.0, 2), List.of("B", 3.0, 3));
        Rows.await(blink, Table::isEmpty);
        assertThat(last.size()).isEqualTo(2);
    }

    @Test
    void theyFollowARing() {
        Topic topic = Topic.of(trade("A", 1, 1), trade("B", 2, 2), trade("C", 3, 3));
        Table ring = trades(topic, TableType.ring(2));
        Table big = closeLater(ring.where("Qty >= 2"));
        Rows.await(ring, now -> now.getRowSet().lastRowKey() == 2);
        topic.send(trade("D", 1, 1));
        await(ring, now -> now.getRowSet().lastRowKey() == 3);
        assertThat(Rows.column(big, "Sym")).containsExactly("C");
        assertThat(Rows.column(closeLater(ring.lastBy("Sym")), "Sym")).containsExactly("C", "D");
    }

    @Test
    void theyStandStillOnATableThatDoes() {
        Table values = closeLater(TableTools.newTable(TableTools.stringCol("K", "a", "b", "a"), TableTools.intCol("V", 1, 2, 3)));
        assertThat(Rows.of(closeLater(values.where("V != 2")))).containsExactly(List.of("a", 1), List.of("a", 3));
        assertThat(Rows.of(closeLater(values.lastBy()))).containsExactly(List.of("a", 3));
        assertThat(Rows.of(closeLater(values.sumBy("K")))).containsExactly(List.of("a", 4L), List.of("b", 2L));
    }

    @Test
    void columnsAreDroppedRenamedAndMoved() {
        Table values = closeLater(TableTools.newTable(TableTools.stringCol("K", "a"), TableTools.intCol("V", 1), TableTools.intCol("W", 2)));
        assertThat(names(values.dropColumns("V"))).containsExactly("K", "W");
        assertThat(names(values.renameColumns("Key = K", "V=W", "W = V"))).containsExactly("Key", "W", "V");
        assertThat(names(values.moveColumnsUp("W"))).containsExactly("W", "K", "V");
        assertThat(names(values.moveColumnsDown("K"))).containsExactly("V", "W", "K");
        assertThat(names(values.moveColumns(1, "Z = K"))).containsExactly("V", "Z", "W");
        assertThatThrownBy(() -> values.dropColumns("Nope")).isInstanceOf(NotFoundException.class).hasMessageContaining("Nope");
        assertThatThrownBy(() -> values.renameColumns("New = Old")).hasMessageStartingWith("Column(s) not found: Old");
    }

    private static List<String> names(Table table) {
        return closeLater(table).getDefinition().getColumnNames();
    }

    @Test
    void whatIsWrongIsNamed() {
        Table values = closeLater(TableTools.newTable(TableTools.stringCol("K", "a"), TableTools.intCol("V", 1)));
        assertThatThrownBy(() -> values.where("Nope = 1")).isInstanceOf(TopictableError.class).hasMessageContaining("Nope");
        assertThatThrownBy(() -> values.view("Nope")).isInstanceOf(NotFoundException.class).hasMessageContaining("Nope");
        assertThatThrownBy(() -> values.lastBy("Nope")).isInstanceOf(NotFoundException.class).hasMessageContaining("Nope");
        assertThatThrownBy(() -> values.countBy("K", "K")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("K");
        assertThatThrownBy(() -> values.sumBy()).as("a sum of text").isInstanceOf(TopictableError.class).hasMessageContaining("K");
        assertThatThrownBy(() -> values.where("V + = 2")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("V + = 2");
    }

    @Test
    void theOthersSayThatTheyAreMissing() {
        Table table = closeLater(TableTools.emptyTable(1));
        assertThatThrownBy(() -> table.partitionedAggBy(List.of(), true, null, "K")).isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("groups that have no rows")
                .satisfies(failure -> assertThat(((TopictableError) failure).details()).containsEntry("feature", "partitionedAggBy.preserveEmpty"));
    }
}
