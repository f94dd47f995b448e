package topictable.devstack;

/** What went wrong, in one line for the user: shown without a stack trace. */
final class DevstackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DevstackException(String message) {
        super(message);
    }

    DevstackException(String message, Throwable cause) {
        super(message, cause);
    }
}
