package topictable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import topictable.internal.Bridge;
import topictable.internal.LiveTable;

/**
 * Local files of Arrow's IPC format as tables that do not change, and tables as such files. Needs no arrow-java, unlike
 * {@link topictable.arrow.ArrowTables}.
 */
public final class ArrowFiles {
    private static final List<String> ENDS = List.of(".arrow", ".arrows", ".feather", ".ipc");

    private ArrowFiles() {}

    /**
     * The rows of a file of either format.
     *
     * @throws InvalidArgumentException when it cannot be read, and when a column has a type that tables do not have
     */
    public static Table readTable(String source) {
        ObjectNode request = Bridge.object().put("path", source);
        request.putObject("options").put("format", "arrow");
        return Topictable.session().table("read_file", request, null, "a table of " + source);
    }

    /**
     * Writes the rows of now to a file: in the stream format when its name ends with {@code .arrows}, in the file format when
     * it ends with {@code .arrow}, {@code .feather} or {@code .ipc}. Missing directories are made.
     *
     * @throws InvalidArgumentException for another name, and when the file cannot be written
     */
    public static void writeTable(Table sourceTable, String destination) {
        if (ENDS.stream().noneMatch(destination::endsWith)) {
            throw new InvalidArgumentException(
                    "the name of " + destination + " does not end with one of " + String.join(", ", ENDS),
                    Map.of("file", destination));
        }
        Path directory = Path.of(destination).toAbsolutePath().getParent();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ObjectNode request = Bridge.object().put("path", destination);
        request.putObject("output");
        Bridge.call(LiveTable.of(sourceTable).handle(), "write_file", request);
    }
}
