package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import io.deephaven.json.AnyValue;
import io.deephaven.json.ArrayValue;
import io.deephaven.json.BigDecimalValue;
import io.deephaven.json.BigIntegerValue;
import io.deephaven.json.BoolValue;
import io.deephaven.json.CharValue;
import io.deephaven.json.DoubleValue;
import io.deephaven.json.FloatValue;
import io.deephaven.json.InstantNumberValue;
import io.deephaven.json.InstantValue;
import io.deephaven.json.IntValue;
import io.deephaven.json.JsonValueTypes;
import io.deephaven.json.LocalDateValue;
import io.deephaven.json.LongValue;
import io.deephaven.json.ObjectEntriesValue;
import io.deephaven.json.ObjectField;
import io.deephaven.json.ObjectValue;
import io.deephaven.json.StringValue;
import io.deephaven.json.TupleValue;
import io.deephaven.json.TypedObjectValue;
import io.deephaven.json.Value;
import io.deephaven.json.jackson.JacksonProvider;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.processor.NamedObjectProcessor;
import io.deephaven.qst.type.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import topictable.UnsupportedFeatureException;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** {@code objectProcessorSpec} with a {@code JacksonProvider}: JSON values of stated types. */
class ObjectProcessorSpecTest {
    private static List<List<Object>> rows(Value value, String... records) {
        Table table = Consuming.of(Topic.of(records)).withoutCommonColumns()
                .value(Consume.objectProcessorSpec(JacksonProvider.of(value))).toTable();
        return Rows.of(Rows.await(table, records.length));
    }

    private static List<Object> row(Value value, String... records) {
        return rows(value, records).get(0);
    }

    @Test
    void scalarsOfEveryKind() {
        Value value = ObjectValue.builder()
                .putFields("text", StringValue.lenient())
                .putFields("flag", BoolValue.standard())
                .putFields("letter", CharValue.standard())
                .putFields("number", IntValue.lenient())
                .putFields("real", DoubleValue.standard())
                .putFields("small", FloatValue.standard())
                .putFields("exact", BigDecimalValue.standard())
                .putFields("large", BigIntegerValue.strict(false))
                .putFields("time", InstantValue.standard())
                .putFields("millis", InstantNumberValue.Format.EPOCH_MILLIS.standard(true))
                .putFields("day", LocalDateValue.standard())
                .putFields("tree", AnyValue.of())
                .build();
        String record = "{\"text\": 1.50, \"flag\": true, \"letter\": \"é\", \"number\": \"7\", \"real\": 2,"
                + " \"small\": 0.1, \"exact\": 1.50, \"large\": 123456789012345678901, \"time\": \"2024-01-02T03:04:05+01:00\","
                + " \"millis\": 1.5, \"day\": \"2024-02-29\", \"tree\": {\"a\": 1.50}}";
        List<Object> cells = row(value, record);
        assertThat(cells.subList(0, 11)).containsExactly("1.50", true, 'é', 7, 2.0, 0.1f, new BigDecimal("1.50"),
                new BigInteger("123456789012345678901"), Instant.parse("2024-01-02T02:04:05Z"),
                Instant.ofEpochSecond(0, 1_500_000), LocalDate.of(2024, 2, 29));
        assertThat(cells.get(11)).isInstanceOf(TreeNode.class).hasToString("{\"a\":1.5}");
    }

    @Test
    void arraysAreSideBySide() {
        Value value = ObjectValue.builder()
                .putFields("legs", ObjectValue.standard(Map.of("id", LongValue.standard())).array())
                .putFields("exact", BigDecimalValue.standard().array())
                .putFields("trees", AnyValue.of().array())
                .putFields("more", ObjectEntriesValue.standard(IntValue.standard().array()))
                .build();
        List<Object> cells = row(value, "{\"legs\": [{\"id\": 1}, null], \"exact\": [1.50, null],"
                + " \"trees\": [1.50], \"more\": {\"a\": [1], \"b\": null}}");
        assertThat(cells.get(0)).isEqualTo(new long[] {1, Long.MIN_VALUE});
        assertThat(cells.get(1)).isEqualTo(new BigDecimal[] {new BigDecimal("1.50"), null});
        assertThat((TreeNode[]) cells.get(2)).extracting(Object::toString).containsExactly("1.5");
        assertThat(cells.get(3)).isEqualTo(new String[] {"a", "b"});
        assertThat(cells.get(4)).isEqualTo(new int[][] {{1}, null});
    }

