package topictable.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;

/** Serializers of a program. Whoever has one has Kafka's classes, which this library does without. */
final class KafkaSerializers {
    private static final String SERIALIZER = "org.apache.kafka.common.serialization.Serializer";

    private KafkaSerializers() {}

    /** Refuses a class that is no serializer. */
    static void check(Class<?> type) {
        boolean is;
        try {
            is = Class.forName(SERIALIZER, false, KafkaSerializers.class.getClassLoader()).isAssignableFrom(type);
        } catch (ClassNotFoundException e) {
            throw new InvalidSpecException(type.getName() + " cannot be called: the class " + SERIALIZER
                    + " was not found; add org.apache.kafka:kafka-clients to the class path",
                    Map.of("serializer", type.getName()));
        }
        if (!is) {
            throw new InvalidSpecException(type.getName() + " is no " + SERIALIZER, Map.of("serializer", type.getName()));
        }
    }

    /** A new serializer of a class, as Kafka makes one, for a publisher with this configuration. */
    static Opened open(Class<?> type, Map<String, ?> configuration, boolean isKey) {
        Serializer<?> serializer;
        try {
            serializer = (Serializer<?>) type.getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new InvalidArgumentException("the serializer " + type.getName() + " cannot be made: " + e.getCause(),
                    Map.of("serializer", type.getName()));
        } catch (ReflectiveOperationException e) {
            throw new InvalidArgumentException("the serializer " + type.getName()
                    + " cannot be made: expected a public class with a public constructor without parameters (" + e + ")",
                    Map.of("serializer", type.getName()));
        }
        try {
            serializer.configure(configuration, isKey);
        } catch (RuntimeException e) {
            throw new InvalidArgumentException("the serializer " + type.getName() + " cannot be configured: " + e,
                    Map.of("serializer", type.getName()));
        }
        return new Opened(serializer);
    }

    /** A serializer that writes keys or values. */
    record Opened(Serializer<?> serializer) implements AutoCloseable {
        /** The bytes of a value, which may be null, for a topic; null for none. Its headers are lost. */
        @SuppressWarnings("unchecked")
        byte[] write(String topic, Object value) {
            return ((Serializer<Object>) serializer).serialize(topic, new RecordHeaders(), value);
        }

        @Override
        public void close() {
            serializer.close();
        }
    }
}
