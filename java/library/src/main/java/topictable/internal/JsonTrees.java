package topictable.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;

/** JSON text of native columns as Jackson's trees, with decimals as they were written. */
final class JsonTrees {
    /** What a value that is missing is in a column of trees, as in the mirrored API: not null. */
    static final JsonNode MISSING = MissingNode.getInstance();

    private static final ObjectMapper MAPPER = mapper();

    /** The same, with doubles for numbers with a point or an exponent. */
    private static final ObjectMapper DOUBLES =
            MAPPER.copy().disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private JsonTrees() {}

    private static ObjectMapper mapper() {
        // The native side has checked the text; names of fields come from records, so they are not kept for ever.
        JsonFactory factory = new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder().maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE).maxStringLength(Integer.MAX_VALUE).build())
                .build();
        return JsonMapper.builder(factory).enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
    }

    static JsonNode parse(byte[] text) {
        return parse(MAPPER, text);
    }

    /** The tree that {@code AnyValue} has in the mirrored API. */
    static JsonNode parseWithDoubles(byte[] text) {
        return parse(DOUBLES, text);
    }

    private static JsonNode parse(ObjectMapper mapper, byte[] text) {
        try {
            return mapper.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException("a column of JSON holds what is none", e);
        }
    }
}