    @Test
    void whatIsMissingIsNoNullInATree() {
        List<List<Object>> rows = rows(ObjectValue.standard(Map.of("a", AnyValue.of())), "{}", "{\"a\": null}", "null");
        assertThat(rows).containsExactly(List.of(MissingNode.getInstance()), List.of(NullNode.getInstance()),
                List.of(NullNode.getInstance()));
    }

    @Test
    void whatStandsForNullAndForNothing() {
        Value value = ObjectValue.builder()
                .putFields("a", IntValue.builder().onNull(-1).onMissing(-2).build())
                .putFields("b", StringValue.builder().onNull("N").onMissing("M").build())
                .putFields("c", DoubleValue.builder().onNull(Double.NaN).onMissing(Double.NEGATIVE_INFINITY).build())
                .putFields("d", InstantValue.builder().onNull(Instant.EPOCH).onMissing(Instant.ofEpochSecond(1)).build())
                .putFields("e", BigDecimalValue.builder().onNull(new BigDecimal("1.50")).build())
                .putFields("f", CharValue.builder().onNull('x').build())
                .putFields("g", LocalDateValue.builder().dateTimeFormatter(DateTimeFormatter.BASIC_ISO_DATE)
                        .onNull(LocalDate.EPOCH).build())
                .build();
        String nulls = "{\"a\":null,\"b\":null,\"c\":null,\"d\":null,\"e\":null,\"f\":null,\"g\":null}";
        assertThat(rows(value, nulls, "{}")).containsExactly(
                List.of(-1, "N", Double.NaN, Instant.EPOCH, new BigDecimal("1.50"), 'x', LocalDate.EPOCH),
                Arrays.asList(-2, "M", Double.NEGATIVE_INFINITY, Instant.ofEpochSecond(1), null, null, null));
    }

