package io.deephaven.csv.util;

/** Why a CSV file cannot be read. Mirrors Deephaven's class of the same name. */
public class CsvReaderException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With a cause. */
    public CsvReaderException(String message, Throwable cause) {
        super(message, cause);
    }
}
