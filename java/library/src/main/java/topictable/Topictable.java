package topictable;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.hierarchical.HierarchicalTable;
import io.deephaven.kafka.KafkaPublishOptions;
import io.deephaven.kafka.KafkaTools;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import topictable.internal.Bridge;
import topictable.internal.ColumnSpecs;
import topictable.internal.FormatSpec;
import topictable.internal.Levels;
import topictable.internal.LiveTable;
import topictable.internal.ProduceFormatSpec;
import topictable.internal.Sessions;

/** What this library has beyond the mirrored API. */
public final class Topictable {
    private static final long AWAIT_SLICE_MILLIS = 200;

    private Topictable() {}

    /** The version of the library. */
    public static String version() {
        return NativeLibrary.jarVersion();
    }

    /** Opens a session, which is the current one until it is closed or another one is opened. */
    public static Session open() {
        return open(Map.of());
    }

    /**
     * The same with properties: {@code topictable.cycle.min.ms}, the shortest time between two update cycles (10).
     *
     * @throws InvalidArgumentException for a property that a session does not have
     */
    public static Session open(Map<String, String> properties) {
        return new Session(properties);
    }

    /** The session in which tables are made: the one opened last, or one that is opened now. */
    public static Session session() {
        return Sessions.current();
    }

    /**
     * Makes every later consumer and producer of this program use {@code value} for the property, whatever its own
     * properties say; null takes that back.
     */
    public static void override(String property, String value) {
        Sessions.override(property, value);
    }

    /**
     * Waits until the table has changed since it was last waited for: false when {@code timeout} is over or no change
     * can come any more. Rows that a table begins with count as a change.
     *
     * @throws TableFailedException when the table has failed, once its last change was seen
     * @throws ClosedException when the session or the table was closed
     */
    public static boolean awaitChange(Table table, Duration timeout) {
        long left = millis(timeout);
        while (true) {
            // In slices, between which a table that another thread has closed is noticed.
            long slice = Math.min(left, AWAIT_SLICE_MILLIS);
            ObjectNode request = Bridge.object().put("timeout_ms", slice);
            boolean changed = Bridge.call(LiveTable.of(table).handle(), "await_change", request).get("changed").asBoolean();
            left -= slice;
            if (changed || left == 0 || !table.isRefreshing()) {
                return changed;
            }
        }
    }

