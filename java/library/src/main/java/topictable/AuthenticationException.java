package topictable;

import java.util.Map;

/** The Kafka cluster did not accept the credentials, or they do not permit what was asked. */
public class AuthenticationException extends TopictableException {
    /** An exception with named facts. */
    public AuthenticationException(String message, Map<String, String> details) {
        super(ErrorCode.AUTHENTICATION, message, details);
    }
}
