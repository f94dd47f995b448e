package topictable.internal;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deephaven.vector.Vector;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;

/**
 * Values of any class as JSON text, which is what a column of objects holds: numbers, booleans, lists and maps as they
 * are, everything else as its text.
 */
final class ObjectTexts {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ObjectTexts() {}

    /** The text of a value that is not null. */
    static String write(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    private static void write(Object value, StringBuilder into) {
        if (value == null || value instanceof Boolean || value instanceof JsonNode || isNumber(value)) {
            into.append(value);
        } else if (value instanceof Vector<?> vector) {
            writeArray(vector.toArray(), into);
        } else if (value instanceof Collection<?> collection) {
            writeArray(collection.toArray(), into);
        } else if (value.getClass().isArray()) {
            writeArray(value, into);
        } else if (value instanceof Map<?, ?> map) {
            char separator = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                quote(String.valueOf(entry.getKey()), into.append(separator)).append(':');
                write(entry.getValue(), into);
                separator = ',';
            }
            into.append(map.isEmpty() ? "{}" : "}");
        } else {
            quote(value.toString(), into);
        }
    }

    /** Whether Java's text of it is a number of JSON. */
    private static boolean isNumber(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte
                || value instanceof BigInteger || value instanceof BigDecimal
                || value instanceof Double real && Double.isFinite(real) || value instanceof Float single && Float.isFinite(single);
    }

    private static void writeArray(Object array, StringBuilder into) {
        Class<?> type = array.getClass().getComponentType();
        into.append('[');
        for (int i = 0; i < Array.getLength(array); i++) {
            Object element = Array.get(array, i);
            write(Cells.isNull(type, element) ? null : element, i == 0 ? into : into.append(','));
        }
        into.append(']');
    }

    private static StringBuilder quote(String text, StringBuilder into) {
        into.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, into);
        return into.append('"');
    }

    /** The value of a text: an Integer, a Long or a BigInteger, a Double, a Boolean, a String, a List or a Map. */
    static Object read(byte[] text) {
        try {
            return MAPPER.readValue(text, Object.class);
        } catch (IOException e) {
            throw new IllegalStateException("a column of objects holds what is none", e);
        }
    }
}
