package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import io.deephaven.kafka.protobuf.DescriptorMessageClass;
import io.deephaven.kafka.protobuf.DescriptorSchemaRegistry;
import io.deephaven.kafka.protobuf.ProtobufConsumeOptions;
import io.deephaven.kafka.protobuf.Protocol;
import io.deephaven.protobuf.FieldNumberPath;
import io.deephaven.protobuf.FieldOptions;
import io.deephaven.protobuf.FieldOptions.BytesBehavior;
import io.deephaven.protobuf.FieldOptions.MapBehavior;
import io.deephaven.protobuf.FieldOptions.WellKnownBehavior;
import io.deephaven.protobuf.FieldPath;
import java.util.HashMap;
import java.util.Map;

/** Specifications of Protobuf as the native library reads them: what functions say of each field is plain data there. */
public final class ProtobufSpecs {
    private final ProtobufConsumeOptions options;
    private final ObjectNode spec;
    private final ObjectNode fields;
    /** The paths of fields by their names. */
    private final Map<String, FieldPath> paths = new HashMap<>();

    private ProtobufSpecs(ProtobufConsumeOptions options, ObjectNode spec) {
        this.options = options;
        this.spec = spec;
        fields = spec.putObject("fields");
    }

    /** The document of a specification. Where fields are chosen or named by a function, a registry may be asked. */
    public static JsonNode document(ProtobufConsumeOptions options, JsonNode properties) {
        ObjectNode spec = spec(options);
        if (!options.parserOptions().areDefaults() || !options.hasDefaultNames()) {
            ObjectNode request = Bridge.object();
            request.set("properties", properties);
            request.set("protobuf", spec);
            spec = (ObjectNode) Bridge.call("resolve_protobuf", request);
            ProtobufSpecs chosen = new ProtobufSpecs(options, spec);
            chosen.choose();
            chosen.name();
        }
        return Bridge.object().set("protobuf", spec);
    }

    private static ObjectNode spec(ProtobufConsumeOptions options) {
        ObjectNode spec = Bridge.object();
        ObjectNode schema = spec.putObject("schema");
        if (options.descriptorProvider() instanceof DescriptorSchemaRegistry registry) {
            ObjectNode subject = schema.putObject("subject").put("subject", registry.subject());
            registry.version().ifPresent(version -> subject.put("version", version));
            registry.messageName().ifPresent(name -> spec.put("message", name));
        } else {
            Descriptor message = MessageClasses.descriptor(((DescriptorMessageClass<?>) options.descriptorProvider()).clazz());
            schema.put("descriptors", MessageClasses.files(message));
            spec.put("message", message.getFullName());
        }
        return spec.put("protocol", options.protocol() == Protocol.raw() ? "raw" : "serdes");
    }

    /** Asks what is done with each field, level by level: of messages that are left out nothing is asked. */
    private void choose() {
        paths.put("", FieldPath.empty());
        ArrayNode below = Bridge.array().add("");
        while (!below.isEmpty()) {
            ObjectNode request = Bridge.object();
            request.set("protobuf", spec);
            request.set("below", below);
            below = Bridge.array();
            for (JsonNode field : Bridge.call("protobuf_fields", request).get("fields")) {
                String path = choose(field);
                if (path != null) {
                    below.add(path);
                }
            }
        }
    }

    /** Asks about a field; its path when there may be fields below. */
    private String choose(JsonNode field) {
        FieldPath fieldPath = FieldPath.of(Bridge.texts(field.get("names")), FieldNumberPath.of(numbers(field.get("numbers"))));
        String path = String.join("/", fieldPath.namePath());
        paths.put(path, fieldPath);
        FieldOptions chosen = options.parserOptions().fieldOptions().apply(fieldPath);
        if (!chosen.include()) {
            fields.withArray("exclude").add(path);
        }
        if (chosen.bytes() == BytesBehavior.asByteString()) {
            fields.withArray("as_byte_string").add(path);
        }
        if (chosen.map() == MapBehavior.asRepeated()) {
            fields.withArray("as_repeated").add(path);
        }
        JsonNode wellKnown = field.get("well_known");
        boolean isRecursive = chosen.wellKnown() == WellKnownBehavior.asRecursive()
                || !wellKnown.isNull() && !options.parserOptions().isParsed(wellKnown.asText());
        if (isRecursive) {
            fields.withArray("as_recursive").add(path);
        }
        boolean isValue = !wellKnown.isNull() && !isRecursive;
        return chosen.include() && field.get("is_message").asBoolean() && !isValue ? path : null;
    }

    private void name() {
        if (options.hasDefaultNames()) {
            return;
        }
        ObjectNode request = Bridge.object();
        request.set("protobuf", spec);
        ObjectNode names = Bridge.object();
        for (String path : Bridge.texts(Bridge.call("protobuf_columns", request).get("paths"))) {
            names.put(path, options.pathToColumnName().columnName(paths.get(path), 0).name());
        }
        fields.set("names", names);
    }

    private static int[] numbers(JsonNode array) {
        int[] numbers = new int[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).asInt();
        }
        return numbers;
    }
}
