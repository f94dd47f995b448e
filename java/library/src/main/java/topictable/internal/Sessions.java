package topictable.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import topictable.InvalidArgumentException;
import topictable.Session;
import topictable.Topictable;

/** The open sessions of the program, and the properties that it overrides. */
public final class Sessions {
    private static final ConcurrentLinkedDeque<Session> OPEN = new ConcurrentLinkedDeque<>();
    private static final ThreadLocal<Session> CURRENT = new ThreadLocal<>();
    private static final Map<String, String> OVERRIDES = new ConcurrentHashMap<>();

    static {
        // The native threads must be gone before the process tears down what they use.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Session::close), "topictable-shutdown"));
    }

    private Sessions() {}

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

    /** Sets a property of every later consumer and producer. */
    public static void override(String property, String value) {
        OVERRIDES.put(property, value);
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
                throw new InvalidArgumentException("key must be a string, but " + name + " is a "
                        + name.getClass().getName(), Map.of("property", String.valueOf(name)));
            }
            json.put(name.toString(), String.valueOf(value));
        });
        OVERRIDES.forEach(json::put);
        return json;
    }
}
