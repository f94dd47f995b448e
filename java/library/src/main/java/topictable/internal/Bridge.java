package topictable.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import topictable.AuthenticationException;
import topictable.BadRecordException;
import topictable.ClosedException;
import topictable.ClusterException;
import topictable.ErrorCode;
import topictable.InternalErrorException;
import topictable.InvalidArgumentException;
import topictable.NativeBridge;
import topictable.NotFoundException;
import topictable.OverrunException;
import topictable.RequestTimeoutException;
import topictable.TableFailedException;
import topictable.UnsupportedFeatureException;

/** Requests to the native library, and its answers. */
public final class Bridge {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Bridge() {}

    /** An empty JSON object. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** An empty JSON array. */
    public static ArrayNode array() {
        return JSON.createArrayNode();
    }

    /** The texts of an array. */
    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** A request without fields to nobody. */
    public static JsonNode call(String request) {
        return send(0, JSON.getNodeFactory().textNode(request), null);
    }

    /** A request to nobody. */
    public static JsonNode call(String request, ObjectNode fields) {
        return send(0, object().set(request, fields), null);
    }

    /** A request to nobody that brings values along. */
    public static JsonNode call(String request, ObjectNode fields, byte[] payload) {
        return send(0, object().set(request, fields), payload);
    }

    /** A request without fields. */
    public static JsonNode call(Handle receiver, String request) {
        return call(receiver, JSON.getNodeFactory().textNode(request), null);
    }

    /** A request. */
    public static JsonNode call(Handle receiver, String request, ObjectNode fields) {
        return call(receiver, object().set(request, fields), null);
    }

    /** A request that brings values along. */
    public static JsonNode call(Handle receiver, String request, ObjectNode fields, byte[] payload) {
        return call(receiver, object().set(request, fields), payload);
    }

    private static JsonNode call(Handle receiver, JsonNode request, byte[] payload) {
        long handle = receiver.acquire();
        try {
            return send(handle, request, payload);
        } finally {
            receiver.done();
        }
    }

    private static JsonNode send(long handle, JsonNode request, byte[] payload) {
        byte[] answer;
        try {
            byte[] document = JSON.writeValueAsBytes(object().put("v", 1).set("request", request));
            answer = NativeBridge.call(handle, document, payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request cannot be written", e);
        }
        JsonNode document;
        try {
            document = JSON.readTree(answer, 1, answer.length - 1);
        } catch (IOException e) {
            throw new IllegalStateException("an answer cannot be read", e);
        }
        if (answer[0] != 0) {
            throw exception(document);
        }
        return document;
    }

    /** The exception that a described error is. */
    public static RuntimeException exception(JsonNode error) {
        String message = error.path("message").asText();
        Map<String, String> details = new LinkedHashMap<>();
        error.path("details").fields().forEachRemaining(entry -> details.put(entry.getKey(), entry.getValue().asText()));
        return switch (ErrorCode.of(error.path("code").asInt())) {
            case INVALID_ARGUMENT -> new InvalidArgumentException(message, details);
            case NOT_FOUND -> new NotFoundException(message, details);
            case UNSUPPORTED -> new UnsupportedFeatureException(message, details);
            case TIMEOUT -> new RequestTimeoutException(message, details);
            case KAFKA -> new ClusterException(message, details);
            case AUTHENTICATION -> new AuthenticationException(message, details);
            case BAD_RECORD -> new BadRecordException(message, details);
            case TABLE_FAILED -> new TableFailedException(message, details);
            case CLOSED -> new ClosedException(message, details);
            case INTERNAL -> new InternalErrorException(message, details);
            case OVERRUN -> new OverrunException(message, details);
        };
    }
}