    @Test
    void modelsThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> IntValue.builder().allowedTypes().build())
                .withMessage("allowedTypes is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IntValue.builder().allowedTypes(JsonValueTypes.INT, JsonValueTypes.BOOL).build())
                .withMessage("Unexpected allowedTypes=[INT,BOOL], universe=[STRING,INT,DECIMAL,NULL]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IntValue.builder().allowMissing(false).onMissing(1).build())
                .withMessage("onMissing set, but allowMissing is false");
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectField.builder().name("a").addAliases("a")
                .options(IntValue.standard()).build()).withMessageContaining("found 'a' overlaps");
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectValue.builder().putFields("a", IntValue.standard())
                .putFields("a", LongValue.standard()).build()).withMessage("Found overlapping field name 'a'");
        assertThatIllegalStateException().isThrownBy(() -> ArrayValue.builder().build())
                .withMessage("Cannot build ArrayValue, some of required attributes are not set [element]");
        assertThatIllegalArgumentException().isThrownBy(() -> JacksonProvider.of(IntValue.standard().field("é")))
                .withMessageContaining("no column can be named after \"é\"");
    }

    @Test
    void modelsTellWhatTheyAre() {
        assertThat(IntValue.lenient().allowedTypes()).isEqualTo(JsonValueTypes.intLike());
        assertThat(DoubleValue.strict().allowedTypes()).isEqualTo(JsonValueTypes.number());
        assertThat(BigIntegerValue.lenient(true).allowedTypes()).isEqualTo(JsonValueTypes.numberLike());
        assertThat(StringValue.strict().allowMissing()).isFalse();
        assertThat(IntValue.standard()).isEqualTo(IntValue.builder().build()).isNotEqualTo(IntValue.strict());
        assertThat(IntValue.builder().onNull(5).build().onNull()).contains(5);
        assertThat(IntValue.strict().skip().allowedTypes()).isEqualTo(JsonValueTypes.int_());
        assertThat(ObjectValue.lenient(Map.of("a", IntValue.standard())).fields().iterator().next().caseSensitive()).isFalse();
        assertThat(TypedObjectValue.strict("t", Map.of("a", ObjectValue.standard(Map.of("x", IntValue.standard()))))
                .allowUnknownTypes()).isFalse();
    }

    @Test
    void namesAndTypesOfColumns() {
        JacksonProvider provider = JacksonProvider.of(ObjectValue.builder()
                .putFields("a b", IntValue.standard())
                .putFields("a", TupleValue.of(StringValue.standard(), BigDecimalValue.standard().array())).build());
        assertThat(provider.names()).containsExactly("ab", "a_0", "a_1");
        assertThat(provider.names(path -> String.join("/", path))).containsExactly("a b", "a/0", "a/1");
        assertThat(provider.outputTypes())
                .containsExactly(Type.intType(), Type.stringType(), Type.find(BigDecimal[].class));
        assertThat(provider.outputSize()).isEqualTo(3);
        assertThat(provider.inputTypes()).contains(Type.stringType(), Type.byteType().arrayType());
        assertThatIllegalArgumentException().isThrownBy(() -> provider.processor(Type.intType()));
    }

    @Test
    void everyOverload() {
        JacksonProvider provider = JacksonProvider.of(IntValue.standard().field("a"), new JsonFactory());
        Topic topic = Topic.of("{\"a\":1}");
        NamedObjectProcessor<byte[]> named = NamedObjectProcessor.of(provider.bytesProcessor(), "B");
        for (Consume.KeyOrValueSpec spec : List.of(Consume.objectProcessorSpec(provider), Consume.objectProcessorSpec(named),
                Consume.objectProcessorSpec(provider.bytesProcessor(), List.of("C")),
                Consume.objectProcessorSpec(new StringDeserializer(), provider.stringProcessor(), List.of("D")),
                Consume.objectProcessorSpec(new StringDeserializer(), provider.named(Type.stringType())))) {
            Table table = Rows.await(Consuming.of(topic).withoutCommonColumns().value(spec).toTable(), 1);
            assertThat(Rows.of(table)).containsExactly(List.of(1));
        }
    }

    @Test
    void textInAnotherEncoding() {
        Topic topic = Topic.of("{\"a\":\"é\"}");
        JacksonProvider provider = JacksonProvider.of(StringValue.standard().field("a"));
        Table table = Consuming.of(topic).withoutCommonColumns().with("value.deserializer.encoding", "ISO-8859-1")
                .value(Consume.objectProcessorSpec(new StringDeserializer(), provider.named(Type.stringType()))).toTable();
        assertThat(Rows.column(Rows.await(table, 1), "a")).containsExactly("Ã©");
    }

    @Test
    void whatIsNotOurs() {
        JacksonProvider provider = JacksonProvider.of(IntValue.standard().field("a"));
        assertThatThrownBy(() -> provider.bytesProcessor().processAll(null, List.of()))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("the native library reads");
        assertThatThrownBy(() -> Consume.objectProcessorSpec(new IntegerDeserializer(), provider.bytesProcessor(), List.of("a")))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("IntegerDeserializer");
        assertThatIllegalArgumentException().isThrownBy(() -> Consume.objectProcessorSpec(provider.bytesProcessor(), List.of()));
        JsonFactory comments = new JsonFactoryBuilder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();
        assertThatThrownBy(() -> JacksonProvider.of(IntValue.standard(), comments))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("ALLOW_JAVA_COMMENTS");
    }

    /** What Jackson reads of records that nobody wrote by hand. */
    @Test
    void numbersAndTextsAreThoseOfJackson() throws IOException {
        Random random = new Random(42);
        ObjectMapper json = new ObjectMapper();
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ObjectNode record = json.createObjectNode();
            record.put("l", random.nextLong() >> random.nextInt(64));
            record.put("d", Double.longBitsToDouble(random.nextLong() & 0x7fdfffffffffffffL));
            record.put("s", random.ints(random.nextInt(20), 1, 0xd7ff).collect(StringBuilder::new,
                    StringBuilder::appendCodePoint, StringBuilder::append).toString());
            ArrayNode list = record.putArray("a");
            random.ints(random.nextInt(5)).forEach(list::add);
            records.add(record.toString());
        }
        Value value = ObjectValue.builder().putFields("l", LongValue.strict()).putFields("d", DoubleValue.strict())
                .putFields("s", StringValue.strict()).putFields("a", IntValue.strict().array()).build();
        List<List<Object>> rows = rows(value, records.toArray(String[]::new));
        for (int i = 0; i < records.size(); i++) {
            JsonNode expected = json.readTree(records.get(i));
            List<Object> row = rows.get(i);
            assertThat(row.get(0)).isEqualTo(expected.get("l").asLong());
            assertThat(row.get(1)).isEqualTo(expected.get("d").asDouble());
            assertThat(row.get(2)).isEqualTo(expected.get("s").asText());
            assertThat(row.get(3)).isEqualTo(json.convertValue(expected.get("a"), int[].class));
        }
    }
}
