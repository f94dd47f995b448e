package topictable.devstack;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The one way records are sent: acknowledged by all replicas, never doubled, and given up within seconds. */
final class Producers {
    private Producers() {}

    static Producer<byte[], byte[]> create(String bootstrap) {
        try {
            return new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000), new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw badAddress(bootstrap, e);
        }
    }

    /** Clients complain about an address when they are made, in an exception's cause. */
    static DevstackException badAddress(String bootstrap, KafkaException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        return new DevstackException("cannot use the address \"" + bootstrap + "\": " + reason.getMessage(), e);
    }
}
