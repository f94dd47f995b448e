package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.api.SortColumn;
import io.deephaven.api.SortSpec;
import io.deephaven.api.Strings;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.agg.Count;
import io.deephaven.api.agg.CountWhere;
import io.deephaven.api.agg.Partition;
import io.deephaven.engine.primitive.iterator.CloseableIterator;
import io.deephaven.engine.table.MultiJoinInput;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableUpdateListener;
import io.deephaven.engine.table.hierarchical.RollupTable;
import io.deephaven.engine.table.hierarchical.TreeTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import topictable.InvalidArgumentException;
import topictable.NativeBridge;
import topictable.Session;
import topictable.SubscribeOptions;
import topictable.Subscription;
import topictable.TableChange;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;

/** A table of the native library. */
public final class LiveTable extends ViewTable {
    private static final VarHandle LONGS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Handle handle;
    private final String what;
    private final boolean refreshing;
    /** The table's version in native memory: reading it tells whether the view is old, without a native call. */
    private final ByteBuffer clock;
    private final Map<String, Object> attributes;
    private final UpdateListeners listeners = new UpdateListeners(this);
    private volatile TableView view;

    /** The table that an answer describes. */
    public LiveTable(JsonNode answer, String what) {
        super(answer.get("columns"));
        this.what = what;
        handle = new Handle(answer.get("handle").asLong(), what);
        refreshing = answer.get("refreshing").asBoolean();
        clock = NativeBridge.clock(handle.number());
        attributes = switch (answer.get("flow").asText()) {
            case "append" -> Map.of(ADD_ONLY_TABLE_ATTRIBUTE, true, APPEND_ONLY_TABLE_ATTRIBUTE, true);
            case "blink" -> Map.of(BLINK_TABLE_ATTRIBUTE, true);
            default -> Map.of();
        };
    }

    private LiveTable(LiveTable other, Map<String, Object> attributes) {
        super(other.description());
        what = other.what;
        handle = other.handle;
        refreshing = other.refreshing;
        clock = other.clock;
        this.attributes = Map.copyOf(attributes);
    }

    /** The native table, for requests. */
    public Handle handle() {
        return handle;
    }

    /** The rows as they are now, which do not change any more. The caller closes it. */
    public FrozenTable freeze() {
        return new FrozenTable(description(), newView(null));
    }

    @Override
    public <T> CloseableIterator<T> columnIterator(String columnName) {
        getColumnSource(columnName);
        FrozenTable now = freeze();
        return new ColumnIterator<>(now, columnName, now::close);
    }

    @Override
    TableView acquire() {
        NativeChange told = listeners.told();
        if (told != null) {
            return told.after().acquire();
        }
        while (true) {
            TableView current = view;
            // A view that is held keeps the table, and so the clock.
            if (current != null && current.handle.tryAcquire()) {
                if (current.version == clockNow()) {
                    return current;
                }
                current.handle.done();
            }
            refresh();
        }
    }

    @Override
    ViewTable previous() {
        NativeChange told = listeners.told();
        return told != null ? told.before() : this;
    }

    /**
     * Sorts by columns one after another, as Deephaven's own tables do: not in their interface, where {@code sort()} would
     * be two methods, but scripts call what a table has.
     */
    public Table sort(SortSpec... columnsToSortBy) {
        return sort(Stream.of(columnsToSortBy)
                .map(column -> new SortColumn(column.column(), column.order()))
                .toList());
    }

