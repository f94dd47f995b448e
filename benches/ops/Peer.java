import io.deephaven.UncheckedDeephavenException;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.updateby.UpdateByOperation;
import io.deephaven.engine.liveness.LivenessScopeStack;
import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.rowset.RowSetFactory;
import io.deephaven.engine.rowset.TrackingWritableRowSet;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableUpdate;
import io.deephaven.engine.table.impl.InstrumentedTableUpdateListenerAdapter;
import io.deephaven.engine.table.impl.QueryTable;
import io.deephaven.engine.updategraph.OperationInitializer;
import io.deephaven.engine.updategraph.impl.PeriodicUpdateGraph;
import io.deephaven.engine.util.AbstractScriptSession;
import io.deephaven.engine.util.GroovyDeephavenSession;
import io.deephaven.engine.util.OuterJoinTools;
import io.deephaven.engine.util.TableTools;
import io.deephaven.plugin.type.ObjectTypeLookup;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;

/**
 * The operations of {@code main.rs} on Deephaven's own tables of the same rows, on one thread. Prints a line for each:
 * name, seconds of the fastest build, seconds of the median cycle, bytes of heap that the result took.
 *
 * <p>A program of its own, run from its source: {@code java -cp 'JARS/*' Peer.java ROWS ROUNDS CYCLES NAME…}.
 */
public class Peer {
    private static final int CYCLE_ROWS = 1000;
    private static final int QUOTES = 1_000_000;

    private static PeriodicUpdateGraph graph;
    private static Table quotes;
    private static Table names;

    private static Map<String, Function<Table, Table>> operations() {
        Map<String, Function<Table, Table>> all = new LinkedHashMap<>();
        all.put("where", t -> t.where("Px > 50.0"));
        all.put("update", t -> t.update("Notional = Px * Size"));
        all.put("lastBy 1k", t -> t.lastBy("Sym"));
        all.put("lastBy 1M", t -> t.lastBy("Id"));
        all.put("sumBy", t -> t.view("Sym", "Px", "Size").sumBy("Sym"));
        all.put("aggBy of 5", t -> t.aggBy(List.of(Aggregation.AggSum("Size"), Aggregation.AggAvg("Avg = Px"),
            Aggregation.AggMin("Low = Px"), Aggregation.AggMax("High = Px"), Aggregation.AggCount("N")), "Sym"));
        all.put("aggBy 1M", t -> t.aggBy(List.of(Aggregation.AggSum("Size"), Aggregation.AggAvg("Avg = Px"),
            Aggregation.AggMin("Low = Px"), Aggregation.AggMax("High = Px"), Aggregation.AggCount("N")), "Id"));
        all.put("tDigest", t -> t.aggBy(Aggregation.AggTDigest("Digest = Px"), "Sym"));
        all.put("naturalJoin", t -> t.naturalJoin(names, "Sym", "Name"));
        all.put("leftOuterJoin", t -> OuterJoinTools.leftOuterJoin(t, names, "Sym", "Name"));
        all.put("aj", t -> t.aj(quotes, "Sym, Time >= QuoteTime", "Bid"));
        all.put("sort", t -> t.sort("Px"));
        all.put("cumSum", t -> t.updateBy(UpdateByOperation.CumSum("Volume = Size"), "Sym"));
        all.put("ema", t -> t.updateBy(UpdateByOperation.Ema(50.0, "Smooth = Px"), "Sym"));
        all.put("rolling 50", t -> t.updateBy(UpdateByOperation.RollingAvg(50, "Mean = Px"), "Sym"));
        all.put("rolling 60s", t -> t.updateBy(UpdateByOperation.RollingAvg("Time", Duration.ofSeconds(60), "Mean = Px"), "Sym"));
        return all;
    }

    /** Rows that depend on nothing but their number; the same are made in {@code main.rs}. */
    private static Table trades(long rows) {
        return TableTools.emptyTable(rows).update(
            "Hash = (ii * 2654435761L) & 4294967295L",
            "Sym = `S` + (longCast(Hash / 128) % 1000)",
            "Id = longCast(Hash / 16) % 1000000",
            "Px = (Hash % 100000) / 1000.0",
            "Size = Hash % 1000",
            "Time = epochNanosToInstant(1700000000000000000L + ii * 1000000L)").dropColumns("Hash").select();
    }

