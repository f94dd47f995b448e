package io.deephaven.kafka.protobuf;

import com.google.protobuf.Message;
import java.util.Objects;

/**
 * A message that a class of the program describes, which protoc has generated; the program brings protobuf-java along.
 * Immutable. Mirrors Deephaven's class of the same name.
 *
 * @param clazz the class
 */
public record DescriptorMessageClass<T extends Message>(Class<T> clazz) implements DescriptorProvider {
    /** The message of a class. */
    public DescriptorMessageClass {
        Objects.requireNonNull(clazz, "clazz");
    }

    /** The message of a class. */
    public static <T extends Message> DescriptorMessageClass<T> of(Class<T> clazz) {
        return new DescriptorMessageClass<>(clazz);
    }
}
