package topictable.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import topictable.internal.FrozenTable;

/**
 * What test programs speak with the command: {@code @ready} once the script has run; on a line of input every table, as
 * {@code @table TAB name TAB rows TAB state} and TSV, then {@code @end}.
 */
final class Protocol {
    private final PrintStream out;

    Protocol(PrintStream out) {
        this.out = out;
    }

    void serve(InputStream in, Map<String, ShownTable> tables) {
        out.println("@ready");
        out.flush();
        try {
            in.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tables.forEach((name, shown) -> {
            // Asked first: a table that fails after its rows were read is shown as it was.
            boolean failed = shown.table().isFailed();
            try (FrozenTable rows = shown.rows()) {
                List<String> lines;
                try {
                    lines = TableWriter.tsv(rows).toList();
                } catch (RuntimeException e) {
                    // A column that is computed when it is read: the header is all there is.
                    System.err.println("topictable: " + name + ": " + e.getMessage());
                    lines = TableWriter.tsv(rows).limit(1).toList();
                    failed = true;
                }
                out.println("@table \t" + name + "\t" + rows.size() + "\t" + (failed ? "FAILED" : ""));
                // The program whose protocol this is writes no tab after a first cell that is empty.
                lines.forEach(line -> out.println(line.replaceFirst("^\t+", "")));
            }
        });
        out.println("@end");
        out.flush();
    }
}
