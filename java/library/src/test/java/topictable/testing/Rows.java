package topictable.testing;

import static org.assertj.core.api.Assertions.fail;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import topictable.Topictable;

/** The rows of tables as lists. Tables that change must be held, or have nothing more to come. */
public final class Rows {
    private Rows() {}

    /** All rows, each with the values of these columns, or of all. */
    public static List<List<Object>> of(Table table, String... columns) {
        List<ColumnSource<?>> sources = new ArrayList<>();
        for (String column : columns.length > 0 ? columns : table.getDefinition().getColumnNamesArray()) {
            sources.add(table.getColumnSource(column));
        }
        List<List<Object>> rows = new ArrayList<>();
        for (RowSet.Iterator keys = table.getRowSet().iterator(); keys.hasNext();) {
            long key = keys.nextLong();
            List<Object> row = new ArrayList<>();
            sources.forEach(source -> row.add(source.get(key)));
            rows.add(row);
        }
        return rows;
    }

    /** The values of one column. */
    public static List<Object> column(Table table, String column) {
        return of(table, column).stream().map(row -> row.get(0)).toList();
    }

    /** Waits until the table has at least so many rows, and gives it back. */
    public static Table await(Table table, long size) {
        return await(table, now -> now.size() >= size);
    }

    /** Waits until the table is as wanted, and gives it back. Fails at once when the table has failed. */
    public static Table await(Table table, Predicate<Table> wanted) {
        long end = System.nanoTime() + Await.LONG.toNanos();
        while (!wanted.test(table)) {
            if (System.nanoTime() > end) {
                fail("not within %s; the table has %d rows", Await.LONG, table.size());
            }
            Topictable.awaitChange(table, Await.LONG);
        }
        return table;
    }
}
