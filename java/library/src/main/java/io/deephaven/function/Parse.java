package io.deephaven.function;

import static io.deephaven.util.QueryConstants.NULL_BYTE;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static io.deephaven.util.QueryConstants.NULL_SHORT;

/** Numbers from texts, for scripts; null gives null. Mirrors Deephaven's class of the same name. */
public final class Parse {
    private Parse() {}

    /** The byte that a text holds. */
    public static byte parseByte(String text) {
        return text == null ? NULL_BYTE : Byte.parseByte(text);
    }

    /** The short that a text holds. */
    public static short parseShort(String text) {
        return text == null ? NULL_SHORT : Short.parseShort(text);
    }

    /** The int that a text holds. */
    public static int parseInt(String text) {
        return text == null ? NULL_INT : Integer.parseInt(text);
    }

    /** The long that a text holds. */
    public static long parseLong(String text) {
        return text == null ? NULL_LONG : Long.parseLong(text);
    }

    /** The float that a text holds. */
    public static float parseFloat(String text) {
        return text == null ? NULL_FLOAT : Float.parseFloat(text);
    }

    /** The double that a text holds. */
    public static double parseDouble(String text) {
        return text == null ? NULL_DOUBLE : Double.parseDouble(text);
    }

    /** The boolean that a text holds. */
    public static Boolean parseBoolean(String text) {
        return text == null ? null : Boolean.valueOf(text);
    }
}
