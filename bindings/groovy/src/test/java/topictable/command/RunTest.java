package topictable.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.Topictable;
import topictable.testing.Topic;

/** What the command shows, and its options. */
class RunTest {
    private static final String VALUES = """
            import static io.deephaven.engine.util.TableTools.*
            b = newTable(intCol('I', 1, 2), stringCol('S', 'x', null))
            a = emptyTable(3)
            notATable = 5
            """;

    @Test
    void onceAsTables() {
        Script.Result result = Script.words(Topic.of("one", "two", null)).run("--once");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("words: 3 rows\nKafkaPartition|         KafkaOffset|")
                .contains("|one       \n").contains("|(null)    \n");
    }

    @Test
    void tablesOfValuesAreShownByName() {
        Script.Result result = Script.of(VALUES).run();
        assertThat(result.status()).isZero();
        assertThat(result.out()).isEqualTo("""
                a: 3 rows



                b: 2 rows
                         I|         S
                ----------+----------
                         1|x        \s
                         2|(null)   \s

                """);
    }

    @Test
    void aColumnThatCannotBeComputedHidesNoOtherTable() {
        Script.Result result = Script.of("""
                import static io.deephaven.engine.util.TableTools.*
                a = emptyTable(1).view('X = 1 % i')
                b = emptyTable(1).view('Y = i')
                """).run("--format", "tsv");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("# a\nX:int\n# b\nY:int\n0\n");
        assertThat(result.err()).contains("the formula 1 % i fails for row 0");
    }

    @Test
    void asTsv() {
        Script.Result result = Script.of("""
                import static io.deephaven.engine.util.TableTools.*
                t = newTable(intCol('I', 1, NULL_INT), stringCol('S', 'a\\tb\\\\\\n', null), doubleCol('D', 1.5, Double.NaN),
                    instantCol('T', Instant.parse('2024-01-02T03:04:05.5Z'), null))
                """).run("--format", "tsv");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("""
                # t
                I:int	S:String	D:double	T:Instant
                1	a\\tb\\\\\\n	1.5	2024-01-02T03:04:05.500Z
                \\N	\\N	NaN	\\N
                """);
    }

    @Test
    void asJson() {
        Script.Result result = Script.of("""
                import static io.deephaven.engine.util.TableTools.*
                t = newTable(longCol('L', 1L, NULL_LONG), stringCol('S', 'a"😀', null), doubleCol('D', 1.5, Double.NaN),
                    booleanCol('B', true, null), instantCol('T', Instant.EPOCH, null), charCol('C', 'x' as char, NULL_CHAR))
                u = emptyTable(1)
                """).run("--format", "json");
        assertThat(result.out()).isEqualTo("""
                {"table":"t","rows":[{"L":1,"S":"a\\"😀","D":1.5,"B":true,"T":"1970-01-01T00:00:00Z","C":"x"},\
                {"L":null,"S":null,"D":"NaN","B":null,"T":null,"C":null}]}
                {"table":"u","rows":[{}]}
                """);
    }

    private static final String TREES_AND_HEADERS = Script.CONSUMING + """
            import com.fasterxml.jackson.databind.JsonNode
            import io.deephaven.engine.table.ColumnDefinition
            ['partition', 'offset', 'timestamp'].each { props.put("deephaven.${it}.column.name".toString(), '') }
            props.put('topictable.headers.column', 'Headers')
            columns = [ColumnDefinition.fromGenericType('N', JsonNode), ColumnDefinition.fromGenericType('O', Object)] as ColumnDefinition[]
            """;

    private static Script treesAndHeaders() {
        Topic topic = Topic.create().send("{\"N\": {\"a\": [1.50, null]}, \"O\": null}")
                .send(0, null, null, Topic.bytes("{}"), new RecordHeader("k", Topic.bytes("v")), new RecordHeader("n", null));
        return Script.of(TREES_AND_HEADERS + "t = " + Script.consume(topic, "KafkaTools.Consume.jsonSpec(columns)"));
    }

