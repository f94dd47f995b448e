package topictable.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import topictable.testing.Devstack;

/**
 * {@code docs/compatibility.md} says which names of the mirrored API are there. It is generated: each line of
 * {@code compatibility.tsv} has a name, in how many of Deephaven's 1,154 documented programs it appears, where it must be, and
 * a remark. A name without a remark must be there; one with {@code no: reason} must not, and one with {@code throws: reason}
 * is there and throws. {@code make compatibility} writes the page anew.
 */
class CompatibilityTest {
    private static final Path PAGE = Devstack.root().resolve("docs/compatibility.md");
    private static final String INTRODUCTION = """
            # Compatibility

            What Deephaven's users write, and whether it is here: every name that appears in the 1,154 runnable Groovy programs of
            its public documentation (August 2026), with the number of programs. Generated from the classes and the table of functions;
            that they do what they do there is what the conformance cases check. How it is meant to differ is in
            [operations](operations.md), [formulas](formulas.md) and the [user guide](user-guide.md).
            """;

    /** A name of the mirrored API. */
    private record Name(String name, int programs, String place, String remark) {
        static Name of(String line) {
            String[] cells = line.split("\t", -1);
            assertThat(cells).as(line).hasSize(4);
            return new Name(cells[0], Integer.parseInt(cells[1]), cells[2], cells[3]);
        }

        boolean isRefused() {
            return remark.startsWith("no: ");
        }

        /** Whether its class, its method or its function is there. */
        boolean isThere(String functions) {
            if (place.startsWith("formula:")) {
                String function = Pattern.quote(place.substring("formula:".length()));
                return Pattern.compile("(?<![A-Za-z0-9_])" + function + "\\(|`" + function + "`").matcher(functions).find();
            }
            String[] parts = place.split("#");
            try {
                Class<?> type = Class.forName(parts[0], false, CompatibilityTest.class.getClassLoader());
                return parts.length == 1 || Stream.of(type.getMethods()).map(Method::getName).anyMatch(parts[1]::equals);
            } catch (ClassNotFoundException e) {
                return false;
            }
        }

        String row() {
            String answer = remark.isEmpty() ? "yes" : remark.replaceFirst("^no: ", "**no**: ").replaceFirst("^throws: ", "**no**, it throws: ");
            String where = place.startsWith("formula:") ? "[formula](functions.md)" : "`" + place.replaceFirst("^.*\\.", "") + "`";
            return "| `" + name + "` | " + programs + " | " + where + " | " + answer + " |";
        }
    }

    @Test
    void thePageSaysWhatIsThere() throws IOException {
        String functions = Files.readString(Devstack.root().resolve("docs/functions.md"));
        List<String> wrong = new ArrayList<>();
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (String line : lines()) {
            if (line.startsWith("# ")) {
                page.append("\n#").append(line).append("\n\n| name | programs | where | here |\n|---|---|---|---|\n");
                continue;
            }
            Name name = Name.of(line);
            if (name.isThere(functions) == name.isRefused()) {
                wrong.add(name.name() + (name.isRefused() ? " is there, but remarked as missing" : " is not at " + name.place()));
            }
            page.append(name.row()).append('\n');
        }
        assertThat(wrong).isEmpty();
        if (System.getenv("TOPICTABLE_UPDATE_COMPATIBILITY") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("`make compatibility` writes it").hasContent(page.toString());
    }

    private static List<String> lines() throws IOException {
        try (InputStream lines = CompatibilityTest.class.getResourceAsStream("compatibility.tsv")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
