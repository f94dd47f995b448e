package topictable.internal;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.LongFunction;

/** Tables as text, in the layout of the mirrored API: times in the zone of this computer. */
public final class TablePrinter {
    private static final ZoneId SYSTEM_ZONE = ZoneId.systemDefault();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS", Locale.ROOT).withZone(SYSTEM_ZONE);
    private static final String ZONE = SYSTEM_ZONE.normalized().equals(ZoneOffset.UTC) ? "UTC" : SYSTEM_ZONE.getId();

    private static final int NARROWEST = 10;
    private static final String DOTS = "...";

    private TablePrinter() {}

    /** A column of the printed text. */
    private static final class Printed {
        final String name;
        final List<String> cells = new ArrayList<>();
        /** Which of the cells are numbers. */
        final BitSet right = new BitSet();
        /** Decimals and objects do not widen a column, however long they are. */
        final boolean widens;
        int width;

        Printed(String name, Class<?> type) {
            this.name = name;
            this.widens = type.isPrimitive() || type.isArray() || type == String.class || type == Instant.class;
            this.width = Math.max(minimum(type), name.length());
        }

        Printed addAll(long from, long end, Class<?> type, LongFunction<Object> value) {
            for (long row = from; row < end; row++) {
                Object cell = value.apply(row);
                String text = cell(cell, type);
                right.set(cells.size(), cell instanceof Number);
                cells.add(text);
                width = widens ? Math.max(width, text.length()) : width;
            }
            return this;
        }

        private static int minimum(Class<?> type) {
            return type == long.class || type == double.class ? 20 : type == Instant.class ? 33
                    : type != null && type.isArray() ? 40 : NARROWEST;
        }
    }

    /** The first rows of a table, under the names of the columns; with {@code keys}, beside their positions and keys. */
    public static String print(Table table, long maxRows, boolean keys, String... columns) {
        // All cells of one state, however fast the table changes.
        try (FrozenTable frozen = table instanceof LiveTable live ? live.freeze() : null) {
            return printRows(frozen != null ? frozen : table, 0, maxRows, keys, "|", "+", columns);
        }
    }

    /** The first rows of a table with commas between the columns. */
    public static String withCommas(Table table, long maxRows, String... columns) {
        try (FrozenTable frozen = table instanceof LiveTable live ? live.freeze() : null) {
            return printRows(frozen != null ? frozen : table, 0, maxRows, false, ",", ",", columns);
        }
    }

    /** All rows of a table as an HTML table. */
    public static String html(Table table) {
        try (FrozenTable frozen = table instanceof LiveTable live ? live.freeze() : null) {
            return htmlRows(frozen != null ? frozen : table);
        }
    }

    private static String htmlRows(Table table) {
        StringBuilder html = new StringBuilder("<table border=\"1\">\n<tr>\n");
        table.getDefinition().getColumnNames().forEach(name -> html.append("<th>").append(escaped(name)).append("</th>\n"));
        html.append("</tr>\n");
        for (RowSet.Iterator rows = table.getRowSet().iterator(); rows.hasNext();) {
            long row = rows.nextLong();
            html.append("<tr>");
            for (ColumnSource<?> source : table.getColumnSources()) {
                html.append("<td>").append(escaped(text(source.get(row), "(null)"))).append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</table>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The last rows of a table that does not change, under the names of the columns. */
    public static String lastRows(Table table, long count) {
        return printRows(table, Math.max(0, table.size() - count), count, false, "|", "+");
    }

    private static String printRows(Table table, long from, long count, boolean keys, String bar, String cross,
            String... columns) {
        String[] names = columns.length > 0 ? columns : table.getDefinition().getColumnNamesArray();
        RowSet rows = table.getRowSet();
        long end = Math.min(rows.size(), from + Math.max(0, count));
        List<Printed> printed = new ArrayList<>();
        if (keys) {
            printed.add(new Printed("RowPosition", int.class).addAll(from, end, int.class, row -> row));
            printed.add(new Printed("RowKey", int.class).addAll(from, end, int.class, rows::get));
        }
        for (String name : names) {
            ColumnSource<?> source = table.getColumnSource(name);
            printed.add(new Printed(name, source.getType())
                    .addAll(from, end, source.getType(), row -> source.get(rows.get(row))));
        }
        return layOut(printed, bar, cross);
    }

    private static String layOut(List<Printed> columns, String bar, String cross) {
        StringBuilder out = new StringBuilder();
        StringJoiner names = new StringJoiner(bar);
        StringJoiner rule = new StringJoiner(cross);
        for (Printed column : columns) {
            names.add(pad(column.name, column.width, true));
            rule.add("-".repeat(column.width));
        }
        out.append(names).append('\n').append(rule).append('\n');
        int rows = columns.isEmpty() ? 0 : columns.get(0).cells.size();
        for (int row = 0; row < rows; row++) {
            StringJoiner line = new StringJoiner(bar);
            for (Printed column : columns) {
                String cell = column.cells.get(row);
                line.add(pad(cell, column.width, column.right.get(row)));
            }
            out.append(line).append('\n');
        }
        return out.toString();
    }

    private static String pad(String text, int width, boolean right) {
        String blanks = " ".repeat(Math.max(0, width - text.length()));
        return right ? blanks + text : text + blanks;
    }

    /** A value as text, {@code nothing} for null; arrays by their elements. */
    public static String text(Object value, String nothing) {
        if (value == null) {
            return nothing;
        }
        if (!value.getClass().isArray()) {
            return value.toString();
        }
        StringJoiner elements = new StringJoiner(", ", "[", "]");
        for (Object element : elements(value)) {
            elements.add(text(element, "null"));
        }
        return elements.toString();
    }

    /** The elements of an array, with null for what stands for null. */
    public static List<Object> elements(Object array) {
        Class<?> type = array.getClass().getComponentType();
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            Object element = Array.get(array, i);
            elements.add(Cells.isNull(type, element) ? null : element);
        }
        return elements;
    }

    private static String cell(Object value, Class<?> type) {
        if (value instanceof Instant time && type == Instant.class) {
            return TIME.format(time) + ' ' + ZONE;
        }
        boolean whole = value == null || value instanceof Number || type == String.class || type.isArray();
        String text = oneLine(text(value, type.isArray() ? "null" : "(null)"));
        return whole ? text : shortened(text);
    }

    /** Objects may be as long as groups are: they get no more room than other columns have. */
    private static String shortened(String text) {
        return text.length() <= NARROWEST ? text : text.substring(0, NARROWEST - DOTS.length()) + DOTS;
    }

    private static String oneLine(String text) {
        return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }
}
