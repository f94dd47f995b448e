package topictable.devstack;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;

/**
 * Uses a broker and clients once, in a JVM that archives the classes it has loaded: later JVMs map that archive and start
 * in half the time. {@code bin/devstack} runs it after it has fetched Kafka.
 */
public final class Warmup {
    private Warmup() {}

    public static void main(String[] arguments) throws Exception {
        TempFolder folder = TempFolder.create();
        StartOptions options = new StartOptions(1, false, EnumSet.noneOf(Listener.class), OptionalInt.empty());
        BrokerConfig config = BrokerConfig.cluster(options, Uuid.randomUuid().toString(), null).get(0);
        Path file = folder.path.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            config.properties(folder.path.resolve("data")).store(writer, null);
        }
        BrokerMain.start(file, config.formatArguments());
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.address()));
             Producer<byte[], byte[]> producer = Producers.create(config.address())) {
            admin.describeCluster().nodes().get();
            Topics.create(admin, "warmup", 1, Optional.empty(), Map.of());
            producer.send(new ProducerRecord<>("warmup", Json.MAPPER.writeValueAsBytes(List.of()))).get();
        }
        // Stops the broker too.
        System.exit(0);
    }
}
