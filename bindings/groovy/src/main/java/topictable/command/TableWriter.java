package topictable.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.vector.Vector;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.StringJoiner;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import topictable.Header;
import topictable.internal.TablePrinter;

/** Writes whole tables for programs. */
final class TableWriter {
    static final ObjectMapper JSON = new ObjectMapper();

    private TableWriter() {}

    /** A header {@code column:type}, then a line a row; null is {@code \N}. */
    static void tsv(Table table, PrintStream out) {
        tsv(table).forEach(out::println);
    }

    /** The same, line by line. */
    static Stream<String> tsv(Table table) {
        StringJoiner header = new StringJoiner("\t");
        for (ColumnDefinition<?> column : table.getDefinition().getColumns()) {
            header.add(column.getName() + ":" + column.getDataType().getSimpleName());
        }
        RowSet rows = table.getRowSet();
        Stream<String> lines = LongStream.range(0, rows.size()).mapToObj(position -> row(table, rows.get(position)));
        return Stream.concat(Stream.of(header.toString()), lines);
    }

    private static String row(Table table, long key) {
        StringJoiner row = new StringJoiner("\t");
        for (ColumnSource<?> column : table.getColumnSources()) {
            Object value = column.get(key);
            row.add(value == null ? "\\N" : escape(text(value)));
        }
        return row.toString();
    }

    /** A value as text; of vectors all values. */
    static String text(Object value) {
        return value instanceof Vector<?> vector ? vector.toString(Integer.MAX_VALUE) : TablePrinter.text(value, "null");
    }

    /** A text between tabs. */
    static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    /** One line: {@code {"table": name, "rows": [{column: value, …}, …]}}. */
    static void json(String name, Table table, PrintStream out) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("table", name);
            json.writeArrayFieldStart("rows");
            for (RowSet.Iterator it = table.getRowSet().iterator(); it.hasNext();) {
                long key = it.nextLong();
                json.writeStartObject();
                for (ColumnDefinition<?> column : table.getDefinition().getColumns()) {
                    json.writeFieldName(column.getName());
                    value(json, table.getColumnSource(column.getName()).get(key));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println(line);
    }

    /** A value as JSON; what JSON has not is text. */
    static void value(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Vector<?> vector) {
            value(json, vector.toArray());
            return;
        }
        boolean finite = !(value instanceof Double d && !Double.isFinite(d))
                && !(value instanceof Float f && !Float.isFinite(f));
        if (value == null || value instanceof Boolean || value instanceof Number && finite) {
            json.writeObject(value);
        } else if (value instanceof JsonNode tree) {
            json.writeTree(tree);
        } else if (value instanceof Header header) {
            json.writeStartObject();
            json.writeStringField("key", header.key());
            json.writeStringField("value", header.shownValue());
            json.writeEndObject();
        } else if (value.getClass().isArray() && !(value instanceof byte[])) {
            json.writeStartArray();
            for (Object element : TablePrinter.elements(value)) {
                value(json, element);
            }
            json.writeEndArray();
        } else {
            json.writeString(TablePrinter.text(value, "null"));
        }
    }
}
