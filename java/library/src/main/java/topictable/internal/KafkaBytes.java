package topictable.internal;

/** Kafka's class Bytes, where the program has it; plain bytes where it has not. */
final class KafkaBytes {
    private KafkaBytes() {}

    static Object of(byte[] value) {
        Class<?> type = TypeNames.kafkaBytes();
        if (type == byte[].class) {
            return value;
        }
        try {
            return type.getConstructor(byte[].class).newInstance((Object) value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }
}
