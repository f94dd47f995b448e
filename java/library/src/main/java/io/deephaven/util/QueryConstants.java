package io.deephaven.util;

/**
 * The values that stand for null in primitive columns, and the bounds of the others. Mirrors Deephaven's constants of the
 * same names.
 */
public final class QueryConstants {
    /** Null in a Boolean column. */
    public static final Boolean NULL_BOOLEAN = null;

    /** Null in a char column. */
    public static final char NULL_CHAR = Character.MAX_VALUE;
    /** The same as an object. */
    public static final Character NULL_CHAR_BOXED = NULL_CHAR;
    /** The least char. */
    public static final char MIN_CHAR = Character.MIN_VALUE;
    /** The greatest char that is not null. */
    public static final char MAX_CHAR = Character.MAX_VALUE - 1;

    /** Null in a byte column. */
    public static final byte NULL_BYTE = Byte.MIN_VALUE;
    /** The same as an object. */
    public static final Byte NULL_BYTE_BOXED = NULL_BYTE;
    /** The least byte that is not null. */
    public static final byte MIN_BYTE = Byte.MIN_VALUE + 1;
    /** The greatest byte. */
    public static final byte MAX_BYTE = Byte.MAX_VALUE;

    /** Null in a short column. */
    public static final short NULL_SHORT = Short.MIN_VALUE;
    /** The same as an object. */
    public static final Short NULL_SHORT_BOXED = NULL_SHORT;
    /** The least short that is not null. */
    public static final short MIN_SHORT = Short.MIN_VALUE + 1;
    /** The greatest short. */
    public static final short MAX_SHORT = Short.MAX_VALUE;

    /** Null in a int column. */
    public static final int NULL_INT = Integer.MIN_VALUE;
    /** The same as an object. */
    public static final Integer NULL_INT_BOXED = NULL_INT;
    /** The least int that is not null. */
    public static final int MIN_INT = Integer.MIN_VALUE + 1;
    /** The greatest int. */
    public static final int MAX_INT = Integer.MAX_VALUE;

    /** Null in a long column. */
    public static final long NULL_LONG = Long.MIN_VALUE;
    /** The same as an object. */
    public static final Long NULL_LONG_BOXED = NULL_LONG;
    /** The least long that is not null. */
    public static final long MIN_LONG = Long.MIN_VALUE + 1;
    /** The greatest long. */
    public static final long MAX_LONG = Long.MAX_VALUE;

    /** Null in a float column. */
    public static final float NULL_FLOAT = -Float.MAX_VALUE;
    /** The same as an object. */
    public static final Float NULL_FLOAT_BOXED = NULL_FLOAT;
    /** Not a number. */
    public static final float NAN_FLOAT = Float.NaN;
    /** Less than every float. */
    public static final float NEG_INFINITY_FLOAT = Float.NEGATIVE_INFINITY;
    /** Greater than every float. */
    public static final float POS_INFINITY_FLOAT = Float.POSITIVE_INFINITY;
    /** The least float that is not null. */
    public static final float MIN_FLOAT = NEG_INFINITY_FLOAT;
    /** The greatest float. */
    public static final float MAX_FLOAT = POS_INFINITY_FLOAT;
    /** The least float that is neither null nor infinite. */
    public static final float MIN_FINITE_FLOAT = Math.nextUp(NULL_FLOAT);
    /** The greatest float that is not infinite. */
    public static final float MAX_FINITE_FLOAT = Float.MAX_VALUE;
    /** The least float above zero. */
    public static final float MIN_POS_FLOAT = Float.MIN_VALUE;

    /** Null in a double column. */
    public static final double NULL_DOUBLE = -Double.MAX_VALUE;
    /** The same as an object. */
    public static final Double NULL_DOUBLE_BOXED = NULL_DOUBLE;
    /** Not a number. */
    public static final double NAN_DOUBLE = Double.NaN;
    /** Less than every double. */
    public static final double NEG_INFINITY_DOUBLE = Double.NEGATIVE_INFINITY;
    /** Greater than every double. */
    public static final double POS_INFINITY_DOUBLE = Double.POSITIVE_INFINITY;
    /** The least double that is not null. */
    public static final double MIN_DOUBLE = NEG_INFINITY_DOUBLE;
    /** The greatest double. */
    public static final double MAX_DOUBLE = POS_INFINITY_DOUBLE;
    /** The least double that is neither null nor infinite. */
    public static final double MIN_FINITE_DOUBLE = Math.nextUp(NULL_DOUBLE);
    /** The greatest double that is not infinite. */
    public static final double MAX_FINITE_DOUBLE = Double.MAX_VALUE;
    /** The least double above zero. */
    public static final double MIN_POS_DOUBLE = Double.MIN_VALUE;

    private QueryConstants() {}
}
