package topictable.command;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import topictable.internal.FrozenTable;

/** Shows tables in place on a terminal. */
final class Screen {
    private static final long FRAME_NANOS = 200_000_000;
    private static final String UP = "\033[%dA";
    private static final String CLEAR_LINE = "\033[2K";
    private static final String CLEAR_BELOW = "\033[J";
    private static final String BOLD = "\033[1m";
    private static final String PLAIN = "\033[0m";

    private final Map<String, ShownTable> tables;
    private final String title;
    private final PrintStream out = System.out;
    private final Map<String, Rate> rates = new HashMap<>();
    private int drawn;

    Screen(Map<String, ShownTable> tables, String title) {
        this.tables = tables;
        this.title = title;
    }

    /** Whether standard output is a terminal. */
    static boolean isTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    /** Draws until the time is over. */
    void run(long end) {
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build()) {
            while (true) {
                draw(terminal.getSize());
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                Thread.sleep(Math.min(left, FRAME_NANOS) / 1_000_000 + 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw(Size size) {
        int width = size.getColumns() > 0 ? size.getColumns() : 80;
        int height = size.getRows() > 0 ? size.getRows() : 24;
        List<String> lines = new ArrayList<>();
        lines.add(BOLD + cut(title + "   (Ctrl-C ends)", width) + PLAIN);
        // A heading, two lines of names and a blank line for each table; what is left is for rows.
        int rows = Math.max(1, (height - 2 - 4 * tables.size()) / tables.size());
        tables.forEach((name, shown) -> table(name, shown, rows, width, lines));
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append(String.format(UP, drawn));
        }
        List<String> visible = lines.subList(0, Math.min(lines.size(), height - 1));
        visible.forEach(line -> frame.append(CLEAR_LINE).append(line).append('\n'));
        out.print(frame.append(CLEAR_BELOW));
        out.flush();
        drawn = visible.size();
    }

    private void table(String name, ShownTable shown, int count, int width, List<String> lines) {
        RuntimeException failure = shown.table().failure();
        try (FrozenTable rows = shown.rows()) {
            // Row keys count arrivals, also where rows go again.
            long arrived = rows.getRowSet().lastRowKey() + 1;
            double rate = rates.computeIfAbsent(name, ignored -> new Rate()).update(arrived, System.nanoTime());
            lines.add("");
            String heading = Heading.of(name, rows.size(), failure);
            String speed = failure == null && shown.table().isRefreshing() ? String.format(Locale.ROOT, ", %,.0f rows/s", rate) : "";
            lines.add(BOLD + cut(heading + speed, width) + PLAIN);
            Heading.rows(rows, count).forEach(line -> lines.add(cut(line, width)));
        }
    }

    private static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
    }

    /** Rows a second over the last few seconds. */
    private static final class Rate {
        private long rows = -1;
        private long nanos;
        private double perSecond;

        double update(long now, long time) {
            now = Math.max(now, rows);
            if (rows >= 0 && time > nanos) {
                double current = (now - rows) * 1e9 / (time - nanos);
                perSecond += 0.2 * (current - perSecond);
            }
            rows = now;
            nanos = time;
            return perSecond;
        }
    }
}