    public static void main(String[] arguments) throws Exception {
        long rows = Long.parseLong(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        int cycles = Integer.parseInt(arguments[2]);
        List<String> wanted = Arrays.asList(arguments).subList(3, arguments.length);
        AbstractScriptSession.createScriptCache();
        graph = PeriodicUpdateGraph.newBuilder("DEFAULT").targetCycleDurationMillis(1).numUpdateThreads(1).existingOrBuild();
        graph.start();
        GroovyDeephavenSession session = GroovyDeephavenSession.of(graph, OperationInitializer.NON_PARALLELIZABLE,
            ObjectTypeLookup.NoOp.INSTANCE, GroovyDeephavenSession.RunScripts.none());
        try (var ignored = session.getExecutionContext().open()) {
            Table full = trades(rows + (long) (cycles + 10) * CYCLE_ROWS);
            names = TableTools.emptyTable(1000).update("Sym = `S` + ii", "Name = `Name of ` + ii").select();
            quotes = TableTools.emptyTable(QUOTES).update(
                "Hash = (ii * 2654435761L) & 4294967295L",
                "Sym = `S` + (longCast(Hash / 128) % 1000)",
                "QuoteTime = epochNanosToInstant(1700000000000000000L + ii * " + Math.max(rows / QUOTES, 1) + " * 1000000L)",
                "Bid = (Hash % 100000) / 1000.0").dropColumns("Hash").select();
            for (var operation : operations().entrySet()) {
                if (wanted.isEmpty() || wanted.contains(operation.getKey())) {
                    measure(operation.getKey(), operation.getValue(), full, rows, rounds, cycles);
                }
            }
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void measure(String name, Function<Table, Table> operation, Table full, long rows, int rounds, int cycles)
        throws Exception {
        Table still = graph.sharedLock().computeLocked(() -> ((QueryTable) full).getSubTable(RowSetFactory.flat(rows).toTracking()));
        double best = Double.MAX_VALUE;
        long bytes = 0;
        for (int round = 0; round < rounds; round++) {
            long before = used();
            long begin = System.nanoTime();
            Table result = graph.sharedLock().computeLocked(() -> operation.apply(still));
            best = Math.min(best, (System.nanoTime() - begin) / 1e9);
            bytes = used() - before;
            if (result.isEmpty()) {
                throw new UncheckedDeephavenException(name + " gave no rows");
            }
        }
        System.out.printf("%s\t%.6f\t%.9f\t%d%n", name, best, cycle(operation, full, rows, cycles), bytes);
    }

    /** The median time from the beginning of a cycle with new rows until the result's listeners hear of it. */
    private static double cycle(Function<Table, Table> operation, Table full, long rows, int cycles) throws Exception {
        TrackingWritableRowSet keys = RowSetFactory.flat(rows).toTracking();
        QueryTable[] live = new QueryTable[1];
        long[] begin = new long[1];
        ArrayBlockingQueue<Long> times = new ArrayBlockingQueue<>(1);
        var scope = new io.deephaven.engine.liveness.LivenessScope();
        try (var ignored = LivenessScopeStack.open(scope, false)) {
            Table[] result = new Table[1];
            InstrumentedTableUpdateListenerAdapter[] listener = new InstrumentedTableUpdateListenerAdapter[1];
            graph.exclusiveLock().doLocked(() -> {
                live[0] = ((QueryTable) full).getSubTable(keys);
                live[0].setRefreshing(true);
                live[0].setAttribute(Table.APPEND_ONLY_TABLE_ATTRIBUTE, true);
                result[0] = operation.apply(live[0]);
                listener[0] = new InstrumentedTableUpdateListenerAdapter("bench", result[0], false) {
                    @Override
                    public void onUpdate(TableUpdate upstream) {
                        times.offer(System.nanoTime() - begin[0]);
                    }
                };
                result[0].addUpdateListener(listener[0]);
            });
            boolean[] due = new boolean[1];
            Runnable source = () -> {
                if (due[0]) {
                    due[0] = false;
                    begin[0] = System.nanoTime();
                    long first = keys.size();
                    RowSet added = RowSetFactory.fromRange(first, first + CYCLE_ROWS - 1);
                    keys.insert(added);
                    live[0].notifyListeners(added, RowSetFactory.empty(), RowSetFactory.empty());
                }
            };
            graph.addSource(source);
            double[] seconds = new double[cycles];
            for (int cycle = 0; cycle < cycles; cycle++) {
                graph.exclusiveLock().doLocked(() -> due[0] = true);
                graph.requestRefresh();
                seconds[cycle] = times.take() / 1e9;
            }
            graph.exclusiveLock().doLocked(() -> {
                graph.removeSource(source);
                result[0].removeUpdateListener(listener[0]);
            });
            Arrays.sort(seconds);
            return seconds[cycles / 2];
        } finally {
            scope.release();
        }
    }

    private static long used() {
        for (int round = 0; round < 3; round++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
