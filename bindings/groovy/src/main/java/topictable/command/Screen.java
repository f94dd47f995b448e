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
    private final Messages messages;
    private final PrintStream out = System.out;
    private final Map<String, Rate> rates = new HashMap<>();
    /** The lines that are on the screen. */
    private List<ScreenLine> drawn = List.of();

    Screen(Map<String, ShownTable> tables, String title, Messages messages) {
        this.tables = tables;
        this.title = title;
        this.messages = messages;
    }

    /** Whether standard output is a terminal. */
    static boolean isTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    /** Draws until the time is over. */
    void run(long end) {
        messages.keep();
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
        List<ScreenLine> lines = lines(width, height - 1);
        StringBuilder frame = new StringBuilder();
        // A terminal that has become narrower has wrapped what was drawn.
        int up = drawn.stream().mapToInt(line -> line.rowsOn(width)).sum();
        if (up > 0) {
            frame.append(String.format(UP, up));
        }
        for (ScreenLine line : lines) {
            frame.append(CLEAR_LINE).append(line.bold() ? BOLD + line.text() + PLAIN : line.text()).append('\n');
        }
        out.print(frame.append(CLEAR_BELOW));
        out.flush();
        drawn = lines;
    }

    /** A title, the messages, and as many tables as there is room for; the others in a line each, or counted. */
    private List<ScreenLine> lines(int width, int height) {
        List<ScreenLine> lines = new ArrayList<>();
        lines.add(ScreenLine.bold(title + "   (Ctrl-C ends)", width));
        messages.last().forEach(text -> lines.addAll(ScreenLine.wrapped(text, width)));
        List<Map.Entry<String, ShownTable>> all = List.copyOf(tables.entrySet());
        int room = height - lines.size();
        int full = Layout.fullTables(all.size(), room);
        int rows = Layout.rowsEach(all.size(), full, room);
        for (int i = 0; i < all.size(); i++) {
            boolean last = lines.size() == height - 1;
            if (last && i < all.size() - 1) {
                lines.add(ScreenLine.plain((all.size() - i) + " more tables: --watch NAME shows one", width));
                break;
            }
            table(all.get(i).getKey(), all.get(i).getValue(), i < full ? rows : 0, width, lines);
        }
        return lines.subList(0, Math.min(lines.size(), height));
    }

    /** A table with its last rows; without any, its heading only. */
    private void table(String name, ShownTable shown, int count, int width, List<ScreenLine> lines) {
        RuntimeException failure = shown.table().failure();
        double rate = rates.computeIfAbsent(name, ignored -> new Rate())
                .update(shown.table().rowsWritten(), System.nanoTime());
        try (FrozenTable rows = shown.rows()) {
            String speed = failure == null && shown.table().isRefreshing()
                    ? String.format(Locale.ROOT, ", %,.0f rows/s", rate) : "";
            String heading = Heading.of(name, rows.size(), failure) + speed;
            if (count == 0) {
                lines.add(ScreenLine.bold(heading, width));
                return;
            }
            lines.add(ScreenLine.plain("", width));
            // A failure is told in full, at the cost of rows.
            List<ScreenLine> told = ScreenLine.wrappedBold(heading, width);
            lines.addAll(told);
            int left = Math.max(1, count - (told.size() - 1));
            Heading.rows(rows, left).forEach(line -> lines.add(ScreenLine.plain(line, width)));
        }
    }

    /** Who gets how much of the screen. */
    static final class Layout {
        /** A blank line, a heading, the names of the columns and a rule. */
        private static final int AROUND = 4;

        private Layout() {}

        /** How many tables are shown with rows when {@code count} share {@code room} lines; the others need one each. */
        static int fullTables(int count, int room) {
            int full = count;
            while (full > 1 && full * (AROUND + 1) + (count - full) > room) {
                full--;
            }
            return full;
        }

        /** The rows of each of them. */
        static int rowsEach(int count, int full, int room) {
            return Math.max(1, (room - (count - full)) / Math.max(1, full) - AROUND);
        }
    }

    /** Rows a second over the last few seconds. */
    private static final class Rate {
        private long rows = -1;
        private long nanos;
        private double perSecond;

        double update(long now, long time) {
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
