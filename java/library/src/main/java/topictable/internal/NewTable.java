package topictable.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.ColumnHolder;
import java.util.List;
import java.util.Map;
import topictable.InvalidArgumentException;
import topictable.Topictable;

/** Tables that are made in the current session, and not of a topic. */
public final class NewTable {
    private NewTable() {}

    /** A table of {@code size} rows of values. */
    public static Table make(long size, ColumnHolder<?>... columns) {
        ColumnValues values = ColumnValues.of(size, columns);
        ObjectNode request = values.describe(Bridge.object().put("rows", size));
        return Topictable.session().table("make", request, values.bytes(), "a table of values");
    }

    /** A table of {@code size} rows without columns. */
    public static Table empty(long size) {
        if (size < 0) {
            throw new InvalidArgumentException("a table cannot have " + size + " rows", Map.of("argument", "size"));
        }
        return Topictable.session().table("empty_table", Bridge.object().put("rows", size), null, "an empty table");
    }

    /** A table that gets a row each {@code period} nanoseconds, from {@code start} on, or from now on when that is null. */
    public static Table ofTime(Long start, long period, boolean blink) {
        ObjectNode request = Bridge.object().put("start", start).put("period", period).put("blink", blink);
        return Topictable.session().table("time_table", request, null, "a table of times");
    }

    /** The rows of all tables, those of each together. */
    public static Table merged(List<Table> tables) {
        return LiveTable.ofTables("merge_tables", Bridge.object(), tables, "merged tables");
    }

    /** The rows of all tables, each of which is sorted by the column, sorted by it. */
    public static Table mergedSorted(String column, List<Table> tables) {
        return LiveTable.ofTables("merge_sorted", Bridge.object().put("column", column), tables, "merged sorted tables");
    }

    /** A table to which programs add rows; those of a key replace each other. Without keys they are appended. */
    static LiveTable forInput(ColumnValues first, String... keys) {
        ObjectNode request = first.describe(Bridge.object().put("rows", first.rows()));
        ArrayNode names = request.putArray("keys");
        List.of(keys).forEach(names::add);
        return LiveTable.of(Topictable.session().table("input_table", request, first.bytes(), "an input table"));
    }
}
