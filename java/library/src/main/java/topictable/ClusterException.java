package topictable;

import java.util.Map;

/** The Kafka cluster refused a request or could not be reached any more. */
public class ClusterException extends TopictableException {
    /** An exception with named facts. */
    public ClusterException(String message, Map<String, String> details) {
        super(ErrorCode.KAFKA, message, details);
    }
}
