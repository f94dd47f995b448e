package topictable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import topictable.internal.Bridge;
import topictable.internal.Handle;
import topictable.internal.LiveTable;

/**
 * A table or a file that is being published. It goes on until it is stopped, its session is closed, or the table or the file
 * ends, whether this object is kept or not. Safe for use by several threads.
 */
public final class Publisher implements Runnable, AutoCloseable {
    private final Handle handle;

    /** Publishes a table as a request asks for; {@code KafkaTools.produceFromTable} makes it. */
    public Publisher(LiveTable table, ObjectNode request, String what) {
        handle = new Handle(Bridge.call(table.handle(), "publish", request).get("handle").asLong(), what);
    }

    /** Publishes a file as a request asks for; the command makes it. */
    public Publisher(Session session, ObjectNode request, String what) {
        handle = new Handle(session.call("publish_file", request, null).get("handle").asLong(), what);
    }

    /**
     * Waits until publishing has ended, at most so long; whether it has. Only what is of a file, or of a table that does not
     * change, ends by itself.
     *
     * @throws TopictableException when publishing has failed
     */
    public boolean await(Duration timeout) {
        ObjectNode request = Bridge.object().put("timeout_ms", timeout.toMillis());
        return Bridge.call(handle, "await_publisher", request).get("ended").asBoolean();
    }

    /** What has been done so far. */
    public PublisherStatus status() {
        return PublisherStatus.of(Bridge.call(handle, "publisher_status"));
    }

    /**
     * Ends publishing: the changes until now are published first, and what is under way is delivered, within {@code
     * topictable.publish.close.timeout.ms} (30 seconds). Does nothing a second time.
     *
     * @throws TopictableException when publishing has failed before, or records were not delivered in time
     */
    @Override
    public void run() {
        Bridge.call(handle, "stop_publisher");
    }

    /** The same, and gives back what the publisher holds in native memory, so that it has no status any more. */
    @Override
    public void close() {
        if (!handle.isClosed()) {
            try (handle) {
                run();
            }
        }
    }
}
