package io.deephaven.kafka;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.processor.ObjectProcessor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topictable.InvalidArgumentException;
import topictable.UnsupportedFeatureException;
import topictable.internal.Bridge;
import topictable.internal.NativeProcessor;

/** Processors of objects as specs. */
final class ObjectSpecs {
    private static final String SERIALIZATION = "org.apache.kafka.common.serialization.";
    private static final String TEXT = SERIALIZATION + "StringDeserializer";
    private static final Set<String> BYTES =
            Set.of(SERIALIZATION + "ByteArrayDeserializer", SERIALIZATION + "ByteBufferDeserializer");

    private ObjectSpecs() {}

    /** The spec of a processor, of the bytes of records when there is no deserializer. */
    static KafkaTools.Consume.KeyOrValueSpec spec(Object deserializer, ObjectProcessor<?> processor,
            List<String> columnNames) {
        if (!(processor instanceof NativeProcessor<?> json)) {
            throw new UnsupportedFeatureException("an ObjectProcessor of one's own is not supported by this version: "
                    + processor.getClass().getName() + " is none of JacksonProvider",
                    Map.of("feature", "ObjectProcessor " + processor.getClass().getName()));
        }
        String name = deserializer == null ? null : deserializer.getClass().getName();
        if (name != null && !name.equals(TEXT) && !BYTES.contains(name)) {
            throw new UnsupportedFeatureException("a Deserializer of one's own is not supported by this version: " + name,
                    Map.of("feature", "Deserializer " + name));
        }
        if (columnNames.size() != json.outputSize()) {
            throw new InvalidArgumentException("Expected columnNames and processor.outputTypes() to be the same size: "
                    + columnNames.size() + " names, " + json.outputSize() + " types", Map.of("argument", "columnNames"));
        }
        ObjectNode spec = Bridge.object().put("text", TEXT.equals(name));
        spec.set("value", json.value());
        ArrayNode columns = spec.putArray("columns");
        columnNames.forEach(columns::add);
        return new KafkaTools.Consume.KeyOrValueSpec(Bridge.object().set("object", spec));
    }
}
