package io.deephaven.function;

import static io.deephaven.util.QueryConstants.NULL_BYTE;
import static io.deephaven.util.QueryConstants.NULL_CHAR;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static io.deephaven.util.QueryConstants.NULL_SHORT;

import java.util.Arrays;
import java.util.Set;

/**
 * Functions about null and choices, for scripts; formulas have more of them. Mirrors what of Deephaven's class of the same
 * name scripts call outside of formulas.
 */
public final class Basic {
    private static final Set<Object> NULLS =
            Set.of(NULL_BYTE, NULL_CHAR, NULL_SHORT, NULL_INT, NULL_LONG, NULL_FLOAT, NULL_DOUBLE);

    private Basic() {}

    /** Whether it is null. */
    public static boolean isNull(byte value) {
        return value == NULL_BYTE;
    }

    /** Whether it is null. */
    public static boolean isNull(char value) {
        return value == NULL_CHAR;
    }

    /** Whether it is null. */
    public static boolean isNull(short value) {
        return value == NULL_SHORT;
    }

    /** Whether it is null. */
    public static boolean isNull(int value) {
        return value == NULL_INT;
    }

    /** Whether it is null. */
    public static boolean isNull(long value) {
        return value == NULL_LONG;
    }

    /** Whether it is null. */
    public static boolean isNull(float value) {
        return value == NULL_FLOAT;
    }

    /** Whether it is null. */
    public static boolean isNull(double value) {
        return value == NULL_DOUBLE;
    }

    /** Whether it is null, or a null constant. */
    public static boolean isNull(Object value) {
        return value == null || NULLS.contains(value);
    }

    /** The value, or another one for null. */
    public static byte replaceIfNull(byte value, byte replacement) {
        return value == NULL_BYTE ? replacement : value;
    }

    /** The value, or another one for null. */
    public static char replaceIfNull(char value, char replacement) {
        return value == NULL_CHAR ? replacement : value;
    }

    /** The value, or another one for null. */
    public static short replaceIfNull(short value, short replacement) {
        return value == NULL_SHORT ? replacement : value;
    }

    /** The value, or another one for null. */
    public static int replaceIfNull(int value, int replacement) {
        return value == NULL_INT ? replacement : value;
    }

    /** The value, or another one for null. */
    public static long replaceIfNull(long value, long replacement) {
        return value == NULL_LONG ? replacement : value;
    }

    /** The value, or another one for null. */
    public static float replaceIfNull(float value, float replacement) {
        return value == NULL_FLOAT ? replacement : value;
    }

    /** The value, or another one for null. */
    public static double replaceIfNull(double value, double replacement) {
        return value == NULL_DOUBLE ? replacement : value;
    }

    /** The value, or another one for null. */
    public static <T> T replaceIfNull(T value, T replacement) {
        return isNull(value) ? replacement : value;
    }

    /** One of two values; null when it is not known which. */
    public static <T> T ifelseObj(Boolean condition, T trueCase, T falseCase) {
        return condition == null ? null : condition ? trueCase : falseCase;
    }

    /** Whether the value is not null and neither less than the first bound nor greater than the second. */
    public static <T extends Comparable<? super T>> boolean inRange(T value, T min, T max) {
        return !isNull(value) && value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
    }

    /** Whether the value is one of these. */
    public static boolean inObj(Object value, Object... possible) {
        return Arrays.asList(possible).contains(value);
    }
}
