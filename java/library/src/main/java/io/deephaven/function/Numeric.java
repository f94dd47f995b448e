package io.deephaven.function;

import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;

/**
 * Functions of numbers, for scripts; formulas have more of them. Null gives null. Mirrors what of Deephaven's class of the
 * same name scripts call outside of formulas.
 */
public final class Numeric {
    private Numeric() {}

    /** The value without its sign. */
    public static int abs(int value) {
        return value == NULL_INT ? value : Math.abs(value);
    }

    /** The value without its sign. */
    public static long abs(long value) {
        return value == NULL_LONG ? value : Math.abs(value);
    }

    /** The value without its sign. */
    public static float abs(float value) {
        return value == NULL_FLOAT ? value : Math.abs(value);
    }

    /** The value without its sign. */
    public static double abs(double value) {
        return value == NULL_DOUBLE ? value : Math.abs(value);
    }

    /** -1, 0 or 1. */
    public static int signum(int value) {
        return value == NULL_INT ? value : Integer.signum(value);
    }

    /** -1, 0 or 1. */
    public static long signum(long value) {
        return value == NULL_LONG ? value : Long.signum(value);
    }

    /** -1, 0 or 1. */
    public static float signum(float value) {
        return value == NULL_FLOAT ? value : Math.signum(value);
    }

    /** -1, 0 or 1. */
    public static double signum(double value) {
        return value == NULL_DOUBLE ? value : Math.signum(value);
    }

    /** The square root. */
    public static double sqrt(double value) {
        return value == NULL_DOUBLE ? value : Math.sqrt(value);
    }

    /** The cube root. */
    public static double cbrt(double value) {
        return value == NULL_DOUBLE ? value : Math.cbrt(value);
    }

    /** The natural logarithm. */
    public static double log(double value) {
        return value == NULL_DOUBLE ? value : Math.log(value);
    }

    /** The decimal logarithm. */
    public static double log10(double value) {
        return value == NULL_DOUBLE ? value : Math.log10(value);
    }

    /** The power of e. */
    public static double exp(double value) {
        return value == NULL_DOUBLE ? value : Math.exp(value);
    }

    /** The sine. */
    public static double sin(double value) {
        return value == NULL_DOUBLE ? value : Math.sin(value);
    }

    /** The cosine. */
    public static double cos(double value) {
        return value == NULL_DOUBLE ? value : Math.cos(value);
    }

    /** The tangent. */
    public static double tan(double value) {
        return value == NULL_DOUBLE ? value : Math.tan(value);
    }

    /** The arc sine. */
    public static double asin(double value) {
        return value == NULL_DOUBLE ? value : Math.asin(value);
    }

    /** The arc cosine. */
    public static double acos(double value) {
        return value == NULL_DOUBLE ? value : Math.acos(value);
    }

    /** The arc tangent. */
    public static double atan(double value) {
        return value == NULL_DOUBLE ? value : Math.atan(value);
    }

    /** The greatest whole number that is not greater. */
    public static double floor(double value) {
        return value == NULL_DOUBLE ? value : Math.floor(value);
    }

    /** The least whole number that is not less. */
    public static double ceil(double value) {
        return value == NULL_DOUBLE ? value : Math.ceil(value);
    }

    /** The nearest whole number, the even one of two. */
    public static double rint(double value) {
        return value == NULL_DOUBLE ? value : Math.rint(value);
    }

    /** The first value to the power of the second. */
    public static double pow(double base, double exponent) {
        return base == NULL_DOUBLE || exponent == NULL_DOUBLE ? NULL_DOUBLE : Math.pow(base, exponent);
    }

    /** The nearest whole number, the greater one of two. */
    public static long round(double value) {
        return value == NULL_DOUBLE ? NULL_LONG : Math.round(value);
    }

    /** Whether it is not a number. */
    public static boolean isNaN(double value) {
        return Double.isNaN(value);
    }

    /** The lesser value; null is none. */
    public static int min(int first, int second) {
        return first == NULL_INT ? second : second == NULL_INT ? first : Math.min(first, second);
    }

    /** The greater value; null is none. */
    public static int max(int first, int second) {
        return first == NULL_INT ? second : second == NULL_INT ? first : Math.max(first, second);
    }

    /** The lesser value; null is none. */
    public static long min(long first, long second) {
        return first == NULL_LONG ? second : second == NULL_LONG ? first : Math.min(first, second);
    }

    /** The greater value; null is none. */
    public static long max(long first, long second) {
        return first == NULL_LONG ? second : second == NULL_LONG ? first : Math.max(first, second);
    }

    /** The lesser value; null is none. */
    public static float min(float first, float second) {
        return first == NULL_FLOAT ? second : second == NULL_FLOAT ? first : Math.min(first, second);
    }

    /** The greater value; null is none. */
    public static float max(float first, float second) {
        return first == NULL_FLOAT ? second : second == NULL_FLOAT ? first : Math.max(first, second);
    }

    /** The lesser value; null is none. */
    public static double min(double first, double second) {
        return first == NULL_DOUBLE ? second : second == NULL_DOUBLE ? first : Math.min(first, second);
    }

    /** The greater value; null is none. */
    public static double max(double first, double second) {
        return first == NULL_DOUBLE ? second : second == NULL_DOUBLE ? first : Math.max(first, second);
    }
}