    private static long millis(Duration timeout) {
        try {
            return Math.max(0, timeout.toMillis());
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    /** Columns that are the fields of a CSV row (RFC 4180), in their order; one row is one key or value. */
    public static KafkaTools.Consume.KeyOrValueSpec csvSpec(ColumnDefinition<?>... columns) {
        return csvSpec(CsvOptions.defaults(), columns);
    }

    /**
     * Columns from the fields of a CSV row, one a key or value. The types are those of {@code jsonSpec}, and a field is read
     * as a JSON string of the same text would be.
     *
     * @throws InvalidSpecException for a column of another type
     */
    public static KafkaTools.Consume.KeyOrValueSpec csvSpec(CsvOptions options, ColumnDefinition<?>... columns) {
        return new FormatSpec("csv", options.document(ColumnSpecs.of("csv", columns)));
    }

    /** Columns from the entries of a MessagePack map, each from that of its own name. */
    public static KafkaTools.Consume.KeyOrValueSpec msgpackSpec(ColumnDefinition<?>... columns) {
        return msgpackSpec(columns, null);
    }

    /**
     * Columns from the entries of a MessagePack map, as {@code jsonSpec} makes them of the fields of a JSON object. The types
     * are the same, and {@code byte[]}.
     *
     * @param fieldToColumnName from a key, or a JSON pointer when it begins with a slash, to the column that holds its
     *     value; null for none
     * @throws InvalidSpecException for a column of another type
     */
    public static KafkaTools.Consume.KeyOrValueSpec msgpackSpec(ColumnDefinition<?>[] columns,
            Map<String, String> fieldToColumnName) {
        return new FormatSpec("msgpack", ColumnSpecs.mapped("msgpack", columns, fieldToColumnName));
    }

    /** CSV rows (RFC 4180) whose fields are the cells of these columns, or of all of the table if there are none, in their order. */
    public static KafkaTools.Produce.KeyOrValueSpec produceCsvSpec(String... columns) {
        return produceCsvSpec(CsvOptions.defaults(), columns);
    }

    /**
     * CSV rows of the cells of columns, one a key or value, as {@link #csvSpec(CsvOptions, ColumnDefinition...)} with the same
     * options reads them.
     *
     * @param columns the columns in the order of their fields, or anywhere in that of the header; none for all of the table
     */
    public static KafkaTools.Produce.KeyOrValueSpec produceCsvSpec(CsvOptions options, String... columns) {
        ArrayNode chosen = columns.length == 0 ? null : Bridge.array();
        for (String column : columns) {
            chosen.add(column);
        }
        return new ProduceFormatSpec("csv", options.document(chosen));
    }

    /**
     * Protobuf messages of the cells of a row. Each field is written from the column that {@code Consume.protobufSpec} would
     * read it into.
     */
    public static KafkaTools.Produce.KeyOrValueSpec produceProtobufSpec(ProtobufProduceOptions options) {
        return new ProduceFormatSpec("protobuf", options.document());
    }

    /**
     * The records of the table's topic that could not be decoded, the last 65,536 of them (at most 256 MiB), as a live table
     * of the columns {@code Topic}, {@code Partition}, {@code Offset}, {@code Timestamp}, {@code Field}, {@code Reason}, {@code Key}
     * and {@code Value}. What such records do to the table says its property {@code topictable.on.error}.
     *
     * @throws InvalidArgumentException for a table that is not fed from a topic
     */
    public static Table errorsOf(Table table) {
        return new LiveTable(Bridge.call(LiveTable.of(table).handle(), "errors"), "a table of errors");
    }

    /**
     * All levels of a rollup or a tree as one live table, each row above those that are below it: as a viewer shows them who
     * has expanded everything. {@code __DEPTH__} is the level of a row, from 1 on; {@code __EXPANDED__} is true where there
     * are rows below it and null where there are none. Of a rollup come then the keys, null where a row is not of one value
     * of them, the results, and with constituents their other columns, of which one that has the name of a result has
     * {@code _Constituent} behind its own; of a tree the columns of the source. It is the same table with each call, and
     * closing one of both closes the other.
     *
     * @throws InvalidArgumentException for one that is not of this library
     */
    public static Table levelsOf(HierarchicalTable<?> table) {
        if (table instanceof Levels<?> levels) {
            return levels.levels();
        }
        throw new InvalidArgumentException("not a rollup or a tree of this library: " + table, Map.of());
    }

    /**
     * Publishes a table as {@link KafkaTools#produceFromTable(KafkaPublishOptions)} does, which gives the same object.
     */
    public static Publisher publish(KafkaPublishOptions options) {
        return (Publisher) KafkaTools.produceFromTable(options);
    }

    /**
     * Calls the listener with each change of the table, on the thread that all such listeners share. The first change
     * has all rows of this moment as added, also when there is none; those after it follow without gap or overlap.
     *
     * <p>Calls of one listener never overlap. What it throws is logged, with the table's name, and it is called with the
     * next change all the same. A slow one delays the others of its thread: give it an {@link Executor} of its own.
     */
    public static Subscription onChange(Table table, Consumer<? super TableChange> listener) {
        return LiveTable.of(table).subscribe(SubscribeOptions.defaults(), listener, null);
    }

    /** The same on an executor, by one task for each change; it may have several threads. */
    public static Subscription onChange(Table table, Consumer<? super TableChange> listener, Executor executor) {
        return onChange(table, SubscribeOptions.defaults(), listener, executor);
    }

    /** The same with options. */
    public static Subscription onChange(Table table, SubscribeOptions options, Consumer<? super TableChange> listener,
            Executor executor) {
        return LiveTable.of(table).subscribe(options, listener, Objects.requireNonNull(executor, "executor"));
    }

    /** The same with options, on the thread that all such listeners share. */
    public static Subscription onChange(Table table, SubscribeOptions options, Consumer<? super TableChange> listener) {
        return LiveTable.of(table).subscribe(options, listener, null);
    }

    /** Why a table has failed; empty while it is well. The exception is a {@link TopictableError}. */
    public static Optional<RuntimeException> failure(Table table) {
        return Optional.ofNullable(LiveTable.of(table).failure());
    }

    /**
     * Writes a stream of the table's rows, as they are now, into the {@code ArrowArrayStream} structure at an address.
     * The receiver releases it; it outlives the table.
     */
    public static void exportStream(Table table, long address) {
        Bridge.call(LiveTable.of(table).handle(), "export", Bridge.object().put("address", address));
    }

    /** The same for {@code rowCount} rows from the position {@code firstRow} on, and these columns. */
    public static void exportStream(Table table, long address, long firstRow, long rowCount, String... columns) {
        ObjectNode request =
                Bridge.object().put("address", address).put("first_row", firstRow).put("row_count", rowCount);
        for (String column : columns) {
            request.withArray("columns").add(column);
        }
        Bridge.call(LiveTable.of(table).handle(), "export", request);
    }

    /**
     * A table of all rows of the {@code ArrowArrayStream} structure at an address, in the current session. The table
     * never changes; the stream is taken and released, also when the call fails, unless the session is closed.
     */
    public static Table importStream(long address) {
        return session().table("import", Bridge.object().put("address", address), null, "an imported table");
    }

    /** Releases a table at once, and removes its update listeners. Using it afterwards throws a {@link ClosedException}. */
    public static void close(Table table) {
        LiveTable.of(table).close();
    }

    /**
     * How many native objects are alive, by kind: sessions, tables, views, holds, subscriptions, changes and others. For tests of
     * leaks.
     */
    public static Map<String, Integer> liveHandles() {
        Map<String, Integer> live = new TreeMap<>();
        Bridge.call("live_handles").fields().forEachRemaining(kind -> live.put(kind.getKey(), kind.getValue().asInt()));
        return live;
    }
}
