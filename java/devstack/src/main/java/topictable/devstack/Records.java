package topictable.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The JSON form of a record: {@code {"topic":"t","partition":0,"key":V,"value":V,"ts":MILLIS,"headers":{"name":V}}} where
 * V is null, {@code {"utf8":"text"}} or {@code {"hex":"00ff"}}. Only the topic must be there.
 */
final class Records {
    private static final List<String> FIELDS = List.of("topic", "partition", "key", "value", "ts", "headers");

    private Records() {}

    static ProducerRecord<byte[], byte[]> read(JsonNode node) {
        ObjectNode record = Json.object(node, "a record");
        Json.onlyFields(record, "a record", FIELDS);
        try {
            return new ProducerRecord<>(Json.text(record, "topic"), Json.integer(record, "partition", null),
                Json.number(record, "ts", null), bytes(record, "key"), bytes(record, "value"), headers(record.get("headers")));
        } catch (IllegalArgumentException e) {
            // Kafka's own checks, such as that of a negative partition.
            throw new DevstackException(e.getMessage(), e);
        }
    }

    private static List<Header> headers(JsonNode node) {
        List<Header> headers = new ArrayList<>();
        if (node != null && !node.isNull()) {
            ObjectNode object = Json.object(node, "an object of headers");
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                headers.add(new RecordHeader(field.getKey(), bytes(object, field.getKey())));
            }
        }
        return headers;
    }

    private static byte[] bytes(ObjectNode in, String field) {
        JsonNode node = in.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.size() == 1 && node.path("utf8").isTextual()) {
            return node.get("utf8").textValue().getBytes(StandardCharsets.UTF_8);
        }
        if (node.size() == 1 && node.path("hex").isTextual()) {
            try {
                return HexFormat.of().parseHex(node.get("hex").textValue());
            } catch (IllegalArgumentException e) {
                throw new DevstackException("field \"" + field + "\" holds no hexadecimal digits: " + e.getMessage(), e);
            }
        }
        throw new DevstackException("field \"" + field + "\" must be null, {\"utf8\":\"..\"} or {\"hex\":\"..\"}, not " + node);
    }
}
