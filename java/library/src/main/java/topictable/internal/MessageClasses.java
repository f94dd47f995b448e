package topictable.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.deephaven.protobuf.FieldNumberPath;
import io.deephaven.protobuf.FieldPath;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import topictable.InvalidArgumentException;

/** What needs protobuf-java, which only programs with classes of messages have. */
public final class MessageClasses {
    private MessageClasses() {}

    /** The descriptor of a generated class. */
    static Descriptor descriptor(Class<? extends Message> type) {
        try {
            return (Descriptor) type.getMethod("getDescriptor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new InvalidArgumentException(type.getName() + " is no generated class of a message: it has no static"
                    + " getDescriptor()", Map.of("class", type.getName()));
        }
    }

    /** The schema of a generated class and the name of its message, as the native library reads them. */
    public static ObjectNode document(Class<?> type) {
        if (!Message.class.isAssignableFrom(type)) {
            throw new InvalidArgumentException(type.getName() + " is no class of a message", Map.of("class", type.getName()));
        }
        Descriptor message = descriptor(type.asSubclass(Message.class));
        ObjectNode document = Bridge.object().put("message", message.getFullName());
        return document.set("schema", Bridge.object().put("descriptors", files(message)));
    }

    /** The file of a message and all that it imports, encoded, as Base64. The file comes last. */
    static String files(Descriptor message) {
        Map<String, FileDescriptor> files = new LinkedHashMap<>();
        collect(message.getFile(), files);
        FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
        files.values().forEach(file -> set.addFile(file.toProto()));
        return Base64.getEncoder().encodeToString(set.build().toByteArray());
    }

    private static void collect(FileDescriptor file, Map<String, FileDescriptor> files) {
        if (!files.containsKey(file.getName())) {
            file.getDependencies().forEach(imported -> collect(imported, files));
            files.put(file.getName(), file);
        }
    }

    /** The path of fields, which are field descriptors. */
    public static FieldPath path(List<?> fields) {
        List<String> names = new ArrayList<>();
        int[] numbers = new int[fields.size()];
        for (Object field : fields) {
            FieldDescriptor descriptor = (FieldDescriptor) field;
            numbers[names.size()] = descriptor.getNumber();
            names.add(descriptor.getName());
        }
        return FieldPath.of(names, FieldNumberPath.of(numbers), fields);
    }

    /** Bytes as protobuf-java has them. */
    static Object byteString(Object bytes) {
        return ByteString.copyFrom((byte[]) bytes);
    }
}
