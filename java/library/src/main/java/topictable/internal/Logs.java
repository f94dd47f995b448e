package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger.Level;

/**
 * What the native library has to say, as messages of {@link System.Logger}s named {@code topictable.*}. A daemon thread
 * waits for them: no thread of the native library ever enters Java.
 */
public final class Logs {
    private static final System.Logger LOG = System.getLogger("topictable");
    /** By the numbers of the native library; trace is the lowest. */
    private static final Level[] LEVELS =
            {Level.OFF, Level.ERROR, Level.WARNING, Level.INFO, Level.DEBUG, Level.TRACE};
    private static final long WAIT_MILLIS = 3_600_000;

    private static boolean started;

    private Logs() {}

    /** Starts the thread, if that was not done. */
    public static synchronized void start() {
        if (started) {
            return;
        }
        started = true;
        // Asked for the first time here, so that nothing is missed until the thread runs.
        pass(await(0));
        Thread thread = new Thread(Logs::run, "topictable-logs");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        while (true) {
            try {
                pass(await(WAIT_MILLIS));
            } catch (RuntimeException e) {
                // A logger that throws must not end the messages of all.
                LOG.log(Level.ERROR, "a logger has thrown", e);
            }
        }
    }

    private static JsonNode await(long millis) {
        int level = LOG.isLoggable(Level.TRACE) ? 5 : LOG.isLoggable(Level.DEBUG) ? 4 : 3;
        return Bridge.call("await_logs", Bridge.object().put("level", level).put("timeout_ms", millis)).get("logs");
    }

    private static void pass(JsonNode messages) {
        for (JsonNode message : messages) {
            System.Logger log = System.getLogger(message.get("source").asText());
            log.log(LEVELS[message.get("level").asInt()], message.get("text").asText());
        }
    }
}
