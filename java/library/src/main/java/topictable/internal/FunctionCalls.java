package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one thread that calls functions of the program for formulas, for as long as there are any. It is a daemon, and no
 * thread of the native library ever enters Java. It is not that of listeners: a listener may make a table whose formulas
 * call functions, and waits for them.
 */
public final class FunctionCalls {
    private static final System.Logger LOG = System.getLogger("topictable");
    /** How long one native wait may take: the time after which the thread of the last function ends. */
    private static final long WAIT_MILLIS = 200;

    private static final Map<Long, ProgramFunction> FUNCTIONS = new ConcurrentHashMap<>();
    private static long numbers;
    /** The thread that takes calls. */
    private static Thread taker;
    /** The thread that is in a function. */
    private static volatile Thread busy;

    private FunctionCalls() {}

    /** Keeps a function until the native library has no use for it, and describes it in a request. */
    static synchronized ObjectNode add(ProgramFunction function) {
        FUNCTIONS.put(++numbers, function);
        if (taker == null) {
            start();
        }
        return function.describe(numbers);
    }

    /** Registers a function, whose description {@code request} sends. */
    public static void register(String name, Class<?> type, Function<Object[], ?> function, Consumer<ObjectNode> request) {
        ObjectNode described = add(ProgramFunction.of(type, Objects.requireNonNull(function, "function")));
        request.accept(Bridge.object().put("name", name).set("function", described));
    }

    private static void start() {
        taker = new Thread(FunctionCalls::run, "topictable-functions");
        taker.setDaemon(true);
        taker.start();
    }

    /** A session was closed: a function that does not return any more must not keep those of others from being called. */
    public static synchronized void sessionClosed() {
        if (taker != null && busy == taker) {
            start();
        }
    }

    private static void run() {
        while (!ends()) {
            try {
                JsonNode news = Bridge.call("await_call", Bridge.object().put("timeout_ms", WAIT_MILLIS));
                for (JsonNode number : news.get("dropped")) {
                    FUNCTIONS.remove(number.asLong());
                }
                if (!news.get("call").isNull()) {
                    answer(news.get("call"));
                }
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a function that a formula calls could not be answered for", e);
            }
        }
    }

    private static synchronized boolean ends() {
        if (Thread.currentThread() != taker) {
            return true;
        }
        if (FUNCTIONS.isEmpty()) {
            taker = null;
        }
        return taker == null;
    }

    private static void answer(JsonNode call) {
        ObjectNode request = Bridge.object().put("ticket", call.get("ticket").asLong());
        byte[] payload = null;
        int row = 0;
        busy = Thread.currentThread();
        try (Arguments arguments = new Arguments(call, FUNCTIONS.get(call.get("function").asLong()))) {
            Object[] results = new Object[arguments.rows];
            for (; row < results.length; row++) {
                results[row] = arguments.call(row);
            }
            payload = arguments.function.encode(results);
        } catch (Throwable e) {
            // Also an Error of the function's own: whoever waits for the answer must get one.
            ObjectNode failure = request.putObject("failure").put("message", e.toString());
            if (row < call.get("rows").asInt()) {
                failure.put("row", row);
            }
        } finally {
            if (busy == Thread.currentThread()) {
                busy = null;
            }
        }
        Bridge.call("answer_call", request, payload);
    }

    /** The arguments of a call, in the native memory. */
    private static final class Arguments implements AutoCloseable {
        final ProgramFunction function;
        final int rows;
        private final TableView view;
        private final Cells.Reader[] readers;
        private final Object[] nothing;

        Arguments(JsonNode call, ProgramFunction function) {
            this.function = function;
            rows = call.get("rows").asInt();
            JsonNode columns = call.get("columns");
            view = new TableView(call.get("view"), columns.size(), "arguments", null);
            readers = new Cells.Reader[columns.size()];
            nothing = new Object[columns.size()];
            for (int i = 0; i < readers.length; i++) {
                String type = columns.get(i).get("type").asText();
                readers[i] = Cells.reader(type);
                nothing[i] = function.nothing(type);
            }
        }

        Object call(int row) throws Throwable {
            Object[] arguments = new Object[readers.length];
            for (int i = 0; i < arguments.length; i++) {
                Piece piece = view.pieceOf(i, row);
                arguments[i] = piece == null ? nothing[i] : readers[i].read(piece, row);
            }
            return function.call(arguments);
        }

        @Override
        public void close() {
            view.handle.close();
        }
    }
}
