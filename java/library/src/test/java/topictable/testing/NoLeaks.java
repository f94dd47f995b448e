package topictable.testing;

import static org.assertj.core.api.Assertions.fail;

import io.deephaven.engine.table.Table;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import topictable.Topictable;

/**
 * Closes what a test has registered, and fails a test class after which native objects are still alive. JUnit finds it
 * by itself, for every class.
 */
public final class NoLeaks implements AfterEachCallback, AfterAllCallback {
    private static final ConcurrentLinkedDeque<AutoCloseable> OPEN = new ConcurrentLinkedDeque<>();

    /** Closes this after the test, before what was registered earlier. */
    public static <T extends AutoCloseable> T closeLater(T resource) {
        OPEN.addFirst(resource);
        return resource;
    }

    /** The same for a table. */
    public static Table closeLater(Table table) {
        OPEN.addFirst(() -> Topictable.close(table));
        return table;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!OPEN.isEmpty()) {
            OPEN.removeFirst().close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (Topictable.liveHandles().get("sessions") > 0) {
            // The default session is nobody's to close.
            Topictable.session().close();
        }
        boolean gone = Await.happens(Duration.ofSeconds(5), () -> {
            System.gc();
            return sum(Topictable.liveHandles()) == 0;
        });
        if (!gone) {
            fail("%s has left native objects behind: %s", context.getDisplayName(), Topictable.liveHandles());
        }
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
