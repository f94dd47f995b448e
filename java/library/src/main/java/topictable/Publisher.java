package topictable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import topictable.internal.Bridge;
import topictable.internal.Handle;
import topictable.internal.LiveTable;

/**
 * A table that is being published. It goes on until it is stopped, its session is closed, or the table ends, whether this object
 * is kept or not. Safe for use by several threads.
 */
public final class Publisher implements Runnable, AutoCloseable {
    private final Handle handle;

    /** Publishes a table as a request asks for; {@code KafkaTools.produceFromTable} makes it. */
    public Publisher(LiveTable table, ObjectNode request, String what) {
        handle = new Handle(Bridge.call(table.handle(), "publish", request).get("handle").asLong(), what);
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
