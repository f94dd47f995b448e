package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaTools.Consume;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** Columns of {@code JsonNode} and {@code Object}. */
class JsonTreesTest {
    /** Reads numbers as the mirrored API does. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    private static Table table(Topic topic, int rows, ColumnDefinition<?>... columns) {
        return Rows.await(Consuming.of(topic).withoutCommonColumns().value(Consume.jsonSpec(columns)).toTable(), rows);
    }

    private static JsonNode node(String value) throws IOException {
        Table table = table(Topic.of("{\"N\": " + value + "}"), 1, ColumnDefinition.fromGenericType("N", JsonNode.class));
        return (JsonNode) table.getColumnSource("N").get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": [1, 2.50, {\"b\": null}], \"c\": \"\\u00e9\\n\"}", "[]", "\"text\"", "5", "-0", "1.10", "1e3",
        "12345678901234567890", "0.1234567890123456789012345678901234567890", "true", "null", "{\"a\":1,\"b\":2,\"a\":3}"})
    void aValueIsTheTreeThatJacksonReads(String value) throws IOException {
        assertThat(node(value)).isEqualTo(JSON.readTree(value)).hasToString(JSON.readTree(value).toString());
    }

    @Test
    void halfASurrogatePair() throws IOException {
        assertThat(node("\"\\ud83d\"").textValue()).isEqualTo("\ud83d");
        Table table = table(Topic.of("{\"S\": \"a\\ud83d\"}"), 1, ColumnDefinition.ofString("S"));
        // What a Java program would have written as UTF-8.
        assertThat(Rows.column(table, "S")).containsExactly("a?");
    }

    @Test
    void whatIsMissingIsNoNull() {
        Topic topic = Topic.of("{\"N\": null}", "{}", "", "[]", "5", null);
        Table table = table(topic, 6, ColumnDefinition.fromGenericType("N", JsonNode.class));
        JsonNode missing = MissingNode.getInstance();
        assertThat(Rows.column(table, "N")).containsExactly(NullNode.getInstance(), missing, missing, missing, missing, missing);
        assertThat(table.getColumnSource("N").get(6)).as("a row that is not there").isNull();
    }

    @Test
    void everyTypeThatCanHoldATree() {
        Topic topic = Topic.of("{\"O\": {\"a\": 1}, \"T\": [1], \"N\": 2}");
        Table table = table(topic, 1, ColumnDefinition.fromGenericType("O", Object.class),
                ColumnDefinition.fromGenericType("T", TreeNode.class), ColumnDefinition.fromGenericType("N", JsonNode.class));
        assertThat(table.getDefinition().getColumn("O").getDataType()).isEqualTo(Object.class);
        assertThat(table.getDefinition().getColumn("T").getDataType()).isEqualTo(JsonNode.class);
        assertThat(table.getDefinition().getColumn("N").getDataType()).isEqualTo(JsonNode.class);
        assertThat(Rows.of(table)).hasSize(1).first().asString().isEqualTo("[{\"a\":1}, [1], 2]");
        assertThat(Rows.column(table, "O").get(0)).isInstanceOf(JsonNode.class);
    }

    @Test
    void printed() {
        Table table = table(Topic.of("{\"N\": {\"a\": [1, \"x\"]}}", "{}"), 2,
                ColumnDefinition.fromGenericType("N", JsonNode.class));
        assertThat(TableTools.string(table)).isEqualTo("""
                         N
                ----------
                {"a":[1...
                         \s
                """);
    }

    @Test
    void aTreeAndWhatIsInside() {
        Topic topic = Topic.of("{\"o\": {\"x\": [1, 2]}}");
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns().value(Consume.jsonSpec(new ColumnDefinition<?>[] {
            ColumnDefinition.fromGenericType("All", JsonNode.class), ColumnDefinition.ofInt("Second")},
                Map.of("/o", "All", "/o/x/1", "Second"))).toTable(), 1);
        assertThat(Rows.of(table).get(0)).asString().isEqualTo("[{\"x\":[1,2]}, 2]");
    }

    @Test
    void tenThousandFields() throws IOException {
        String fields = IntStream.range(0, 10_000).mapToObj(i -> "\"f" + i + "\":" + i).collect(Collectors.joining(","));
        assertThat(node("{" + fields + "}")).hasSize(10_000);
        ColumnDefinition<?>[] columns = IntStream.range(0, 1_000).mapToObj(i -> ColumnDefinition.ofInt("f" + i * 10))
                .toArray(ColumnDefinition<?>[]::new);
        List<Object> row = Rows.of(table(Topic.of("{" + fields + "}"), 1, columns)).get(0);
        assertThat(row).hasSize(1_000).first().isEqualTo(0);
        assertThat(row).last().isEqualTo(9_990);
    }

    @Test
    void aLongTextAndADeepTree() throws IOException {
        String text = "x".repeat(500_000);
        assertThat(node("\"" + text + "\"").textValue()).isEqualTo(text);
        assertThat(node("9".repeat(2_000)).bigIntegerValue().toString()).hasSize(2_000);
        assertThat(node("[".repeat(990) + "]".repeat(990)).toString()).hasSize(2 * 990);
    }
}
