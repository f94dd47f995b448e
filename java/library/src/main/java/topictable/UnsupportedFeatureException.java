package topictable;

import java.util.Map;

/** A feature that this version does not have. */
public class UnsupportedFeatureException extends UnsupportedOperationException implements TopictableError {
    private final transient Map<String, String> details;

    /** An exception with named facts. */
    public UnsupportedFeatureException(String message, Map<String, String> details) {
        super(message);
        this.details = Map.copyOf(details);
    }

    /** One that names {@code what} is not supported; {@code feature} is its name for programs. */
    public static UnsupportedFeatureException of(String what, String feature) {
        return new UnsupportedFeatureException(what + " is not supported by this version", Map.of("feature", feature));
    }

    @Override
    public ErrorCode code() {
        return ErrorCode.UNSUPPORTED;
    }

    @Override
    public Map<String, String> details() {
        return details;
    }
}
