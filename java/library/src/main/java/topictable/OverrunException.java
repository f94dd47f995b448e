package topictable;

import java.util.Map;

/**
 * A subscriber did not take its changes in time, and its policy is {@link SubscribeOptions.Policy#FAIL}. The detail
 * {@code not_taken} is their number.
 */
public class OverrunException extends TopictableException {
    /** An exception with named facts. */
    public OverrunException(String message, Map<String, String> details) {
        super(ErrorCode.OVERRUN, message, details);
    }
}
