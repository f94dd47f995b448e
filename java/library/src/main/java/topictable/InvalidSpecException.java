package topictable;

import java.util.Map;

/**
 * Properties or a type of a column that cannot be used, where the mirrored API throws its own exception; anything else
 * that cannot be used is an {@link InvalidArgumentException}.
 */
public class InvalidSpecException extends TopictableException {
    /** An exception with named facts. */
    public InvalidSpecException(String message, Map<String, String> details) {
        super(ErrorCode.INVALID_ARGUMENT, message, details);
    }
}
