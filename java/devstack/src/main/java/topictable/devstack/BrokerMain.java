package topictable.devstack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * Formats the storage if that is new and runs a broker, in one JVM. Arguments: the properties file, then what the storage
 * tool's {@code format} takes. Prints {@link #READY} when clients are served.
 */
public final class BrokerMain {
    static final String READY = "READY";

    private BrokerMain() {}

    public static void main(String[] arguments) {
        PrintStream parent = System.out;
        System.setOut(System.err);
        try {
            KafkaRaftServer server = start(Path.of(arguments[0]), Arrays.asList(arguments).subList(1, arguments.length));
            parent.println(READY);
            parent.flush();
            server.awaitShutdown();
        } catch (Throwable e) {
            e.printStackTrace();
            // Kafka's threads may still be there and would keep the JVM alive.
            Runtime.getRuntime().halt(1);
        }
    }

    /** Returns when the broker serves clients. */
    static KafkaRaftServer start(Path configuration, List<String> formatArguments) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(configuration)) {
            properties.load(reader);
        }
        if (Files.notExists(Path.of(properties.getProperty("log.dirs"), "meta.properties"))) {
            List<String> format = new ArrayList<>(List.of("format", "-c", configuration.toString()));
            format.addAll(formatArguments);
            if (StorageTool.execute(format.toArray(String[]::new), System.err) != 0) {
                throw new IOException("the storage could not be formatted");
            }
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "devstack-stop"));
        server.startup();
        return server;
    }
}