    @Test
    void treesAndHeadersAsJson() {
        assertThat(treesAndHeaders().run("--once", "--format", "json").out()).isEqualTo("""
                {"table":"t","rows":[{"Headers":[],"N":{"a":[1.50,null]},"O":null},\
                {"Headers":[{"key":"k","value":"v"},{"key":"n","value":null}],"N":null,"O":null}]}
                """);
    }

    @Test
    void treesAndHeadersAsTsv() {
        assertThat(treesAndHeaders().run("--once", "--format", "tsv").out()).isEqualTo("""
                # t
                Headers:Header[]	N:JsonNode	O:Object
                []	{"a":[1.50,null]}	null
                [k=v, n=null]\t\t
                """);
    }

    @Test
    void oneTableOnly() {
        Script script = Script.of(VALUES);
        assertThat(script.run("--watch", "a", "--format", "json").out()).isEqualTo("{\"table\":\"a\",\"rows\":[{},{},{}]}\n");
        Script.Result unknown = script.run("--watch", "c");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err()).isEqualTo("topictable: the script has no table c; it has [a, b]\n");
    }

    @Test
    void propertiesAreSet() {
        Topic topic = Topic.of("one");
        Script.Result result = Script.words(topic).run("--once", "--format", "tsv", "--set", "deephaven.offset.column.name=",
                "--set", "deephaven.partition.column.name=P", "--set", "deephaven.timestamp.column.name=",
                "--set", "topictable.cycle.min.ms=1");
        assertThat(result.out()).isEqualTo("# words\nP:int\tWord:String\n0\tone\n");
    }

    @Test
    void propertiesThatCannotBe() {
        Script script = Script.words(Topic.create());
        assertThat(script.run("--set", "auto.offset.reset=newest").err()).contains("auto.offset.reset", "newest");
        assertThat(script.run("--set", "topictable.cycle.min.ms=soon").err()).contains("topictable.cycle.min.ms", "soon");
        assertThat(script.run("--set", "novalue").status()).isEqualTo(2);
    }

    @Test
    void forAWhile() {
        Topic topic = Topic.of("one");
        long start = System.nanoTime();
        Script.Result result = Script.words(topic).run("--for", "300ms", "--once", "--format", "tsv");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000);
        assertThat(result.out()).endsWith("\tone\n");

        // Without --once each change is shown.
        Script.Result changes = Script.words(topic).run("--for", "1500ms", "--format", "json");
        assertThat(changes.status()).isZero();
        assertThat(changes.out().lines()).isNotEmpty().hasSizeLessThanOrEqualTo(2).last().asString().contains("\"one\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "ten seconds", "-", "5x"})
    void durationsThatAreNone(String duration) {
        Script.Result result = Script.of(VALUES).run("--for", duration);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("'" + duration + "' is no duration: expected such as 10s, 500ms or 2m");
    }

    @Test
    void aTableThatFails() {
        Topic topic = Topic.of("1", "{");
        Script script = Script.of(Script.CONSUMING + "bad = " + Script.consume(topic,
                "KafkaTools.Consume.jsonSpec([ColumnDefinition.ofInt('A')] as ColumnDefinition[])"));
        Script.Result result = script.run("--once");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("bad: 1 row, FAILED: ").contains("offset 1");
        Script.Result tsv = script.run("--once", "--format", "tsv");
        assertThat(tsv.out()).startsWith("# bad failed: ");
        assertThat(tsv.err()).startsWith("topictable: ").contains("offset 1");
    }

    @Test
    void aWrongCall() {
        assertThat(Script.command("run").status()).isEqualTo(2);
        assertThat(Script.command("run", "x.groovy", "--format", "xml").status()).isEqualTo(2);
        assertThat(Script.command("stroll").status()).isEqualTo(2);
    }

    @Test
    void versionAndHelp() {
        assertThat(Script.command("--version").out()).isEqualTo("topictable " + Topictable.version() + "\n");
        assertThat(Script.command("run", "--help").out()).contains("--set", "--for", "--watch", "--once", "--format")
                .doesNotContain("--protocol");
    }
}
