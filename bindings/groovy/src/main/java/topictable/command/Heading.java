package topictable.command;

import io.deephaven.engine.table.Table;
import java.util.List;
import java.util.Locale;
import topictable.internal.TablePrinter;

/** What stands over a shown table, and its rows. */
final class Heading {
    private Heading() {}

    static String of(String name, long rows, RuntimeException failure) {
        String text = String.format(Locale.ROOT, "%s: %,d row%s", name, rows, rows == 1 ? "" : "s");
        return failure == null ? text : text + ", FAILED: " + failure.getMessage();
    }

    /** The last rows as lines, under the names of the columns. */
    static List<String> rows(Table table, int count) {
        return TablePrinter.lastRows(table, count).lines().toList();
    }
}
