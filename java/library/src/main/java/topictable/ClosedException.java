package topictable;

import java.util.Map;

/** The use of a session or of an object that was closed before. */
public class ClosedException extends IllegalStateException implements TopictableError {
    private final transient Map<String, String> details;

    /** An exception with named facts. */
    public ClosedException(String message, Map<String, String> details) {
        super(message);
        this.details = Map.copyOf(details);
    }

    @Override
    public ErrorCode code() {
        return ErrorCode.CLOSED;
    }

    @Override
    public Map<String, String> details() {
        return details;
    }
}
