package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * The one thread that waits for events of subscriptions, for as long as there are any. It is a daemon, and no thread of
 * the native library ever enters Java.
 */
final class Dispatcher {
    /** Runs listeners on the thread that waits, one turn each after the other. For that thread's own use. */
    static final Executor EXECUTOR = Dispatcher::enqueue;

    private static final System.Logger LOG = System.getLogger("topictable");
    /** How long one native wait may take: the time after which the thread of the last subscription ends. */
    private static final long WAIT_MILLIS = 200;

    private static final Map<Long, NativeSubscription> SUBSCRIPTIONS = new ConcurrentHashMap<>();
    private static final Queue<Runnable> TURNS = new ConcurrentLinkedQueue<>();
    private static boolean running;

    private Dispatcher() {}

    static synchronized void add(long handle, NativeSubscription subscription) {
        SUBSCRIPTIONS.put(handle, subscription);
        if (!running) {
            running = true;
            Thread thread = new Thread(Dispatcher::run, "topictable-events");
            thread.setDaemon(true);
            thread.start();
        }
    }

    static void remove(long handle) {
        SUBSCRIPTIONS.remove(handle);
    }

    private static void enqueue(Runnable turn) {
        TURNS.add(turn);
    }

    private static void run() {
        while (!ends()) {
            for (int turns = TURNS.size(); turns > 0; turns--) {
                safely(TURNS.remove());
            }
            // Turns that have made others do not wait.
            long wait = TURNS.isEmpty() ? WAIT_MILLIS : 0;
            for (JsonNode handle : events(wait)) {
                NativeSubscription subscription = SUBSCRIPTIONS.get(handle.asLong());
                if (subscription != null) {
                    safely(subscription::schedule);
                }
            }
        }
    }

    private static JsonNode events(long wait) {
        return Bridge.call("await_events", Bridge.object().put("timeout_ms", wait)).get("ready");
    }

    /** Whatever one subscription or its executor throws must not stop the others' events. */
    private static void safely(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a subscription or its executor has thrown", e);
        }
    }

    private static synchronized boolean ends() {
        if (SUBSCRIPTIONS.isEmpty() && TURNS.isEmpty()) {
            running = false;
        }
        return !running;
    }
}
