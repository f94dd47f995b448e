package topictable;

import java.util.Map;

/** The Kafka cluster or the schema registry refused a request or could not be reached. */
public class ClusterException extends TopictableException {
    /** An exception with named facts. */
    public ClusterException(String message, Map<String, String> details) {
        super(ErrorCode.KAFKA, message, details);
    }
}
