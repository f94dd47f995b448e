package topictable.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.Collection;

/** Values of a program as the native library reads them, each with its type: {@code {"int": 5}}. */
final class Constants {
    private Constants() {}

    /** The value; null when no formula can have one of its class. */
    static ObjectNode of(Object value) {
        ObjectNode constant = Bridge.object();
        if (value == null) {
            return constant.putNull("null");
        } else if (Cells.isNullConstant(value)) {
            return constant.put("null_of", TypeNames.of(value.getClass()));
        } else if (value instanceof Boolean flag) {
            return constant.put("boolean", flag);
        } else if (value instanceof Character character) {
            return constant.put("char", character.toString());
        } else if (value instanceof Number number) {
            return number(constant, number);
        } else if (value instanceof CharSequence text) {
            return constant.put("string", text.toString());
        } else if (value instanceof Collection<?> || value.getClass().isArray()) {
            return list(constant, value);
        }
        return value instanceof CalendarHandle calendar
                ? constant.put("calendar", calendar.number())
                : time(constant, value);
    }

    private static ObjectNode number(ObjectNode constant, Number number) {
        if (number instanceof Integer value) {
            return constant.put("int", value);
        } else if (number instanceof Long value) {
            return constant.put("long", value);
        } else if (number instanceof Double value) {
            return Double.isFinite(value) ? constant.put("double", value) : constant.put("double", value.toString());
        } else if (number instanceof Float value) {
            return Float.isFinite(value) ? constant.put("float", value) : constant.put("double", value.toString());
        } else if (number instanceof Short value) {
            return constant.put("short", value);
        } else if (number instanceof Byte value) {
            return constant.put("byte", (int) value);
        } else if (number instanceof BigDecimal value) {
            return constant.put("big_decimal", value.toPlainString());
        } else if (number instanceof BigInteger value) {
            return constant.put("big_integer", value.toString());
        }
        return null;
    }

    private static ObjectNode time(ObjectNode constant, Object value) {
        if (value instanceof Instant instant) {
            return constant.put("instant", Nanos.of(instant));
        } else if (value instanceof Duration duration) {
            return constant.put("duration", Nanos.of(duration));
        } else if (value instanceof LocalDate date) {
            return constant.put("local_date", date.toEpochDay());
        } else if (value instanceof LocalTime time) {
            return constant.put("local_time", time.toNanoOfDay());
        } else if (value instanceof Period period) {
            return constant.put("period", period.toString());
        } else if (value instanceof ZoneId zone) {
            return constant.put("zone_id", zone.getId());
        }
        return null;
    }

    private static ObjectNode list(ObjectNode constant, Object values) {
        Object array = values instanceof Collection<?> collection ? collection.toArray() : values;
        Class<?> type = array.getClass().getComponentType();
        ArrayNode elements = constant.putArray("list");
        for (int i = 0; i < Array.getLength(array); i++) {
            Object element = Array.get(array, i);
            ObjectNode encoded = of(Cells.isNull(type, element) ? null : element);
            if (encoded == null) {
                return null;
            }
            elements.add(encoded);
        }
        return constant;
    }
}
