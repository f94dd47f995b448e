package topictable.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic with a name of its own on the broker of the tests. What is sent is there when a method returns. */
public final class Topic {
    /** The broker that {@code bin/devstack exec} has started. */
    public static final String BOOTSTRAP = bootstrap();

    /** The name. */
    public final String name;

    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    private Topic(String name) {
        this.name = name;
    }

    private static String bootstrap() {
        String address = System.getenv("TOPICTABLE_BOOTSTRAP");
        if (address == null || address.isEmpty()) {
            throw new IllegalStateException("TOPICTABLE_BOOTSTRAP is not set: run the tests under bin/devstack exec --");
        }
        return address;
    }

    /** Clients that all tests share; their threads are daemons. */
    private static final class Clients {
        static final Admin ADMIN = Admin.create(Map.of("bootstrap.servers", BOOTSTRAP));
        static final Producer<byte[], byte[]> PRODUCER =
                new KafkaProducer<>(producer(BOOTSTRAP), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Settings of producers. With several requests on the way, a partition that has just been made can refuse the
     * first, take the second, and then never take the first again.
     */
    public static Map<String, Object> producer(String bootstrap) {
        return Map.of("bootstrap.servers", bootstrap, "linger.ms", "0", "max.in.flight.requests.per.connection", "1",
                "reconnect.backoff.max.ms", "200");
    }

    /** A new topic of one partition. */
    public static Topic create() {
        return create(1);
    }

    /** A new topic. */
    public static Topic create(int partitions) {
        String name = "java-" + UUID.randomUUID();
        // Old timestamps must not make the broker delete records.
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(Map.of("retention.ms", "-1"));
        get(Clients.ADMIN.createTopics(List.of(topic)).all());
        return new Topic(name);
    }

    /** A new topic with these values in one partition. */
    public static Topic of(String... values) {
        return create().send(values);
    }

    /** Properties of consumers: the broker's address and these names and values. */
    public static Properties properties(String... namesAndValues) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", BOOTSTRAP);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return properties;
    }

    /** Sends values without keys to partition 0. */
    public Topic send(String... values) {
        for (String value : values) {
            enqueue(0, null, null, bytes(value));
        }
        return sent();
    }

    /** Sends a record to partition 0. */
    public Topic send(byte[] key, byte[] value) {
        return send(0, null, key, value);
    }

    /** Sends a record; the timestamp is in milliseconds, or null for now. */
    public Topic send(int partition, Long timestamp, byte[] key, byte[] value, Header... headers) {
        enqueue(partition, timestamp, key, value, headers);
        return sent();
    }

    /** Sends the numbers from {@code first} to before {@code end}, as text. */
    public Topic sendNumbers(int partition, int first, int end) {
        for (int i = first; i < end; i++) {
            enqueue(partition, null, null, bytes(Integer.toString(i)));
        }
        return sent();
    }

    private void enqueue(int partition, Long timestamp, byte[] key, byte[] value, Header... headers) {
        sent.add(Clients.PRODUCER.send(new ProducerRecord<>(name, partition, timestamp, key, value, List.of(headers))));
    }

    private Topic sent() {
        Clients.PRODUCER.flush();
        sent.forEach(Topic::get);
        sent.clear();
        return this;
    }

    /** Waits until partition 0 has at least so many records. */
    public Topic awaitRecords(long count) {
        TopicPartition partition = new TopicPartition(name, 0);
        Await.until(count + " records of topic " + name, () -> get(Clients.ADMIN.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)).offset() >= count);
        return this;
    }

    /** A text in UTF-8; null for null. */
    public static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        return get((Future<T>) future.toCompletionStage().toCompletableFuture());
    }
}
