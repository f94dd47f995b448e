package topictable.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import topictable.PublisherStatus;
import topictable.PublisherStatus.FileProgress;

/** How far a file is published, on a line that is drawn again and again. */
final class PublishProgress {
    private static final String CLEAR_LINE = "\r\033[K";
    /** What is over sooner needs no words. */
    private static final Duration QUIET = Duration.ofMillis(500);
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private final PrintStream out;
    private final boolean isShown;
    private final long start = System.nanoTime();
    private boolean isDrawn;

    /** On a stream, if it is a terminal. */
    PublishProgress(PrintStream out, boolean isTerminal) {
        this.out = out;
        this.isShown = isTerminal;
    }

    /** Whether standard error is a terminal; the command's script knows. */
    static boolean isTerminal() {
        return Boolean.getBoolean("topictable.stderr.terminal");
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    void show(PublisherStatus status) {
        Duration elapsed = elapsed();
        if (isShown && elapsed.compareTo(QUIET) >= 0) {
            out.print(CLEAR_LINE + line(status, elapsed));
            out.flush();
            isDrawn = true;
        }
    }

    void clear() {
        if (isDrawn) {
            out.print(CLEAR_LINE);
            out.flush();
            isDrawn = false;
        }
    }

    /** Such as {@code 1,000,000 records, 43% of 120.5 MB, 500,000 records/s, 0:03 left}. */
    static String line(PublisherStatus status, Duration elapsed) {
        double seconds = Math.max(elapsed.toNanos() / 1e9, 1e-3);
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%,d records", status.delivered()));
        FileProgress file = status.file().orElse(null);
        long size = file == null ? 0 : file.size().orElse(0);
        if (size > 0) {
            line.append(String.format(Locale.ROOT, ", %d%% of %s", 100 * Math.min(file.bytes(), size) / size, bytes(size)));
        } else if (file != null) {
            line.append(", ").append(bytes(file.bytes()));
        }
        line.append(String.format(Locale.ROOT, ", %,d records/s", Math.round(status.delivered() / seconds)));
        if (size > 0 && file.bytes() > 0) {
            long left = Math.round(seconds * (size - Math.min(file.bytes(), size)) / file.bytes());
            line.append(String.format(Locale.ROOT, ", %d:%02d left", left / 60, left % 60));
        }
        status.error().filter(error -> status.state() == PublisherStatus.State.RETRYING)
                .ifPresent(error -> line.append(": ").append(error.getMessage()));
        return line.toString();
    }

    private static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