    @Override
    public void addUpdateListener(TableUpdateListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeUpdateListener(TableUpdateListener listener) {
        listeners.remove(listener);
    }

    /**
     * Calls the listener with each change of the table, the first of which has all rows of now as added; on the
     * executor, or on the thread of all listeners when that is null.
     */
    public Subscription subscribe(SubscribeOptions options, Consumer<? super TableChange> listener, Executor executor) {
        return NativeSubscription.of(this, options, listener::accept, executor);
    }

    /** A number that grows whenever the table changes or fails. */
    public long version() {
        handle.acquire();
        try {
            return clockNow();
        } finally {
            handle.done();
        }
    }

    /** The same for those who keep the table from being released. */
    private long clockNow() {
        return (long) LONGS.getVolatile(clock, 0);
    }

    private synchronized void refresh() {
        TableView old = view;
        if (old == null || old.version != version()) {
            view = newView(handle);
            if (old != null) {
                old.handle.close();
            }
        }
    }

    private TableView newView(Handle owner) {
        return new TableView(Bridge.call(handle, "view"), description().size(), what, owner);
    }

    /** Releases the table and what was read of it, and removes its listeners; using it afterwards throws. */
    public void close() {
        listeners.clear();
        release();
    }

    private synchronized void release() {
        if (view != null) {
            view.handle.close();
        }
        handle.close();
    }

    @Override
    Table derive(Operation operation) {
        FormulaVariables variables = operation.variables(getDefinition());
        try {
            ObjectNode request = Bridge.object();
            request.set("operation", operation.request(variables));
            request.set("functions", variables.functions());
            JsonNode answer = Bridge.call(handle, "derive", request);
            return new LiveTable(answer, operation.name() + " of " + what);
        } catch (RuntimeException e) {
            throw variables.explain(e);
        }
    }

    @Override
    Table combine(Operation operation, Table right) {
        FormulaVariables variables = operation.variables(getDefinition());
        return of(right).using(number -> {
            try {
                ObjectNode request = Bridge.object().put("right", number);
                request.set("operation", operation.request(variables));
                request.set("functions", variables.functions());
                return new LiveTable(Bridge.call(handle, "combine", request), operation.name() + " of " + what);
            } catch (RuntimeException e) {
                throw variables.explain(e);
            }
        });
    }

    /** What {@code body} makes of the table's number, which is valid as long as it runs. */
    <T> T using(LongFunction<T> body) {
        long number = handle.acquire();
        try {
            return body.apply(number);
        } finally {
            handle.done();
        }
    }

    @Override
    public PartitionedTable partitionBy(boolean dropKeys, String... keyColumnNames) {
        ObjectNode request = Operation.of("partition_by").texts("keys", keyColumnNames).with("drop_keys", dropKeys).arguments();
        return LivePartitionedTable.ofTable(Bridge.call(handle, "partition_by", request), "the parts of " + what);
    }

    @Override
    public PartitionedTable partitionedAggBy(Collection<? extends Aggregation> aggregations, boolean preserveEmpty,
            Table initialGroups, String... keyColumnNames) {
        if (preserveEmpty || initialGroups != null) {
            throw UnsupportedFeatureException.of("partitionedAggBy with groups that have no rows", "partitionedAggBy.preserveEmpty");
        }
        List<Aggregation> all = new ArrayList<>(aggregations);
        Partition partition = all.stream().filter(Partition.class::isInstance).map(Partition.class::cast).findFirst().orElseGet(() -> {
            Partition last = Partition.of(LivePartitionedTable.CONSTITUENT);
            all.add(last);
            return last;
        });
        // The groups have the tables; the parts tell the columns of these while there is none.
        try (LivePartitionedTable parts = (LivePartitionedTable) partitionBy(!partition.includeGroupByColumns(), keyColumnNames)) {
            return parts.rearranged(of(aggBy(all, keyColumnNames)), partition.column().name());
        }
    }

    @Override
    public RollupTable rollup(Collection<? extends Aggregation> aggregations, boolean includeConstituents, String... groupByColumns) {
        return LiveRollupTable.of(this, aggregations, includeConstituents, groupByColumns);
    }

    @Override
    public TreeTable tree(String idColumn, String parentColumn) {
        return LiveTreeTable.of(this, idColumn, parentColumn);
    }

    /** What the aggregations make of groups, side by side: rows by some keys, columns by others. */
    public Table keyedTranspose(Collection<? extends Aggregation> aggregations, String[] rows, String[] columns,
            Table initialGroups, boolean ignoreNew) {
        String[] keys = Stream.concat(Stream.of(rows), Stream.of(columns)).distinct().toArray(String[]::new);
        Operation request = Operation.of("keyed_transpose").texts("rows", rows).texts("columns", columns)
                .with("aggregations", aggregations.size()).with("ignore_new", ignoreNew)
                .texts("counts", aggregations.stream().flatMap(LiveTable::counts).toArray(String[]::new));
        // All is made of one state of the table.
        try (Session.Hold hold = Topictable.session().hold()) {
            LiveTable groups = of(aggBy(aggregations, keys));
            try {
                LiveTable initial = initialGroups == null ? null : of(initialGroups);
                LongFunction<Table> made = number -> {
                    ObjectNode fields = number == 0 ? request.arguments() : request.arguments().put("initial_groups", number);
                    return new LiveTable(Bridge.call(groups.handle, "keyed_transpose", fields), "keyedTranspose of " + what);
                };
                return initial == null ? made.apply(0) : initial.using(made);
            } finally {
                groups.close();
            }
        }
    }

    /** The columns of an aggregation that are 0 of no rows. */
    private static Stream<String> counts(Aggregation aggregation) {
        if (aggregation instanceof Count count) {
            return Stream.of(count.column().name());
        }
        return aggregation instanceof CountWhere count ? Stream.of(count.column().name()) : Stream.empty();
    }

    /** The table that a cell of a column of tables shows. */
    static LiveTable ofCell(long number) {
        return new LiveTable(Bridge.call("cell", Bridge.object().put("number", number)), "a table of a column");
    }

    /** The last rows that were added to this table, from now on; with {@code initialize} also those of now. */
    public Table ring(int capacity, boolean initialize) {
        return derive(Operation.of("ring").with("capacity", capacity).with("initialize", initialize));
    }

    /** All rows that this blink table has from now on. */
    public Table blinkToAppendOnly() {
        return derive(Operation.of("blink_to_append_only"));
    }

    /** A blink table of the rows that come to this one, first of those that are there. */
    public Table addOnlyToBlink() {
        return derive(Operation.of("add_only_to_blink"));
    }

    /** The table as one of this library. */
    public static LiveTable of(Table table) {
        if (table instanceof LiveTable live) {
            return live;
        }
        throw new InvalidArgumentException("not a table of this library: " + table, Map.of());
    }

    /** A row for each key that any of the tables has, with columns of all. */
    public static Table multiJoin(List<MultiJoinInput> inputs) {
        ObjectNode fields = Bridge.object();
        ArrayNode columns = fields.putArray("inputs");
        for (MultiJoinInput input : inputs) {
            ObjectNode of = columns.addObject();
            Stream.of(input.columnsToMatch()).map(Strings::of).forEach(of.putArray("on")::add);
            Stream.of(input.columnsToAdd()).map(Strings::of).forEach(of.putArray("add")::add);
        }
        return ofTables("multi_join", fields, inputs.stream().map(MultiJoinInput::inputTable).toList(), "a multi-join");
    }

    /** A request on the session that names tables, such as a merge of them. */
    static Table ofTables(String request, ObjectNode fields, List<Table> tables, String what) {
        List<Handle> acquired = new ArrayList<>();
        try {
            ArrayNode numbers = fields.putArray("tables");
            for (Table table : tables) {
                Handle used = of(table).handle;
                numbers.add(used.acquire());
                acquired.add(used);
            }
            return Topictable.session().table(request, fields, null, what);
        } finally {
            acquired.forEach(Handle::done);
        }
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    /** The table itself under other attributes: closing one closes the other. */
    @Override
    public Table withAttributes(Map<String, Object> toAdd, Collection<String> toRemove) {
        Map<String, Object> changed = new LinkedHashMap<>(attributes);
        changed.keySet().removeAll(toRemove);
        changed.putAll(toAdd);
        return new LiveTable(this, changed);
    }

    @Override
    public boolean isRefreshing() {
        return refreshing && Bridge.call(handle, "status").get("refreshing").asBoolean();
    }

    @Override
    public boolean isFailed() {
        return failure() != null;
    }

    /** Why the table has failed; null while it is well. */
    public RuntimeException failure() {
        JsonNode failure = Bridge.call(handle, "status").get("failure");
        return failure.isNull() ? null : Bridge.exception(failure);
    }

    /** How many rows were added and modified since the table was made. */
    public long rowsWritten() {
        return Bridge.call(handle, "status").get("written").asLong();
    }

    @Override
    public String toString() {
        return what;
    }
}
