package topictable.command;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import topictable.Session;
import topictable.SubscribeOptions;
import topictable.Subscription;
import topictable.Topictable;
import topictable.internal.FrozenTable;
import topictable.internal.LiveTable;

/**
 * Tells of the records that could not be read, once they or later ones of their partition have been shown: not of those
 * beyond the limit. What becomes of them, and of their rows, is the consumer's business.
 */
final class BadRecords {
    private final LiveTable errors;
    private final Consumer<String> complaints;
    /** The keys of the table of errors grow. */
    private long nextKey;
    private final List<BadRecord> waiting = new ArrayList<>();
    /** By partition, the offset after the last record that was shown. */
    private long[] shown = new long[1];

    private record BadRecord(int partition, long offset, String text) {}

    BadRecords(Table table, Consumer<String> complaints) {
        errors = LiveTable.of(Topictable.errorsOf(table));
        this.complaints = complaints;
    }

    /** Begins to listen. */
    Subscription subscribe(SubscribeOptions options) {
        return Topictable.onChange(errors, options, change -> {
            add(change.added());
            tell();
        });
    }

    /** A record has been shown. */
    synchronized void shown(int partition, long offset) {
        if (partition >= shown.length) {
            shown = Arrays.copyOf(shown, partition + 1);
        }
        shown[partition] = offset + 1;
    }

    /** Tells of those that it is time for. */
    synchronized void tell() {
        waiting.removeIf(bad -> {
            boolean due = bad.partition < shown.length && bad.offset < shown[bad.partition];
            if (due) {
                complaints.accept(bad.text);
            }
            return due;
        });
    }

    /**
     * Tells of the last ones, which nobody may have been told of yet.
     *
     * @param all whether all records were shown
     */
    void finish(Session session, boolean all) {
        // A cycle that has shown records may still be writing their errors: the hold waits for its end.
        try (Session.Hold hold = session.hold(); FrozenTable rows = errors.freeze()) {
            add(rows);
        }
        tell();
        if (all) {
            waiting.forEach(bad -> complaints.accept(bad.text));
        }
    }

    private synchronized void add(Table rows) {
        for (RowSet.Iterator keys = rows.getRowSet().iterator(); keys.hasNext();) {
            long key = keys.nextLong();
            if (key >= nextKey) {
                nextKey = key + 1;
                waiting.add(read(rows, key));
            }
        }
    }

    private static BadRecord read(Table rows, long key) {
        int partition = rows.getColumnSource("Partition").getInt(key);
        long offset = rows.getColumnSource("Offset").getLong(key);
        String field = (String) rows.getColumnSource("Field").get(key);
        return new BadRecord(partition, offset, "partition " + partition + ", offset " + offset + ": "
                + (field == null || field.isEmpty() ? "" : field + ": ") + rows.getColumnSource("Reason").get(key));
    }
}
