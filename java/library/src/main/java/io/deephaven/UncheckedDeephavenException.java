package io.deephaven;

/** A failure of the mirrored API that is no plain Java exception. Mirrors Deephaven's class of the same name. */
public class UncheckedDeephavenException extends RuntimeException {
    /** An exception with a message. */
    public UncheckedDeephavenException(String message) {
        super(message);
    }

    /** An exception with a message and a cause. */
    public UncheckedDeephavenException(String message, Throwable cause) {
        super(message, cause);
    }
}
