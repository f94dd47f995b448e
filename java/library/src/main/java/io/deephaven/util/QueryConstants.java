package io.deephaven.util;

/** The values that stand for null in primitive columns. Mirrors Deephaven's constants of the same names. */
public final class QueryConstants {
    /** Null in a Boolean column. */
    public static final Boolean NULL_BOOLEAN = null;
    /** Null in a char column. */
    public static final char NULL_CHAR = Character.MAX_VALUE;
    /** Null in a byte column. */
    public static final byte NULL_BYTE = Byte.MIN_VALUE;
    /** Null in a short column. */
    public static final short NULL_SHORT = Short.MIN_VALUE;
    /** Null in an int column. */
    public static final int NULL_INT = Integer.MIN_VALUE;
    /** Null in a long column. */
    public static final long NULL_LONG = Long.MIN_VALUE;
    /** Null in a float column. */
    public static final float NULL_FLOAT = -Float.MAX_VALUE;
    /** Null in a double column. */
    public static final double NULL_DOUBLE = -Double.MAX_VALUE;

    private QueryConstants() {}
}
