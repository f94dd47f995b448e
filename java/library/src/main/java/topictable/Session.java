package topictable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import topictable.internal.Bridge;
import topictable.internal.FunctionCalls;
import topictable.internal.Handle;
import topictable.internal.LiveTable;
import topictable.internal.Logs;
import topictable.internal.Sessions;

/**
 * Makes tables and keeps them up to date. Safe for use by several threads.
 *
 * <p>The mirrored static methods, such as {@code KafkaTools.consumeToTable}, make their tables in the
 * {@linkplain Topictable#session() current session}: the one opened last.
 *
 * <p>Closing a session ends its consumers; its tables keep their last state and can still be read.
 */
public final class Session implements AutoCloseable {
    private final Handle handle;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Opens a session with the properties, all of which are named {@code topictable.…}. */
    Session(Map<String, String> properties) {
        Sessions.checkRunning();
        Logs.start();
        ObjectNode request = Bridge.object();
        ObjectNode fields = request.putObject("properties");
        properties.forEach(fields::put);
        handle = new Handle(Bridge.call("open", request).get("handle").asLong(), "the session");
        Sessions.opened(this);
    }

    /** For the classes of this library: sends a request to the session. */
    public JsonNode call(String request, ObjectNode fields, byte[] payload) {
        return fields == null ? Bridge.call(handle, request) : Bridge.call(handle, request, fields, payload);
    }

    /** For the classes of this library: sends a request that makes a table. */
    public Table table(String request, ObjectNode fields, byte[] payload, String what) {
        return new LiveTable(call(request, fields, payload), what);
    }

    /**
     * The numbers of a topic's partitions, in ascending order.
     *
     * @throws NotFoundException when the topic does not exist
     */
    public int[] partitions(Properties properties, String topic) {
        ObjectNode request = Bridge.object().put("topic", topic).set("properties", Sessions.toJson(properties));
        JsonNode found = call("partitions", request, null).get("partitions");
        int[] partitions = new int[found.size()];
        for (int i = 0; i < partitions.length; i++) {
            partitions[i] = found.get(i).asInt();
        }
        return partitions;
    }

    /**
     * What the session's consumers are doing, as a live table that is written every second: a row for each partition that
     * is read, with the columns {@code Consumer}, {@code Partition}, {@code Topic}, {@code State} (reading, waiting,
     * finished, failed or closed), {@code Position} (the offset after the last row that is in the table), {@code End} (the
     * offset after the broker's last record), {@code Lag}, {@code Records}, {@code RecordsPerSecond}, {@code Bytes},
     * {@code BytesPerSecond}, {@code BadRecords}, {@code MemoryBytes} (of all tables of the consumer), {@code Error} and
     * {@code Updated}. Numbers that are not known are null.
     *
     * @throws ClosedException when the session is closed
     */
    public Table status() {
        return table("session_status", null, null, "the status of the session");
    }

    /**
     * What the session's publishers are doing, as a live table with a row for each, written anew every second: {@code
     * Publisher} (a number), {@code Topic}, {@code State}, {@code Records}, {@code RecordsPerSecond}, {@code Delivered}, {@code
     * Unsent}, {@code BadRows}, {@code Error} and {@code Updated}.
     */
    public Table publishers() {
        return table("session_publishers", null, null, "the publishers of the session");
    }

    /**
     * What the session's consumers are doing now, in the text format of Prometheus.
     *
     * @throws ClosedException when the session is closed
     */
    public String metrics() {
        return call("metrics", null, null).get("metrics").asText();
    }

    /**
     * Keeps the session's tables from changing until the result is closed, so that several can be made or read in one
     * state. Records that arrive meanwhile wait. Holds are counted, and may be closed by any thread.
     */
    public Hold hold() {
        Handle hold = new Handle(Bridge.call(handle, "hold").get("handle").asLong(), "a hold of the session");
        return hold::close;
    }

    /** Keeps a session's tables from changing until it is closed. */
    @FunctionalInterface
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Has formulas of tables that are made from now on call {@code function} by the name, for each row, with the values of
     * its arguments; null is null. Its results are of {@code type}, or null. It is called by one thread, which is that of
     * all functions, and must neither make tables nor wait for changes; what it throws fails the table.
     *
     * @throws InvalidArgumentException for a name that is none, or that the library has a function of
     * @throws UnsupportedFeatureException for a type that values of a program cannot have
     */
    public <T> void registerFunction(String name, Class<T> type, Function<Object[], ? extends T> function) {
        FunctionCalls.register(name, type, function, request -> call("register", request, null));
    }

    /** Runs {@code body} with this session as the current one of this thread. */
    public <T> T call(Supplier<T> body) {
        return Sessions.with(this, body);
    }

    /** Whether the session was closed. */
    public boolean isClosed() {
        return closed.get();
    }

    /** Ends the session's consumers and update cycles, within two seconds whatever the cluster does. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            Sessions.closed(this);
            Bridge.call(handle, "close");
            FunctionCalls.sessionClosed();
            handle.close();
        }
    }
}
