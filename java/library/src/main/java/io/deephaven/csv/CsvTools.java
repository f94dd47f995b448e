package io.deephaven.csv;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.csv.util.CsvReaderException;
import io.deephaven.engine.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import topictable.InvalidArgumentException;
import topictable.Topictable;
import topictable.TopictableError;
import topictable.UnsupportedFeatureException;
import topictable.internal.Bridge;
import topictable.internal.LiveTable;

/**
 * Reads CSV files as tables that do not change, and writes tables as such files. Mirrors Deephaven's class of the same name.
 *
 * <p>A column is Boolean, int, long, double, Instant, char or String, the first of these that all its values are.
 */
public final class CsvTools {
    private CsvTools() {}

    /** Begins to say how a file is read. */
    public static CsvSpecs.Builder builder() {
        return CsvSpecs.builder();
    }

    /** Reads a local file; a URL may name it. */
    public static Table readCsv(String path) throws CsvReaderException {
        return readCsv(path, CsvSpecs.csv());
    }

    /** Reads a local file; a URL may name it. */
    public static Table readCsv(String path, CsvSpecs specs) throws CsvReaderException {
        return path.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*") ? readCsv(url(path), specs) : readCsv(Path.of(path), specs);
    }

    /** Reads a local file. */
    public static Table readCsv(Path path) throws CsvReaderException {
        return readCsv(path, CsvSpecs.csv());
    }

    /** Reads a local file. */
    public static Table readCsv(Path path, CsvSpecs specs) throws CsvReaderException {
        return read(Bridge.object().put("path", path.toString()), specs, null);
    }

    /** Reads what a URL names. */
    public static Table readCsv(URL url) throws CsvReaderException {
        return readCsv(url, CsvSpecs.csv());
    }

    /** Reads what a URL names. */
    public static Table readCsv(URL url, CsvSpecs specs) throws CsvReaderException {
        try (InputStream stream = url.openStream()) {
            return readCsv(stream, specs);
        } catch (IOException e) {
            throw new CsvReaderException(url + " cannot be read", e);
        }
    }

    /** Reads a stream to its end. */
    public static Table readCsv(InputStream stream) throws CsvReaderException {
        return readCsv(stream, CsvSpecs.csv());
    }

    /** Reads a stream to its end, with this between two fields. */
    public static Table readCsv(InputStream stream, char separator) throws CsvReaderException {
        return readCsv(stream, CsvSpecs.builder().delimiter(separator).build());
    }

    /** Reads a stream to its end, in a format of {@link #fromLegacyFormat}. */
    public static Table readCsv(InputStream stream, String format) throws CsvReaderException {
        return readCsv(stream, fromLegacyFormat(format));
    }

    /** Reads a stream to its end. */
    public static Table readCsv(InputStream stream, CsvSpecs specs) throws CsvReaderException {
        try {
            return read(Bridge.object(), specs, stream.readAllBytes());
        } catch (IOException e) {
            throw new CsvReaderException("the stream cannot be read", e);
        }
    }

    /** Reads a local file without names of columns. */
    public static Table readHeaderlessCsv(String path, String... header) throws CsvReaderException {
        return readHeaderlessCsv(path, Arrays.asList(header));
    }

    /** Reads a local file without names of columns, which are {@code Column1}, {@code Column2} … where none are given. */
    public static Table readHeaderlessCsv(String path, Collection<String> header) throws CsvReaderException {
        CsvSpecs.Builder specs = CsvSpecs.builder().hasHeaderRow(false);
        return readCsv(path, (header.isEmpty() ? specs : specs.headers(header)).build());
    }

    /** The specification of a format's name, {@code DEFAULT} or {@code TRIM}, or of the one character between fields. */
    public static CsvSpecs fromLegacyFormat(String format) {
        if (format == null || format.equals("DEFAULT")) {
            return CsvSpecs.csv();
        } else if (format.equals("TRIM")) {
            return CsvSpecs.builder().trim(true).build();
        } else if (format.length() == 1) {
            return CsvSpecs.builder().delimiter(format.charAt(0)).build();
        }
        throw new InvalidArgumentException("Unable to map legacy format '" + format + "' into CsvSpecs", Map.of("format", format));
    }

    private static Table read(ObjectNode request, CsvSpecs specs, byte[] text) throws CsvReaderException {
        request.set("specs", specs.request());
        try {
            return Topictable.session().table("read_csv", request, text, "a table of a CSV file");
        } catch (RuntimeException e) {
            if (e instanceof TopictableError) {
                throw new CsvReaderException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private static URL url(String text) throws CsvReaderException {
        try {
            return new URL(text);
        } catch (IOException e) {
            throw new CsvReaderException(text + " is no URL that can be read", e);
        }
    }

    /** Writes the rows of now to a file; nulls are empty. */
    public static void writeCsv(Table source, String destPath, String... columns) throws IOException {
        writeCsv(source, destPath, true, columns);
    }

    /** Writes the rows of now to a file; nulls are empty, or else {@code (null)}. */
    public static void writeCsv(Table source, String destPath, boolean nullsAsEmpty, String... columns) throws IOException {
        write(source, destPath, nullsAsEmpty, ',', columns);
    }

    /** The same with instants in a time zone, which is UTC in this version. */
    public static void writeCsv(Table source, String destPath, boolean compressed, ZoneId timeZone, boolean nullsAsEmpty,
            char separator, String... columns) throws IOException {
        check(compressed, timeZone);
        write(source, destPath, nullsAsEmpty, separator, columns);
    }

    /** The same with instants in a time zone, which is UTC in this version. */
    public static void writeCsv(Table source, String destPath, boolean compressed, ZoneId timeZone, boolean nullsAsEmpty,
            String... columns) throws IOException {
        writeCsv(source, destPath, compressed, timeZone, nullsAsEmpty, ',', columns);
    }

    /** The same with instants in a time zone, which is UTC in this version. */
    public static void writeCsv(Table source, String destPath, boolean compressed, ZoneId timeZone, String... columns)
            throws IOException {
        writeCsv(source, destPath, compressed, timeZone, true, ',', columns);
    }

    /** Writes the rows of now to a stream; nulls are empty. */
    public static void writeCsv(Table source, PrintStream out, String... columns) throws IOException {
        writeCsv(source, out, true, columns);
    }

    /** Writes the rows of now to a stream; nulls are empty, or else {@code (null)}. */
    public static void writeCsv(Table source, PrintStream out, boolean nullsAsEmpty, String... columns) throws IOException {
        Path file = Files.createTempFile("topictable", ".csv");
        try {
            write(source, file.toString(), nullsAsEmpty, ',', columns);
            Files.copy(file, out);
            out.flush();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void check(boolean compressed, ZoneId timeZone) {
        if (compressed) {
            throw UnsupportedFeatureException.of("a compressed CSV file", "writeCsv.compressed");
        }
        if (timeZone != null && !timeZone.normalized().equals(ZoneOffset.UTC)) {
            throw UnsupportedFeatureException.of("a CSV file with times of the zone " + timeZone, "writeCsv.timeZone");
        }
    }

    private static void write(Table source, String path, boolean nullsAsEmpty, char separator, String... columns)
            throws IOException {
        ObjectNode output = Bridge.object().put("delimiter", String.valueOf(separator)).put("null", nullsAsEmpty ? "" : "(null)");
        if (columns.length > 0) {
            ArrayNode names = output.putArray("columns");
            List.of(columns).forEach(names::add);
        }
        Bridge.call(LiveTable.of(source).handle(), "write_csv", Bridge.object().put("path", path).set("output", output));
    }
}
