package topictable;

import java.util.Map;

/** A fault of the library: please report it. */
public class InternalErrorException extends TopictableException {
    /** An exception with named facts. */
    public InternalErrorException(String message, Map<String, String> details) {
        super(ErrorCode.INTERNAL, message, details);
    }
}
