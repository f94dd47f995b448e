package topictable.arrow;

import io.deephaven.engine.table.Table;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import topictable.Topictable;

/** Tables to and from arrow-java. */
public final class ArrowTables {
    private ArrowTables() {}

    /** The rows of a table as they are now. The caller closes the reader; it outlives the table. */
    public static ArrowReader snapshot(Table table, BufferAllocator allocator) {
        try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Topictable.exportStream(table, stream.memoryAddress());
            return Data.importArrayStream(allocator, stream);
        }
    }

    /**
     * A table of all rows of a reader, which is closed; it never changes. It is made in the current session, and keeps
     * the reader's memory: close it before the allocator.
     */
    public static Table table(ArrowReader reader, BufferAllocator allocator) {
        try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Data.exportArrayStream(allocator, reader, stream);
            try {
                return Topictable.importStream(stream.memoryAddress());
            } finally {
                // Nobody has taken it when the session was closed.
                if (stream.snapshot().release != 0) {
                    stream.release();
                }
            }
        }
    }
}
