package topictable.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;

/** Deserializers of a program. Whoever has one has Kafka's classes, which this library does without. */
final class KafkaDeserializers {
    private static final String DESERIALIZER = "org.apache.kafka.common.serialization.Deserializer";

    private KafkaDeserializers() {}

    /** Refuses a class that is no deserializer. */
    static void check(Class<?> type) {
        boolean is;
        try {
            is = Class.forName(DESERIALIZER, false, KafkaDeserializers.class.getClassLoader()).isAssignableFrom(type);
        } catch (ClassNotFoundException e) {
            throw new InvalidSpecException(type.getName() + " cannot be called: the class " + DESERIALIZER
                    + " was not found; add org.apache.kafka:kafka-clients to the class path",
                    Map.of("deserializer", type.getName()));
        }
        if (!is) {
            throw new InvalidSpecException(type.getName() + " is no " + DESERIALIZER,
                    Map.of("deserializer", type.getName()));
        }
    }

    /** A new deserializer of a class, as Kafka makes one. */
    static Object make(Class<?> type) {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new InvalidArgumentException("the deserializer " + type.getName() + " cannot be made: " + e.getCause(),
                    Map.of("deserializer", type.getName()));
        } catch (ReflectiveOperationException e) {
            throw new InvalidArgumentException("the deserializer " + type.getName()
                    + " cannot be made: expected a public class with a public constructor without parameters (" + e + ")",
                    Map.of("deserializer", type.getName()));
        }
    }

    /** A deserializer for the records of a topic. */
    static Opened open(Object deserializer, String topic, Map<String, ?> configuration, boolean isKey) {
        Deserializer<?> opened = (Deserializer<?>) deserializer;
        try {
            opened.configure(configuration, isKey);
        } catch (RuntimeException e) {
            throw new InvalidArgumentException("the deserializer " + deserializer.getClass().getName()
                    + " cannot be configured: " + e, Map.of("deserializer", deserializer.getClass().getName()));
        }
        return new Opened(opened, topic);
    }

    /** A deserializer that reads records of a topic. */
    record Opened(Deserializer<?> deserializer, String topic) implements AutoCloseable {
        /** The value of bytes that are there: as in Kafka, null is null. Its headers are not known. */
        Object read(byte[] record) {
            return deserializer.deserialize(topic, new RecordHeaders(), record);
        }

        @Override
        public void close() {
            deserializer.close();
        }
    }
}
