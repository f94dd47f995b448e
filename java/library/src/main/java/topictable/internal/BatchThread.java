package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread that takes batches of rows for code of the program, and answers with what that makes of them. It is a daemon, and
 * ends when nobody asks any more, or the session was closed.
 */
final class BatchThread implements Runnable, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("topictable");
    /** How long one native wait may take: the time after which a thread sees that its session was closed. */
    private static final long WAIT_MILLIS = 200;
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** The number under which the native library knows it. */
    final long number;
    private final Work work;
    /** Whether somebody may be about to ask for the first time. */
    private volatile boolean expected;

    /** Code of the program that is asked. One thread calls it. */
    interface Work extends AutoCloseable {
        /** What a batch becomes; rows that are bad are added to the answer. An exception stands for all of them. */
        byte[] answer(JsonNode batch, ObjectNode answer);

        @Override
        void close();
    }

    BatchThread(Work work) {
        this(nextNumber(), work);
    }

    private BatchThread(long number, Work work) {
        this.number = number;
        this.work = work;
    }

    /** A number that no other one has. */
    static long nextNumber() {
        return NUMBERS.incrementAndGet();
    }

    /** What properties say to code that is configured as Kafka configures its clients'. */
    static Map<String, Object> configuration(Properties properties) {
        Map<String, Object> configuration = new HashMap<>();
        properties.forEach((name, value) -> configuration.put(String.valueOf(name), value));
        properties.stringPropertyNames().forEach(name -> configuration.put(name, properties.getProperty(name)));
        return configuration;
    }

    /** Starts the thread. When it is {@code expected} to be asked later, it stays until {@link #settled}. */
    void start(String name, boolean expected) {
        this.expected = expected;
        Thread thread = new Thread(this, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Who was about to ask has asked, or will not. */
    void settled() {
        expected = false;
    }

    @Override
    public void run() {
        try {
            while (next() || expected) {
                // The next batch.
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the code of a program is not asked any more", e);
        } finally {
            close();
        }
    }

    /** Waits for a batch; false when there will be no other one. */
    private boolean next() {
        ObjectNode request = Bridge.object().put("parser", number).put("timeout_ms", WAIT_MILLIS);
        JsonNode news = Bridge.call("await_records", request);
        if (!news.get("batch").isNull()) {
            answer(news.get("batch"));
        }
        return !news.get("ended").asBoolean();
    }

    private void answer(JsonNode batch) {
        ObjectNode answer = Bridge.object().put("parser", number).put("ticket", batch.get("ticket").asLong());
        byte[] payload = null;
        try {
            payload = work.answer(batch, answer);
        } catch (Throwable e) {
            // Also an Error of the program's own: whoever waits for the answer must get one.
            answer.put("failure", e.toString());
        }
        Bridge.call("answer_records", answer, payload);
    }

    @Override
    public void close() {
        try {
            work.close();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a parser or serializer could not be closed", e);
        }
    }
}
