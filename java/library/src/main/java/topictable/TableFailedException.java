package topictable;

import java.util.Map;

/** The table has failed; the message and the details tell where the failure began. */
public class TableFailedException extends TopictableException {
    /** An exception with named facts. */
    public TableFailedException(String message, Map<String, String> details) {
        super(ErrorCode.TABLE_FAILED, message, details);
    }
}
