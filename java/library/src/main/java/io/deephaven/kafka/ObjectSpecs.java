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
import topictable.internal.ProcessorParser;

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
        if (columnNames.size() != processor.outputSize()) {
            throw new InvalidArgumentException("Expected columnNames and processor.outputTypes() to be the same size: "
                    + columnNames.size() + " names, " + processor.outputSize() + " types", Map.of("argument", "columnNames"));
        }
        if (!(processor instanceof NativeProcessor<?> json)) {
            return new KafkaTools.Consume.KeyOrValueSpec(new ProcessorParser(deserializer, processor, columnNames));
        }
        String name = deserializer == null ? null : deserializer.getClass().getName();
        if (name != null && !name.equals(TEXT) && !BYTES.contains(name)) {
            throw new UnsupportedFeatureException("a processor of JacksonProvider reads bytes and texts, and not what "
                    + name + " makes", Map.of("feature", "JacksonProvider with " + name));
        }
        ObjectNode spec = Bridge.object().put("text", TEXT.equals(name));
        spec.set("value", json.value());
        ArrayNode columns = spec.putArray("columns");
        columnNames.forEach(columns::add);
        return new KafkaTools.Consume.KeyOrValueSpec(Bridge.object().set("object", spec));
    }
}
