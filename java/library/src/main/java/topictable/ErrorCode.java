package topictable;

/** What went wrong, in the words of the caller. The numbers are those of the C interface. */
public enum ErrorCode {
    /** An argument, a specification or a property cannot be used as it is. */
    INVALID_ARGUMENT(1),
    /** A topic, partition or column that was named does not exist. */
    NOT_FOUND(2),
    /** A feature that this version does not have. */
    UNSUPPORTED(3),
    /** No answer within the time that was allowed. */
    TIMEOUT(4),
    /** The Kafka cluster or the schema registry refused a request or could not be reached. */
    KAFKA(5),
    /** The Kafka cluster did not accept the credentials, or they do not permit what was asked. */
    AUTHENTICATION(6),
    /** A record that does not fit the specification of its key or value. */
    BAD_RECORD(7),
    /** The table has failed. */
    TABLE_FAILED(8),
    /** The session or object was closed before. */
    CLOSED(9),
    /** A fault of the library: please report it. */
    INTERNAL(10),
    /** A subscriber did not take its changes in time and had asked to fail then. */
    OVERRUN(11);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The code in the C interface. */
    public int number() {
        return number;
    }

    /** The code with the number; {@link #INTERNAL} for one that this version does not know. */
    public static ErrorCode of(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return INTERNAL;
    }
}
