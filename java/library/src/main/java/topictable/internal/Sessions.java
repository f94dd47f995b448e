package topictable.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import topictable.ClosedException;
import topictable.InvalidSpecException;
import topictable.Session;
import topictable.Topictable;

/** The open sessions of the program, and the properties that it overrides. */
public final class Sessions {
    private static final ConcurrentLinkedDeque<Session> OPEN = new ConcurrentLinkedDeque<>();
    private static final ThreadLocal<Session> CURRENT = new ThreadLocal<>();
    private static final Map<String, String> OVERRIDES = new ConcurrentHashMap<>();
    private static volatile boolean ending;

    static {
        // The native threads must be gone before the process tears down what they use.
        Runtime.getRuntime().addShutdownHook(new Thread(Sessions::closeAll, "topictable-shutdown"));
    }

    private Sessions() {}

    /** Closes all sessions side by side: each may take its time when its cluster is gone. */
    private static void closeAll() {
        ending = true;
        List<Thread> threads = OPEN.stream().map(session -> new Thread(session::close)).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Refuses to open a session that nobody would close any more. */
    public static void checkRunning() {
        if (ending) {
            throw new ClosedException("no session can be opened: the program is ending", Map.of());
        }
    }

    /** A session was opened. */
    public static void opened(Session session) {
        OPEN.addFirst(session);
    }

    /** A session is being closed. */
    public static void closed(Session session) {
        OPEN.remove(session);
    }

    /** The session of this thread, else the one opened last, else a new one. */
    public static Session current() {
        Session session = CURRENT.get();
        if (session == null) {
            session = OPEN.peekFirst();
        }
        return session != null ? session : openDefault();
    }

    private static synchronized Session openDefault() {
        Session session = OPEN.peekFirst();
        return session != null ? session : Topictable.open();
    }

    /** Runs {@code body} with a session as that of this thread. */
    public static <T> T with(Session session, Supplier<T> body) {
        Session before = CURRENT.get();
        CURRENT.set(session);
        try {
            return body.get();
        } finally {
            CURRENT.set(before);
        }
    }

    /** Sets a property of every later consumer and producer; null takes that back. */
    public static void override(String property, String value) {
        if (value == null) {
            OVERRIDES.remove(property);
        } else {
            OVERRIDES.put(property, value);
        }
    }

    /** Properties as JSON: the text of values that are no Strings is used; defaults are included. */
    public static ObjectNode toJson(Properties properties) {
        ObjectNode json = Bridge.object();
        for (String name : properties.stringPropertyNames()) {
            json.put(name, properties.getProperty(name));
        }
        properties.forEach((name, value) -> {
            // A GString is no String, but it is meant as one.
            if (!(name instanceof CharSequence)) {
                throw new InvalidSpecException("key must be a string, but " + name + " is a "
                        + name.getClass().getName(), Map.of("property", String.valueOf(name)));
            }
            json.put(name.toString(), String.valueOf(value));
        });
        OVERRIDES.forEach(json::put);
        return json;
    }
}
