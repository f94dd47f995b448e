package topictable.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import topictable.internal.FrozenTable;

/** Shows tables: in place on a terminal, as plain text elsewhere. */
final class Viewer {
    private static final long QUIET_NANOS = 1_000_000_000;
    private static final int SHOWN_ROWS = 10;

    private final Map<String, ShownTable> tables;
    private final Format format;
    private final String title;
    private final Messages messages;
    private final PrintStream out = System.out;

    Viewer(Map<String, ShownTable> tables, Format format, String title, Messages messages) {
        this.tables = tables;
        this.format = format;
        this.title = title;
        this.messages = messages;
    }

    /** Shows the tables until {@code duration} is over, or for ever; gives the status of the process. */
    int run(boolean once, Duration duration) {
        long end = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
        boolean still = tables.values().stream().noneMatch(shown -> shown.table().isRefreshing());
        if (once || still) {
            if (duration != null) {
                sleepUntil(end);
            } else if (!still) {
                awaitQuiet();
            }
            print();
        } else if (format == Format.table && Screen.isTerminal()) {
            new Screen(tables, title, messages).run(end);
        } else {
            printChanges(end);
        }
        return tables.values().stream().anyMatch(shown -> shown.table().isFailed()) ? 1 : 0;
    }

    private void awaitQuiet() {
        Map<String, Long> sizes = new HashMap<>();
        long changed = System.nanoTime();
        while (System.nanoTime() - changed < QUIET_NANOS) {
            Map<String, Long> now = versions();
            if (!now.equals(sizes)) {
                sizes = now;
                changed = System.nanoTime();
            }
            sleepUntil(System.nanoTime() + 50_000_000);
        }
    }

    /** Prints the tables that have changed, at most every second. */
    private void printChanges(long end) {
        Map<String, Long> before = new HashMap<>();
        while (System.nanoTime() < end) {
            Map<String, Long> now = versions();
            tables.forEach((name, shown) -> {
                if (!now.get(name).equals(before.get(name))) {
                    print(name, shown);
                }
            });
            before.putAll(now);
            sleepUntil(Math.min(end, System.nanoTime() + QUIET_NANOS));
        }
    }

    private Map<String, Long> versions() {
        Map<String, Long> versions = new HashMap<>();
        tables.forEach((name, shown) -> versions.put(name, shown.table().version()));
        return versions;
    }

    /** All tables. One with a column that cannot be computed does not keep the others from being shown. */
    private void print() {
        RuntimeException unreadable = null;
        for (Map.Entry<String, ShownTable> table : tables.entrySet()) {
            try {
                print(table.getKey(), table.getValue());
            } catch (RuntimeException e) {
                unreadable = unreadable == null ? e : unreadable;
            }
        }
        if (unreadable != null) {
            out.flush();
            throw unreadable;
        }
    }

    private void print(String name, ShownTable shown) {
        RuntimeException failure = shown.table().failure();
        try (FrozenTable rows = shown.rows()) {
            switch (format) {
                case table -> {
                    out.println(Heading.of(name, rows.size(), failure));
                    Heading.rows(rows, SHOWN_ROWS).forEach(out::println);
                    out.println();
                }
                case tsv -> {
                    out.println("# " + name + (failure == null ? "" : " failed: " + failure.getMessage()));
                    TableWriter.tsv(rows, out);
                }
                case json -> TableWriter.json(name, rows, out);
            }
        }
        if (failure != null && format != Format.table) {
            System.err.println("topictable: " + failure.getMessage());
        }
        out.flush();
    }

    private static void sleepUntil(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        if (left > 0) {
            try {
                Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
