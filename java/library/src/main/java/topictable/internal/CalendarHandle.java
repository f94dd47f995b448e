package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** A calendar of the native library, by its number. */
public abstract class CalendarHandle {
    private final long number;

    /** The calendar that a document describes. */
    protected CalendarHandle(JsonNode described) {
        number = described.get("calendar").asLong();
    }

    /** The number by which formulas know it. */
    final long number() {
        return number;
    }

    /** What a method of the calendar gives: an object, null, or a list of objects. */
    protected final Object ask(String method, Object... arguments) {
        ArrayNode constants = Bridge.array();
        for (Object argument : arguments) {
            constants.add(Constants.of(argument));
        }
        ObjectNode fields = Bridge.object().put("calendar", number).put("method", method);
        return value(request("ask", fields.set("arguments", constants)).get("value"));
    }

    /** The hours of a date. */
    protected final JsonNode day(LocalDate date) {
        return request("day", Bridge.object().put("calendar", number).put("date", date.toEpochDay())).get("hours");
    }

    /** A request about the calendars of the process. */
    public static JsonNode request(String name, ObjectNode fields) {
        return Bridge.call("calendar", Bridge.object().set(name, fields));
    }

    /** The names of all calendars, and that of the default one. */
    public static JsonNode names() {
        return Bridge.call("calendar", Bridge.object().putNull("names"));
    }

    /** An empty object for the fields of a request. */
    public static ObjectNode fields() {
        return Bridge.object();
    }

    /** The instant of a time with its zone. */
    protected static Instant instant(ZonedDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static Object value(JsonNode constant) {
        String type = constant.fieldNames().next();
        JsonNode value = constant.get(type);
        return switch (type) {
            case "null" -> null;
            case "boolean" -> value.asBoolean();
            case "int" -> value.asInt();
            case "long" -> value.asLong();
            case "double" -> value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
            case "string" -> value.asText();
            case "local_date" -> LocalDate.ofEpochDay(value.asLong());
            case "instant" -> Nanos.toInstant(value.asLong());
            case "duration" -> Duration.ofNanos(value.asLong());
            case "list" -> {
                List<Object> items = new ArrayList<>();
                value.forEach(item -> items.add(value(item)));
                yield items;
            }
            default -> throw new IllegalStateException("a calendar gave a value of an unknown type: " + type);
        };
    }
}
