package io.deephaven.stream;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import topictable.ClosedException;
import topictable.UnsupportedFeatureException;
import topictable.internal.Feed;

/**
 * Feeds a blink table with rows of other tables. Mirrors Deephaven's class of the same name. Safe for use by several threads.
 *
 * <p>The table ends when {@link #publishFailure} was called, when nobody can reach it or a table that is derived from it any
 * more, and when its session is closed.
 */
public final class TablePublisher {
    /** The system property that says how many milliseconds pass from flush to flush. */
    private static final String FLUSH_MILLIS = "topictable.flush.ms";
    /** As long as a cycle of Deephaven. */
    private static final long DEFAULT_FLUSH_MILLIS = 1000;

    private final TableDefinition definition;
    private final Feed feed;

    private TablePublisher(String name, TableDefinition definition) {
        this.definition = definition;
        feed = Feed.ofBlink(definition, "the table of the publisher " + name);
    }

    /**
     * A publisher of a new blink table.
     *
     * @param name what messages call it
     * @param definition the columns
     * @param onFlushCallback called each second (or as often as the system property {@code topictable.flush.ms} says) while no
     *     table of the session changes, so that what it adds comes in one cycle; what it throws fails the table; may be null
     * @param onShutdownCallback called once when the table has ended; may be null
     */
    public static TablePublisher of(String name, TableDefinition definition, Consumer<TablePublisher> onFlushCallback,
            Runnable onShutdownCallback) {
        TablePublisher publisher = new TablePublisher(Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(definition, "definition"));
        long millis = Math.max(1, Long.getLong(FLUSH_MILLIS, DEFAULT_FLUSH_MILLIS));
        publisher.feed.every(millis, onFlushCallback == null ? () -> { } : () -> onFlushCallback.accept(publisher),
                onShutdownCallback == null ? () -> { } : onShutdownCallback);
        return publisher;
    }

    /** The columns. */
    public TableDefinition definition() {
        return definition;
    }

    /**
     * The blink table.
     *
     * @throws topictable.ClosedException when it was given before, and nobody can reach it any more
     */
    public Table table() {
        return feed.table();
    }

    /**
     * Adds the rows that a table has now; those that are added before the next cycle are in it together. The table has the
     * columns of this one, in any order; others are left out. Rows that are added after the table has ended are dropped.
     *
     * @throws IllegalArgumentException when a column is missing or has another type
     */
    public void add(Table table) {
        if (!isAlive()) {
            return;
        }
        try {
            feed.put(table);
        } catch (ClosedException e) {
            // Unless it is the given table that was closed, this one has ended since.
            if (isAlive()) {
                throw e;
            }
        }
    }

    /** Fails the table, which first shows what was added before. */
    public void publishFailure(Throwable failure) {
        feed.fail(String.valueOf(failure));
    }

    /** Whether rows that are added still come into the table. */
    public boolean isAlive() {
        return feed.isAlive();
    }

    /** The blink table as an input table: {@code InputTableUpdater.from(table).add(rows)} adds rows. */
    public Table inputTable() {
        return table().withAttributes(Map.of(Table.INPUT_TABLE_ATTRIBUTE, new Updater(this)));
    }

    private record Updater(TablePublisher publisher) implements InputTableUpdater {
        @Override
        public List<String> getKeyNames() {
            return List.of();
        }

        @Override
        public TableDefinition getTableDefinition() {
            return publisher.definition();
        }

        @Override
        public void add(Table newData) {
            publisher.add(newData);
        }

        @Override
        public void delete(Table table) {
            throw new UnsupportedFeatureException("rows of a blink table cannot be deleted: they are gone with the next cycle",
                    Map.of("feature", "delete"));
        }
    }
}
