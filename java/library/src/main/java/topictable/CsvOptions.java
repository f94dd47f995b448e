package topictable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import topictable.internal.Bridge;

/** How CSV rows are written. Immutable: each method gives other options. */
public final class CsvOptions {
    private static final CsvOptions DEFAULTS = new CsvOptions(null, ",", "\"", "");

    private final List<String> header;
    private final String delimiter;
    private final String quote;
    private final String nullText;

    private CsvOptions(List<String> header, String delimiter, String quote, String nullText) {
        this.header = header;
        this.delimiter = delimiter;
        this.quote = quote;
        this.nullText = nullText;
    }

    /** The columns are the fields, commas between them, double quotes around special ones; an empty field is null. */
    public static CsvOptions defaults() {
        return DEFAULTS;
    }

    /** The same with names for the fields of a row, in their order; each column is the field of its name. */
    public CsvOptions header(String... names) {
        return new CsvOptions(List.of(names), delimiter, quote, nullText);
    }

    /** The same with another ASCII character between two fields. */
    public CsvOptions delimiter(char character) {
        return new CsvOptions(header, String.valueOf(character), quote, nullText);
    }

    /** The same with another ASCII character around fields that hold special ones. */
    public CsvOptions quote(char character) {
        return new CsvOptions(header, delimiter, String.valueOf(character), nullText);
    }

    /** The same without quotes: they are characters like others. */
    public CsvOptions withoutQuotes() {
        return new CsvOptions(header, delimiter, null, nullText);
    }

    /** The same with another text that stands for null, in quotes or not; null if there is none. */
    public CsvOptions nullText(String text) {
        return new CsvOptions(header, delimiter, quote, text);
    }

    /** The spec of these columns, as the native library reads it. */
    ObjectNode document(ArrayNode columns) {
        ObjectNode document = Bridge.object().put("delimiter", delimiter).put("quote", quote).put("null", nullText);
        if (header != null) {
            header.forEach(document.putArray("header")::add);
        }
        document.set("columns", columns);
        return document;
    }
}
