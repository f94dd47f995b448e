package topictable.devstack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;

/** Reading and writing JSON, with errors that name the field. */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();

    private Json() {}

    /** Parses a line that holds one JSON object. */
    static ObjectNode object(String line) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new DevstackException("not JSON: " + e.getOriginalMessage());
        }
        return object(node, "a JSON object");
    }

    static ObjectNode object(JsonNode node, String expected) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new DevstackException("expected " + expected + ", not " + node);
    }

    /** Refuses fields that nobody would read: a misspelt one must not be ignored. */
    static void onlyFields(ObjectNode object, String what, List<String> known) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext();) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new DevstackException("unknown field \"" + name + "\" of " + what + " (it has " + String.join(", ", known) + ")");
            }
        }
    }

    static String text(ObjectNode object, String field) {
        JsonNode node = object.get(field);
        if (node == null || !node.isTextual()) {
            throw new DevstackException("field \"" + field + "\" must be a string, not " + node);
        }
        return node.textValue();
    }

    /** A whole number, or {@code missing} when the field is absent or null. */
    static Long number(ObjectNode object, String field, Long missing) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return missing;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new DevstackException("field \"" + field + "\" must be a whole number, not " + node);
        }
        return node.longValue();
    }

    /** Like {@link #number}, within the range of an int. */
    static Integer integer(ObjectNode object, String field, Integer missing) {
        Long value = number(object, field, missing == null ? null : missing.longValue());
        if (value == null) {
            return null;
        }
        if (value != value.intValue()) {
            throw new DevstackException("field \"" + field + "\" is out of range: " + value);
        }
        return value.intValue();
    }
}
