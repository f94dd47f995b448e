package topictable.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Operations of the mirrored API that only tell its web page how to show a table. */
public final class DisplayOnly {
    private static final System.Logger LOG = System.getLogger("topictable");
    private static final Set<String> NOTED = ConcurrentHashMap.newKeySet();

    private DisplayOnly() {}

    /** Says once for each operation that it has no effect. */
    public static void note(String operation) {
        if (NOTED.add(operation)) {
            LOG.log(System.Logger.Level.INFO, "{0} has no effect here: it is for a page to show", operation);
        }
    }
}
