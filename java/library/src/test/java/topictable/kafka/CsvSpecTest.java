package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools.Consume;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.CsvOptions;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.Topictable;
import topictable.testing.Consuming;
import topictable.testing.NoLeaks;
import topictable.testing.Rows;
import topictable.testing.Topic;

class CsvSpecTest {
    private static Table table(Topic topic, int rows, Consume.KeyOrValueSpec spec) {
        return Rows.await(Consuming.of(topic).withoutCommonColumns().value(spec).toTable(), rows);
    }

    @Test
    void everyColumnType() {
        ColumnDefinition<?>[] columns = {
            ColumnDefinition.ofBoolean("Bool"), ColumnDefinition.ofChar("C"), ColumnDefinition.ofByte("B"),
            ColumnDefinition.ofShort("Sh"), ColumnDefinition.ofInt("I"), ColumnDefinition.ofLong("L"),
            ColumnDefinition.ofFloat("F"), ColumnDefinition.ofDouble("D"), ColumnDefinition.ofString("S"),
            ColumnDefinition.ofTime("T"), ColumnDefinition.fromGenericType("J", JsonNode.class),
        };
        Topic topic = Topic.of("true,x,12,-300,70000,9007199254740993,1.1,135,\"a, \"\"b\"\"\",2024-01-02T03:04:05.5Z,5\r\n",
                ",,,,,,,,,,");
        Table table = table(topic, 2, Topictable.csvSpec(columns));

        assertThat(table.getDefinition().getColumns()).containsExactly(columns);
        assertThat(Rows.of(table)).containsExactly(
                List.of(true, 'x', (byte) 12, (short) -300, 70_000, 9007199254740993L, 1.1f, 135.0, "a, \"b\"",
                        Instant.parse("2024-01-02T03:04:05.5Z"), IntNode.valueOf(5)),
                Arrays.asList(null, null, null, null, null, null, null, null, null, null, MissingNode.getInstance()));
    }

    @Test
    void columnsOfAHeaderInAnotherDialect() {
        CsvOptions options = CsvOptions.defaults().header("Id", "Sym", "Qty").delimiter(';').quote('\'').nullText("NA");
        Topic topic = Topic.of("1;'A;''B';7", "2;;NA");
        Table table = table(topic, 2,
                Topictable.csvSpec(options, ColumnDefinition.ofInt("Qty"), ColumnDefinition.ofString("Sym")));

        assertThat(Rows.of(table)).containsExactly(List.of(7, "A;'B"), Arrays.asList(null, ""));
        assertThat(Rows.of(table(Topic.of("\"a"), 1, Topictable.csvSpec(
                CsvOptions.defaults().withoutQuotes().nullText(null), ColumnDefinition.ofString("A")))))
                .containsExactly(List.of("\"a"));
    }

    @Test
    void aBadRowCostsOnlyItself() {
        Topic topic = Topic.of("A,1", "B,many", "C", "D,4");
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns().with("topictable.on.error", "skip")
                .value(Topictable.csvSpec(ColumnDefinition.ofString("Sym"), ColumnDefinition.ofInt("Qty"))).toTable(), 2);

        assertThat(Rows.of(table)).containsExactly(List.of("A", 1), List.of("D", 4));
        Table errors = Rows.await(NoLeaks.closeLater(Topictable.errorsOf(table)), 2);
        assertThat(Rows.of(NoLeaks.closeLater(errors.view("Field", "Reason")))).containsExactly(
                List.of("Qty", "\"many\" does not fit: expected a whole number from -2147483648 to 2147483647"),
                List.of("Qty", "the row ends after field 1: expected 2"));
    }

    @Test
    void refusedSpecs() {
        assertThatThrownBy(() -> Topictable.csvSpec(ColumnDefinition.ofLocalDate("Day")))
                .isInstanceOf(InvalidSpecException.class).hasMessageContaining("type LocalDate not supported for CSV");
        assertThatThrownBy(() -> Consuming.of(Topic.create()).value(Topictable.csvSpec(
                CsvOptions.defaults().header("A"), ColumnDefinition.ofInt("B"))).toTable())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("column \"B\" is no field of the header, which has A");
    }
}
