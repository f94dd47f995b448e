package topictable;

import java.util.Map;

/** A topic, partition or column that was named does not exist. */
public class NotFoundException extends TopictableException {
    /** An exception with named facts. */
    public NotFoundException(String message, Map<String, String> details) {
        super(ErrorCode.NOT_FOUND, message, details);
    }
}
