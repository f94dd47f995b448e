package topictable;

import java.util.Map;

/** An argument, a specification or a property that cannot be used as it is. */
public class InvalidArgumentException extends IllegalArgumentException implements TopictableError {
    private final transient Map<String, String> details;

    /** An exception with named facts. */
    public InvalidArgumentException(String message, Map<String, String> details) {
        super(message);
        this.details = Map.copyOf(details);
    }

    @Override
    public ErrorCode code() {
        return ErrorCode.INVALID_ARGUMENT;
    }

    @Override
    public Map<String, String> details() {
        return details;
    }
}
