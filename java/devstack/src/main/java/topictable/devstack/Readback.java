package topictable.devstack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What Java's consumer reads of a topic: what any other consumer must read too. */
final class Readback {
    private static final long PATIENCE_SECONDS = 60;

    private Readback() {}

    /**
     * Adds a text for each record up to the end of the topic, in the order of each partition: partition, offset, timestamp,
     * key, value and headers, separated by blanks. Bytes are their number and their CRC-32, as in {@code 3:352441c2}, or
     * {@code null}; a header is its name, a {@code =} and its bytes.
     */
    static void read(String bootstrap, String topic, String isolation, ArrayNode into) {
        Map<String, Object> properties = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition())).sorted((a, b) -> a.partition() - b.partition()).toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                Duration wait = Duration.ofMillis(100);
                long deadline = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
                while (consumer.position(partition) < ends.get(partition)) {
                    if (System.nanoTime() > deadline) {
                        throw new DevstackException("the end of " + partition + " is not reached within " + PATIENCE_SECONDS + " s");
                    }
                    consumer.poll(wait).forEach(record -> into.add(text(record)));
                }
            }
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        String headers = StreamSupport.stream(record.headers().spliterator(), false)
            .map(header -> " " + header.key() + "=" + digest(header.value())).collect(Collectors.joining());
        return record.partition() + " " + record.offset() + " " + record.timestamp() + " " + digest(record.key()) + " "
            + digest(record.value()) + headers;
    }

    private static String digest(byte[] bytes) {
        if (bytes == null) {
            return "null";
        }
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return bytes.length + ":" + HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
