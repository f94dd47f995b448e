package io.deephaven.csv.parsers;

import java.util.List;

/** What columns of CSV files can be. Mirrors Deephaven's class of the same name. */
public final class Parsers {
    /** {@code true} or {@code false}. */
    public static final Parser<byte[]> BOOLEAN = new Parser<>("boolean");
    /** Whole numbers of 8 bits. */
    public static final Parser<byte[]> BYTE = new Parser<>("byte");
    /** Whole numbers of 16 bits. */
    public static final Parser<short[]> SHORT = new Parser<>("short");
    /** Whole numbers of 32 bits. */
    public static final Parser<int[]> INT = new Parser<>("int");
    /** Whole numbers of 64 bits. */
    public static final Parser<long[]> LONG = new Parser<>("long");
    /** Numbers of 32 bits. */
    public static final Parser<float[]> FLOAT_FAST = new Parser<>("float");
    /** Numbers of 32 bits. */
    public static final Parser<float[]> FLOAT_STRICT = new Parser<>("float");
    /** Numbers. */
    public static final Parser<double[]> DOUBLE = new Parser<>("double");
    /** Instants with their zones. */
    public static final Parser<long[]> DATETIME = new Parser<>("datetime");
    /** Characters. */
    public static final Parser<char[]> CHAR = new Parser<>("char");
    /** Anything. */
    public static final Parser<String[]> STRING = new Parser<>("string");
    /** Seconds since 1970. */
    public static final Parser<long[]> TIMESTAMP_SECONDS = new Parser<>("timestamp_seconds");
    /** Milliseconds since 1970. */
    public static final Parser<long[]> TIMESTAMP_MILLIS = new Parser<>("timestamp_millis");
    /** Microseconds since 1970. */
    public static final Parser<long[]> TIMESTAMP_MICROS = new Parser<>("timestamp_micros");
    /** Nanoseconds since 1970. */
    public static final Parser<long[]> TIMESTAMP_NANOS = new Parser<>("timestamp_nanos");

    /** What columns can be where nothing is said. */
    public static final List<Parser<?>> DEFAULT = List.of(BOOLEAN, INT, LONG, DOUBLE, DATETIME, CHAR, STRING);
    /** The same, and narrow numbers. */
    public static final List<Parser<?>> COMPLETE =
            List.of(BOOLEAN, BYTE, SHORT, INT, LONG, DOUBLE, DATETIME, CHAR, STRING);
    /** The same with float. */
    public static final List<Parser<?>> COMPLETE_FLOAT =
            List.of(BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT_FAST, DATETIME, CHAR, STRING);
    /** Few types. */
    public static final List<Parser<?>> MINIMAL = List.of(BOOLEAN, LONG, DOUBLE, DATETIME, STRING);
    /** Texts only. */
    public static final List<Parser<?>> STRINGS = List.of(STRING);
    /** Whole numbers are seconds since 1970. */
    public static final List<Parser<?>> STANDARD_TIMES = List.of(BOOLEAN, DATETIME, CHAR, STRING, TIMESTAMP_SECONDS);

    private Parsers() {}
}
