package topictable;

import java.util.Map;

/** A record that does not fit the specification of its key or value. */
public class BadRecordException extends TopictableException {
    /** An exception with named facts. */
    public BadRecordException(String message, Map<String, String> details) {
        super(ErrorCode.BAD_RECORD, message, details);
    }
}
