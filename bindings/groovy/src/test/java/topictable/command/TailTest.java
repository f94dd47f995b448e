package topictable.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topictable.testing.Registry;
import topictable.testing.Topic;

/** What {@code tail} shows, and its options. */
class TailTest {
    private static final long TIME = Instant.parse("2024-01-02T03:04:05.600Z").toEpochMilli();

    /** Records whose time is known. */
    private static Topic topic(String... keysAndValues) {
        Topic topic = Topic.create();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            topic.send(0, TIME + i / 2, Topic.bytes(keysAndValues[i]), Topic.bytes(keysAndValues[i + 1]));
        }
        return topic;
    }

    private static Script.Result tail(Topic topic, String... options) {
        return tail(topic.name, options);
    }

    private static Script.Result tail(String topic, String... options) {
        List<String> arguments = new ArrayList<>(List.of("tail", topic, "--set", "bootstrap.servers=" + Topic.BOOTSTRAP));
        arguments.addAll(List.of(options));
        return Script.command(arguments.toArray(String[]::new));
    }

    /** What is printed of a whole topic, without complaint. */
    private static String whole(Topic topic, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--no-follow");
        Script.Result result = tail(topic, all.toArray(String[]::new));
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.out();
    }

    private static Topic mixed() {
        return topic("a", "one\ttwo\\\n", null, "{\"a\": 1.50,\n \"b\": \"x y\"}").send(0, TIME, new byte[] {0, 1}, null)
                .send(0, TIME, new byte[0], new byte[] {(byte) 0xff, 16});
    }

    @Test
    void linesForPrograms() {
        assertThat(whole(mixed())).isEqualTo("""
                0	0	2024-01-02T03:04:05.600Z	a	one\\ttwo\\\\\\n
                0	1	2024-01-02T03:04:05.601Z	\\N	{"a":1.50,"b":"x y"}
                0	2	2024-01-02T03:04:05.600Z	0x0001	\\N
                0	3	2024-01-02T03:04:05.600Z		0xff10
                """);
    }

    @Test
    void linesOfJson() {
        assertThat(whole(mixed(), "--output", "json")).isEqualTo("""
                {"partition":0,"offset":0,"time":"2024-01-02T03:04:05.600Z","key":"a","value":"one\\ttwo\\\\\\n"}
                {"partition":0,"offset":1,"time":"2024-01-02T03:04:05.601Z","key":null,"value":{"a":1.50,"b":"x y"}}
                {"partition":0,"offset":2,"time":"2024-01-02T03:04:05.600Z","key":"0x0001","value":null}
                {"partition":0,"offset":3,"time":"2024-01-02T03:04:05.600Z","key":"","value":"0xff10"}
                """);
    }

    @Test
    void linesForPeople() {
        String time = Instant.ofEpochMilli(TIME).atZone(ZoneId.systemDefault()).toLocalDateTime().toString().replace('T', ' ');
        assertThat(whole(topic("a longer key", "x\033[2Jy\n", null, null, "日本", "z"), "--output", "table")).isEqualTo("""
                partition      offset  time                     key       value
                        0           0  %s  a longer key  0x781b5b324a790a
                        0           1  %s  (null)        (null)
                        0           2  %s  日本          z
                """.formatted(time, time.replace("600", "601"), time.replace("600", "602")));
    }

    @Test
    void fieldsOfObjects() {
        Topic topic = topic("k", "{\"Sym\": \"A\", \"Price\": 1.50, \"n\": {\"x\": [1, null]}, \"offset\": 7}", "k", "{\"Sym\": null}");
        assertThat(whole(topic, "--columns", "Price,Sym,/n/x")).isEqualTo("""
                0	0	2024-01-02T03:04:05.600Z	k	1.50	A	[1,null]
                0	1	2024-01-02T03:04:05.601Z	k	\\N	null	\\N
                """);
        assertThat(whole(topic, "--columns", "offset", "--columns", "n", "--output", "json", "--limit", "1")).isEqualTo("""
                {"partition":0,"offset":0,"time":"2024-01-02T03:04:05.600Z","key":"k","value":{"offset":7,"n":{"x":[1,null]}}}
                """);
    }

    @Test
    void recordsThatCannotBeReadAreToldOf() {
        Topic topic = topic("k", "{\"a\": 1}", "k", "no object", "k", "{\"a\": 2}", "k", "neither");
        Script.Result all = tail(topic, "--columns", "a", "--no-follow");
        assertThat(all.status()).isZero();
        assertThat(all.out().lines().map(line -> line.substring(line.lastIndexOf('\t') + 1))).containsExactly("1", "\\N", "2", "\\N");
        assertThat(all.err().lines()).hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("topictable: topic " + topic.name + ", partition 0, offset "));
        assertThat(all.err()).contains("offset 1: ", "offset 3: ", "JSON");

        assertThat(tail(topic, "--columns", "a", "--no-follow", "--limit", "3").err().lines()).hasSize(1);
        Script.Result skipped = tail(topic, "--columns", "a", "--no-follow", "--set", "topictable.on.error=skip");
        assertThat(skipped.out().lines()).hasSize(2);
        assertThat(skipped.err().lines()).hasSize(2);
        Script.Result failed = tail(topic, "--columns", "a", "--no-follow", "--set", "topictable.on.error=fail");
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.err()).contains("the table of topic \"" + topic.name + "\" has failed: the record at offset 1 ");
    }

    @Test
    void whatIsNotJsonIsShownAsItIs() {
        Script.Result result = tail(topic("1", "{\"a\": 01}", "{", " [1, 2]"), "--format", "json", "--key", "json", "--no-follow",
                "--output", "json");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("\"key\":1,\"value\":\"{\\\"a\\\": 01}\"}\n", "\"key\":\"{\",\"value\":[1,2]}\n");
        assertThat(result.err()).contains("partition 0, offset 0: the value is not JSON: ", "partition 0, offset 1: the key is not JSON: ");
    }

    @Test
    void simpleFormats() {
        byte[] five = ByteBuffer.allocate(Long.BYTES).putLong(5).array();
        Topic topic = Topic.create().send(0, TIME, five, Topic.bytes("five"));
        String start = "0\t0\t2024-01-02T03:04:05.600Z\t";
        assertThat(whole(topic, "--key", "long", "--format", "string")).isEqualTo(start + "5\tfive\n");
        assertThat(whole(topic, "--key", "hex", "--format", "hex")).isEqualTo(start + "0x0000000000000005\t0x66697665\n");
        assertThat(whole(topic, "--format", "int")).isEqualTo(start + "0x0000000000000005\t" + 0x66697665 + "\n");
    }

    @Test
    void csvAndMessagePackHaveFieldsByName() {
        assertThat(whole(topic("k", "A,\"1,5\""), "--format", "csv", "--columns", "sym,price")).endsWith("\tk\tA\t1,5\n");
        Topic packed = Topic.create().send(0, TIME, null, new byte[] {(byte) 0x81, (byte) 0xa1, 'a', 7});
        assertThat(whole(packed, "--format", "msgpack", "--columns", "a")).endsWith("\t7\n");
    }

    @Test
    void avroIsReadWithTheSchemaOfTheRegistry() {
        Schema schema = SchemaBuilder.record("Trade").fields().requiredString("Sym").name("at").type().record("At").fields()
                .requiredInt("offset").endRecord().noDefault().optionalDouble("Price").endRecord();
        Topic topic = Topic.create();
        int id = Registry.register(topic.name + "-value", schema);
        GenericData.Record at = new GenericRecordBuilder(schema.getField("at").schema()).set("offset", 3).build();
        topic.send(0, TIME, Topic.bytes("k"), Registry.encode(id, new GenericRecordBuilder(schema).set("Sym", "A").set("at", at).build()));

        String[] avro = {"--format", "avro", "--set", "schema.registry.url=" + Registry.url()};
        assertThat(whole(topic, avro)).endsWith("\tk\tA\t3\t\\N\n");
        assertThat(whole(topic, with(avro, "--columns", "at.offset,Sym", "--output", "json")))
                .endsWith("\"value\":{\"at.offset\":3,\"Sym\":\"A\"}}\n");
        assertThat(whole(topic, "--format", "avro:" + topic.name + "-value", "--set", avro[3], "--output", "table"))
                .contains("  key       Sym       at.offset  Price\n");

        Script.Result unknown = tail(topic, with(avro, "--columns", "Sim", "--no-follow"));
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).isEqualTo("topictable: the values of topic " + topic.name
                + " have no field Sim; they have [Sym, at.offset, Price]\n");
        assertThat(tail(topic, "--format", "avro").err()).contains(topic.name, "schema.registry.url");
        Script.Result noSubject = tail(topic, with(avro, "--key", "avro"));
        assertThat(noSubject.status()).isEqualTo(1);
        assertThat(noSubject.err()).contains(topic.name + "-key");
    }

    @Test
    void protobufIsReadWithTheSchemaOfTheRegistry() {
        Topic topic = Topic.create();
        int id = Registry.register(topic.name + "-key", "PROTOBUF",
                "syntax = \"proto3\"; message K { string sym = 1; N n = 2; } message N { bool b = 1; }");
        byte[] message = {0x0a, 1, 'A', 0x12, 2, 8, 1};
        topic.send(0, TIME, ByteBuffer.allocate(6 + message.length).put((byte) 0).putInt(id).put((byte) 0).put(message).array(),
                Topic.bytes("v"));
        String[] options = {"--key", "protobuf", "--set", "schema.registry.url=" + Registry.url(), "--output"};
        assertThat(whole(topic, with(options, "table"))).contains("  key.sym   key.n.b   value\n").endsWith("  A         true      v\n");
        assertThat(whole(topic, with(options, "json"))).endsWith("\"key\":{\"sym\":\"A\",\"n.b\":true},\"value\":\"v\"}\n");
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({
        "beginning, 012",
        "1, 12",
        "9, ''",
        "2024-01-02T03:04:05.601Z, 12",
        "2024-01-02T04:04:05.602+01:00, 2",
        "2024-01-01, 012",
        "10m, ''",
    })
    void fromTheStart(String from, String values) {
        assertThat(whole(topic("", "0", "", "1", "", "2"), "--from", from).lines().map(line -> line.substring(line.length() - 1)))
                .containsExactly(values.isEmpty() ? new String[0] : values.split(""));
    }

    @Test
    void anOffsetIsThatOfEachPartition() {
        Topic topic = Topic.create(2).sendNumbers(0, 0, 3).sendNumbers(1, 0, 1);
        assertThat(whole(topic, "--from", "1").lines().map(line -> line.substring(0, 3))).containsExactly("0\t1", "0\t2");
    }

    @Test
    void aLimitEndsIt() {
        assertThat(tail(topic("", "0", "", "1", "", "2"), "--from", "beginning", "--limit", "2").out().lines()).hasSize(2);
    }

    @Test
    void anUnknownTopic() {
        Script.Result result = tail("no-such-topic");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("topictable: topic \"no-such-topic\" does not exist");
    }

    @Test
    void noBroker() {
        Script.Result result = Script.command("tail", "trades", "--set", "bootstrap.servers=localhost:1", "--set",
                "default.api.timeout.ms=500");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().reduce((first, last) -> last)).get().asString().contains("trades", "localhost:1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--from now|'now' is no start: expected beginning, end, an offset such as 1000",
        "--from -5|'-5' is no start",
        "--from 99999999999999999999|is no start",
        "--format xml|'xml' is no format: expected auto, string, json, avro",
        "--format json:a|a subject can follow avro: or protobuf: only",
        "--key csv|--key csv is for values only",
        "--format csv|--format csv needs --columns",
        "--format long --columns a|--columns needs values with fields: json, avro, protobuf, csv or msgpack, not long",
        "--columns a,,b|--columns has an empty name",
        "--limit 0|--limit 0 shows nothing: expected at least 1",
        "--limit ten|'ten' is not a long",
        "--output xml|expected one of [table, tsv, json]",
        "--from end --no-follow|--from end shows nothing with --no-follow",
        "--set novalue|novalue",
        "another|another",
    })
    void wrongOptions(String options, String message) {
        Script.Result result = tail("trades", options.split(" "));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void propertiesThatCannotBe() {
        assertThat(tail("trades", "--set", "isolation.level=some").err()).contains("isolation.level", "some");
        Script.Result none = tail("trades", "--set", "=x");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("--set =x names no property");
    }

    @Test
    void helpTellsHowFormatsAreFound() {
        assertThat(Script.command("tail", "--help").out()).contains("--from", "--key", "--columns", "--limit", "--[no-]follow",
                "hexadecimal", "avro:SUBJECT");
    }
}
