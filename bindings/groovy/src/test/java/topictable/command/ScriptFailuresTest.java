package topictable.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topictable.testing.Topic;

/** Scripts that cannot be run to their end. */
class ScriptFailuresTest {
    private static Script.Result fails(String source) {
        Script.Result result = Script.of(source).run("--once");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        return result;
    }

    @Test
    void theLineIsNamed() {
        assertThat(fails("x = 1\n\nthrow new IllegalStateException('my reason')\n").err()).isEqualTo("""
                topictable: Error encountered at line 3: throw new IllegalStateException('my reason')
                  my reason
                """);
    }

    @Test
    void aLineInAClosureOrMethod() {
        assertThat(fails("def f() {\n  [1].each {\n    it.nope()\n  }\n}\nf()").err()).contains("line 3:     it.nope()");
    }

    @Test
    void anAssertion() {
        assertThat(fails("x = 1\nassert x == 2").err()).contains("line 2: assert x == 2").contains("x == 2");
    }

    @Test
    void whatTheLibraryRefuses() {
        assertThat(fails(Script.CONSUMING + "t = " + Script.consume(Topic.create(), "KafkaTools.Consume.simpleSpec('V', Boolean)")).err())
                .contains("line 4: t = KafkaTools.consumeToTable").contains("Kafka has no deserializer for type Boolean");
        assertThat(fails("import static io.deephaven.api.agg.Aggregation.*\nt = [\n  AggFirstRowKey('X')]").err())
                .contains("Error encountered at line").contains("the aggregation AggFirstRowKey is not supported by this version");
    }

    @Test
    void aSyntaxError() {
        String err = fails("x = 1\ny = (2\nz = 3").err();
        assertThat(err).containsOnlyOnce("startup failed").containsPattern("pipeline.groovy: \\d+:")
                .doesNotContain("TopictableScript");
        assertThat(fails("x = nope").err()).contains("No such property: nope").doesNotContain("TopictableScript");
    }

    @Test
    void aMissingClass() {
        assertThat(fails("import io.deephaven.no.SuchThing\n").err()).contains("io.deephaven.no.SuchThing").contains("pipeline.groovy: 1:");
        assertThat(fails("x = NoSuchThing.make()").err()).contains("line 1").contains("NoSuchThing");
    }

    @Test
    void endlessRecursion() {
        assertThat(fails("def f(n) { f(n + 1) }\nf(0)").err()).contains("StackOverflowError").contains("line 1");
    }

    @Test
    void theStackTraceOnDemand() {
        Script.Result result = Script.of("throw new IllegalStateException('my reason')").run("--stacktrace");
        assertThat(result.err()).contains("Caused by: java.lang.IllegalStateException: my reason").contains("\tat ");
    }

    @Test
    void noScript(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("nope.groovy");
        Script.Result result = Script.command("run", missing.toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("topictable: the script " + missing + " does not exist\n");

        Script.Result directory = Script.command("run", folder.toString());
        assertThat(directory.status()).isEqualTo(1);
        assertThat(directory.err()).startsWith("topictable: the script " + folder + " cannot be read");

        Path binary = Files.write(folder.resolve("binary.groovy"), new byte[] {'x', (byte) 0xff});
        assertThat(Script.command("run", binary.toString()).err()).isEqualTo("topictable: the script " + binary + " is not UTF-8\n");
    }

    @Test
    void noTables() {
        Script.Result result = Script.of("x = 1").run("--once");
        assertThat(result.status()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("topictable: the script has left no table in its variables\n");
    }

    @Test
    void nobodyAtTheAddress() {
        Script.Result result = Script.words(Topic.create()).run("--once", "--set", "bootstrap.servers=127.0.0.1:1",
                "--set", "default.api.timeout.ms=300");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("line 4").contains("127.0.0.1:1").contains("0.3 s");
    }
}
