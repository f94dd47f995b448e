package topictable;

import io.deephaven.UncheckedDeephavenException;
import java.util.Map;

/** A failure of the library, of the cluster, or of what came from it. */
public class TopictableException extends UncheckedDeephavenException implements TopictableError {
    private final ErrorCode code;
    private final transient Map<String, String> details;

    /** An exception with a code and named facts. */
    public TopictableException(ErrorCode code, String message, Map<String, String> details) {
        super(message);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    @Override
    public ErrorCode code() {
        return code;
    }

    @Override
    public Map<String, String> details() {
        return details;
    }
}
