package topictable.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jline.utils.AttributedString;

/** Writes records, each on a line of its own. */
abstract class RecordWriter {
    private static final int FULL = 1 << 16;

    final List<RecordColumn> columns;
    final StringWriter lines = new StringWriter();
    private final PrintStream out;
    private final Consumer<String> complaints;

    private RecordWriter(List<RecordColumn> columns, PrintStream out, Consumer<String> complaints) {
        this.columns = columns;
        this.out = out;
        this.complaints = complaints;
    }

    /**
     * A writer of these columns.
     *
     * @param terminal whether to write for the eyes of somebody
     * @param complaints is told of records that are not what they should be
     */
    static RecordWriter of(Format format, boolean terminal, List<RecordColumn> columns, PrintStream out,
            Consumer<String> complaints) {
        return switch (format) {
            case table -> new Aligned(columns, terminal, out, complaints);
            case tsv -> new Tsv(columns, out, complaints);
            case json -> new Json(columns, out, complaints);
        };
    }

    /** Adds the line of a record, which has these values in its columns. */
    final void write(Object[] values) {
        line(values);
        if (lines.getBuffer().length() >= FULL) {
            flush();
        }
    }

    /** Writes what is there; whether somebody still reads it. */
    boolean flush() {
        out.print(lines);
        lines.getBuffer().setLength(0);
        return !out.checkError();
    }

    /** Appends a line to {@link #lines}. */
    abstract void line(Object[] values);

    /** The text of a column of a record; null for null. */
    final String text(int column, Object[] values) {
        Object value = values[column];
        if (value instanceof byte[]) {
            return payload(column, values, false).text();
        }
        if (value instanceof JsonNode tree) {
            return tree.isMissingNode() ? null : tree.isTextual() ? tree.textValue() : tree.toString();
        }
        return value == null ? null : TableWriter.text(value);
    }

    /**
     * What the bytes of a key or value are.
     *
     * @param embeds whether it matters that they are JSON
     */
    final Payload payload(int column, Object[] values, boolean embeds) {
        byte[] bytes = (byte[]) values[column];
        PayloadFormat.Kind format = columns.get(column).format();
        if (format != PayloadFormat.Kind.AUTO && format != PayloadFormat.Kind.JSON) {
            return new Payload(PayloadText.hex(bytes), false);
        }
        String text = PayloadText.of(bytes);
        boolean mustBeJson = format == PayloadFormat.Kind.JSON;
        // A tree on several lines is put on one; the line ends of a text are escaped.
        if (!mustBeJson && !(PayloadText.looksLikeTree(text) && (embeds || text.indexOf('\n') >= 0))) {
            return new Payload(text, false);
        }
        try {
            return new Payload(PayloadText.compactJson(text), true);
        } catch (IOException e) {
            if (mustBeJson) {
                complaints.accept("partition " + values[0] + ", offset " + values[1] + ": the " + columns.get(column).name()
                        + " is not JSON: " + e.getMessage().lines().findFirst().orElse("") + "; it is shown as it is");
            }
            return new Payload(text, false);
        }
    }

    /** A key or value as text, and whether that is JSON. */
    record Payload(String text, boolean isJson) {}

    /** Below each other, as wide as what has come so far. */
    private static final class Aligned extends RecordWriter {
        private static final int WIDEST = 40;
        private static final String GAP = "  ";
        private static final String BOLD = "\033[1m";
        private static final String FAINT = "\033[2m";
        private static final String PLAIN = "\033[0m";
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
        /** Partition, offset and time. */
        private static final int[] NARROWEST = {9, 10, 23};
        private static final int OTHERS = 8;

        private final int[] widths;
        private final boolean terminal;

        Aligned(List<RecordColumn> columns, boolean terminal, PrintStream out, Consumer<String> complaints) {
            super(columns, out, complaints);
            this.terminal = terminal;
            widths = new int[columns.size()];
            for (int i = 0; i < widths.length; i++) {
                widths[i] = i < NARROWEST.length ? NARROWEST[i] : OTHERS;
            }
            style(BOLD);
            for (int i = 0; i < widths.length; i++) {
                cell(i, columns.get(i).heading());
            }
            style(PLAIN);
            lines.append('\n');
        }

        @Override
        void line(Object[] values) {
            style(FAINT);
            for (int i = 0; i < widths.length; i++) {
                if (i == NARROWEST.length) {
                    style(PLAIN);
                }
                String text = values[i] instanceof Instant time && i < NARROWEST.length ? TIME.format(time) : text(i, values);
                cell(i, text == null ? "(null)" : text);
            }
            lines.append('\n');
        }

        private void style(String style) {
            if (terminal) {
                lines.append(style);
            }
        }

        /** Numbers of partitions and offsets to the right, all else to the left. */
        private void cell(int column, String text) {
            AttributedString shown = ScreenLine.shown(
                    text.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n"));
            int length = shown.columnLength();
            widths[column] = Math.max(widths[column], Math.min(WIDEST, length));
            String blanks = " ".repeat(Math.max(0, widths[column] - length));
            boolean last = column == widths.length - 1;
            lines.append(column < 2 ? blanks : "").append(shown).append(column < 2 || last ? "" : blanks)
                    .append(last ? "" : GAP);
        }
    }

    /** As {@link TableWriter#tsv} writes rows. */
    private static final class Tsv extends RecordWriter {
        Tsv(List<RecordColumn> columns, PrintStream out, Consumer<String> complaints) {
            super(columns, out, complaints);
        }

        @Override
        void line(Object[] values) {
            for (int i = 0; i < values.length; i++) {
                String text = text(i, values);
                lines.append(i == 0 ? "" : "\t").append(text == null ? "\\N" : TableWriter.escape(text));
            }
            lines.append('\n');
        }
    }

    /** An object each; fields are inside of {@code key} and {@code value}. */
    private static final class Json extends RecordWriter {
        private final JsonGenerator json;

        Json(List<RecordColumn> columns, PrintStream out, Consumer<String> complaints) {
            super(columns, out, complaints);
            try {
                json = TableWriter.JSON.createGenerator(lines);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            json.setRootValueSeparator(null);
        }

        @Override
        void line(Object[] values) {
            try {
                json.writeStartObject();
                String open = null;
                for (int i = 0; i < values.length; i++) {
                    RecordColumn column = columns.get(i);
                    if (open != null && !open.equals(column.part())) {
                        json.writeEndObject();
                        open = null;
                    }
                    if (column.part() != null && open == null) {
                        json.writeObjectFieldStart(column.part());
                        open = column.part();
                    }
                    json.writeFieldName(column.name());
                    value(i, values);
                }
                if (open != null) {
                    json.writeEndObject();
                }
                json.writeEndObject();
                json.writeRaw('\n');
                json.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void value(int column, Object[] values) throws IOException {
            Object value = values[column];
            if (value instanceof byte[]) {
                Payload payload = payload(column, values, true);
                if (payload.isJson()) {
                    json.writeRawValue(payload.text());
                } else {
                    json.writeString(payload.text());
                }
            } else if (value instanceof JsonNode tree && tree.isMissingNode()) {
                json.writeNull();
            } else {
                TableWriter.value(json, value);
            }
        }
    }
}
