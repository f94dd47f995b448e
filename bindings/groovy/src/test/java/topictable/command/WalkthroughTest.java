package topictable.command;

import static io.deephaven.api.agg.Aggregation.AggAvg;
import static io.deephaven.api.agg.Aggregation.AggSum;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import topictable.Topictable;
import topictable.testing.Topic;

/** Quotes and trades in Groovy and in Java: the same lines as bindings/c/examples/walkthrough.c prints. */
class WalkthroughTest {
    private static final Path ROOT = Path.of("..", "..");
    private static Topic quotes;
    private static Topic sales;
    private static String expected;

    @BeforeAll
    static void records() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("tests/fixtures/walkthrough.jsonl"));
        quotes = topic(lines, "@quotes");
        sales = topic(lines, "@sales");
        expected = Files.readString(ROOT.resolve("tests/c/expected/walkthrough.txt"));
    }

    private static Topic topic(List<String> lines, String name) throws IOException {
        Topic topic = Topic.create();
        for (String line : lines) {
            JsonNode record = new ObjectMapper().readTree(line);
            if (record.get("topic").asText().equals(name)) {
                topic.send(record.get("value").get("utf8").asText());
            }
        }
        return topic;
    }

    @Test
    void inGroovy() throws IOException {
        String sample = Files.readString(Path.of("samples/walkthrough.groovy"))
                .replace("consume('quotes'", "consume('" + quotes.name + "'").replace("consume('trades'", "consume('" + sales.name + "'");
        Script.Result result = Script.of(sample).run("--once", "--format", "tsv");
        assertThat(result.err()).isEmpty();
        assertThat(section(result.out(), "last") + section(result.out(), "related") + section(result.out(), "vwap"))
                .isEqualTo(expected.replaceAll("(?m)^# .*\n", ""));
    }

    /** The rows of a table of lines, without its header. */
    private static String section(String tables, String name) {
        String heading = "# " + name + "Lines\nLine:String\n";
        String rows = tables.substring(tables.indexOf(heading) + heading.length());
        int next = rows.indexOf("# ");
        return next < 0 ? rows : rows.substring(0, next);
    }

    @Test
    void inJava() {
        Table quoted = consume(quotes, 6, ColumnDefinition.ofString("Sym"), ColumnDefinition.ofDouble("BidPrice"),
                ColumnDefinition.ofLong("BidTime")).updateView("BidTime = millisToTime(BidTime)");
        Table trades = consume(sales, 8, ColumnDefinition.ofString("Sym"), ColumnDefinition.ofInt("Size"),
                ColumnDefinition.ofDouble("Price"), ColumnDefinition.ofLong("Time")).updateView("Time = millisToTime(Time)");
        Table related = trades.aj(quoted, "Sym, Time = BidTime", "BidTime, BidPrice");
        Table vwap = trades.view("Sym", "Size", "Price", "TimeBin = lowerBin(Time, MINUTE)", "Gross = Price * Size")
                .aggBy(List.of(AggAvg("AvgPrice = Price"), AggSum("Volume = Size", "TotalGross = Gross")), "Sym", "TimeBin")
                .updateView("VWAP = TotalGross / Volume");
        String lines = lines("last", trades.lastBy("Sym"), "Line = Sym + ` ` + Size + ` ` + Price")
                + lines("related_quotes", related, "Line = Sym + ` ` + Time + ` ` + Price + ` ` + BidTime + ` ` + BidPrice")
                + lines("vwap", vwap, "Line = Sym + ` ` + TimeBin + ` ` + AvgPrice + ` ` + Volume + ` ` + VWAP");
        assertThat(lines).isEqualTo(expected);
    }

    private static Table consume(Topic topic, int rows, ColumnDefinition<?>... columns) {
        Properties props = new Properties();
        props.put("bootstrap.servers", Topic.BOOTSTRAP);
        Table table = KafkaTools.consumeToTable(props, topic.name, KafkaTools.ALL_PARTITIONS,
                KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, KafkaTools.Consume.IGNORE, KafkaTools.Consume.jsonSpec(columns),
                KafkaTools.TableType.append());
        while (table.size() < rows) {
            assertThat(Topictable.awaitChange(table, Duration.ofSeconds(30))).isTrue();
        }
        return table;
    }

    private static String lines(String name, Table table, String line) {
        Table shown = table.view(line);
        ColumnSource<String> column = shown.getColumnSource("Line");
        StringBuilder lines = new StringBuilder("# " + name + "\n");
        for (long position = 0; position < shown.size(); position++) {
            lines.append(column.get(shown.getRowSet().get(position))).append('\n');
        }
        return lines.toString();
    }
}
