package io.deephaven.parquet.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import topictable.InvalidArgumentException;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.internal.Bridge;
import topictable.internal.LiveTable;

/**
 * Reads local Parquet files as tables that do not change, and writes tables as such files. Mirrors Deephaven's class of the
 * same name.
 */
public final class ParquetTools {
    /** Without compression. */
    public static final ParquetInstructions UNCOMPRESSED = codec("UNCOMPRESSED");
    /** Compressed by LZ4. */
    public static final ParquetInstructions LZ4 = codec("LZ4");
    /** Compressed by LZ4. */
    public static final ParquetInstructions LZ4_RAW = codec("LZ4_RAW");
    /** Compressed by gzip. */
    public static final ParquetInstructions GZIP = codec("GZIP");
    /** Compressed by Zstandard. */
    public static final ParquetInstructions ZSTD = codec("ZSTD");
    /** Compressed by Snappy. */
    public static final ParquetInstructions SNAPPY = codec("SNAPPY");

    private static final String EXTENSION = ".parquet";

    private ParquetTools() {}

    private static ParquetInstructions codec(String name) {
        return ParquetInstructions.builder().setCompressionCodecName(name).build();
    }

    /** The rows of a file, or of all files in a directory in the order of their names. */
    public static Table readTable(String source) {
        return readTable(source, ParquetInstructions.EMPTY);
    }

    /** The rows of a file, or of all files in a directory in the order of their names. */
    public static Table readTable(String source, ParquetInstructions readInstructions) {
        Path path = path(source);
        Table table = Files.isDirectory(path) ? TableTools.merge(files(path).stream().map(ParquetTools::readFile).toList())
                : readFile(path);
        Map<String, String> names = readInstructions.columns();
        List<String> columns = table.getDefinition().getColumnNames();
        String[] renamed = names.entrySet().stream().filter(name -> columns.contains(name.getKey()))
                .map(name -> name.getValue() + " = " + name.getKey()).toArray(String[]::new);
        return renamed.length == 0 ? table : table.renameColumns(renamed);
    }

    private static Table readFile(Path path) {
        ObjectNode request = Bridge.object().put("path", path.toString());
        request.putObject("options").put("format", "parquet");
        return Topictable.session().table("read_file", request, null, "a table of " + path);
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(EXTENSION)).sorted().toList();
            if (found.isEmpty()) {
                throw new InvalidArgumentException("the directory " + directory + " has no " + EXTENSION + " files", Map.of());
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the rows of now to a file, whose name ends with {@code .parquet}; missing directories are made. */
    public static void writeTable(Table sourceTable, String destination) {
        writeTable(sourceTable, destination, ParquetInstructions.EMPTY);
    }

    /** Writes the rows of now to a file, whose name ends with {@code .parquet}; missing directories are made. */
    public static void writeTable(Table sourceTable, String destination, ParquetInstructions writeInstructions) {
        if (!destination.endsWith(EXTENSION)) {
            throw new InvalidArgumentException("Destination " + destination + " does not end in " + EXTENSION + " extension",
                    Map.of("file", destination));
        }
        Path path = path(destination);
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] renamed = writeInstructions.columns().entrySet().stream()
                .map(name -> name.getKey() + " = " + name.getValue()).toArray(String[]::new);
        Table table = renamed.length == 0 ? sourceTable : sourceTable.renameColumns(renamed);
        ObjectNode request = Bridge.object().put("path", path.toString());
        request.putObject("output").put("format", "parquet").put("compression", writeInstructions.getCompressionCodecName());
        Bridge.call(LiveTable.of(table).handle(), "write_file", request);
    }

    /** Writes each table to its file. */
    public static void writeTables(Table[] sources, String[] destinations, ParquetInstructions writeInstructions) {
        if (sources.length != destinations.length) {
            throw new InvalidArgumentException(sources.length + " tables cannot be written to " + destinations.length + " files",
                    Map.of());
        }
        for (int i = 0; i < sources.length; i++) {
            writeTable(sources[i], destinations[i], writeInstructions);
        }
    }

    /** Deletes a file, or the files of a directory and the directory. */
    public static void deleteTable(String path) {
        Path place = path(path);
        try {
            if (Files.isDirectory(place)) {
                for (Path file : files(place)) {
                    Files.delete(file);
                }
            }
            Files.delete(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(String text) {
        if (text.startsWith("file:")) {
            return Path.of(URI.create(text));
        }
        if (text.contains("://")) {
            throw UnsupportedFeatureException.of("a Parquet file that is not local, such as " + text, "ParquetTools");
        }
        return Path.of(text);
    }
}
