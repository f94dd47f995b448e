package topictable;

import java.util.Map;

/** No answer within the time that was allowed. */
public class RequestTimeoutException extends TopictableException {
    /** An exception with named facts. */
    public RequestTimeoutException(String message, Map<String, String> details) {
        super(ErrorCode.TIMEOUT, message, details);
    }
}
