package topictable.devstack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;

/**
 * Brokers and registry. Who makes one arranges, before {@link #start}, that {@link #end} is called on every way out of
 * this JVM. (After a SIGKILL, when nothing is called, the children see their standard input end; see {@link Child}.)
 */
final class Stack {
    private static final int TRIES = 5;
    private static final long METADATA_SECONDS = 30;

    private final StartOptions options;
    private final TempFolder folder;
    private final Children children;
    private List<Broker> brokers;
    private Registry registry;
    private TlsMaterial tls;
    private Admin admin;

    Stack(StartOptions options) {
        this.options = options;
        folder = TempFolder.create();
        children = new Children(folder.path);
    }

    /** Kills everything and removes what it wrote. Safe to call from any thread, also during {@link #start}. */
    void end() {
        // What fails in other threads from here on fails because of this.
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        children.killAll();
        folder.delete();
    }

    /** Returns when clients can use everything that was asked for. */
    void start() {
        Thread cleaner = new Thread(TempFolder::removeLeftovers, "devstack-leftovers");
        cleaner.setDaemon(true);
        cleaner.start();
        if (options.registry()) {
            registry = new Registry(folder.path.resolve("registry"), children);
            registry.launch();
        }
        if (options.tls()) {
            tls = TlsMaterial.create(folder.path.resolve("tls"), children);
        }
        for (int tries = 1; !startBrokers(tries); tries++) {
            if (tries == TRIES) {
                throw new DevstackException("brokers lost their ports to others " + TRIES + " times in a row");
            }
        }
        if (registry != null) {
            registry.awaitReady();
        }
    }

    /** False when a port was taken by somebody else between its choice and its use. */
    private boolean startBrokers(int attempt) {
        Path home = folder.path.resolve("brokers-" + attempt);
        brokers = BrokerConfig.cluster(options, Uuid.randomUuid().toString(), tls).stream()
            .map(config -> new Broker(config, home.resolve(Integer.toString(config.id())), children)).toList();
        brokers.forEach(Broker::launch);
        // Its classes load while the brokers start.
        admin = Admin.create(clientConfig());
        if (!Broker.awaitReady(brokers)) {
            brokers.stream().filter(Broker::running).forEach(Broker::kill);
            admin.close(Duration.ZERO);
            return false;
        }
        awaitMembers(brokers);
        return true;
    }

    /** Waits until the cluster's metadata lists these brokers. */
    void awaitMembers(Collection<Broker> expected) {
        List<Integer> ids = expected.stream().map(broker -> broker.config.id()).toList();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(METADATA_SECONDS);
        while (!members().containsAll(ids)) {
            if (System.nanoTime() > end) {
                throw new DevstackException("the cluster does not list brokers " + ids + " within " + METADATA_SECONDS + " s");
            }
            Wait.millis(20);
        }
    }

    private List<Integer> members() {
        try {
            return admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        } catch (ExecutionException e) {
            return List.of();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts something else that must not outlive the stack. */
    Process startProcess(ProcessBuilder builder) {
        return children.start(builder);
    }

    Admin admin() {
        return admin;
    }

    Broker broker(int id) {
        return brokers.stream().filter(broker -> broker.config.id() == id).findFirst().orElseThrow(
            () -> new DevstackException("there is no broker " + id + " (there are 1.." + brokers.size() + ")"));
    }

    String bootstrap() {
        return addresses(BrokerConfig::address);
    }

    private String addresses(Function<BrokerConfig, String> address) {
        return brokers.stream().map(broker -> address.apply(broker.config)).collect(Collectors.joining(","));
    }

    /** The registry's address, or null. */
    String registryUrl() {
        return registry == null ? null : registry.url();
    }

    private Map<String, Object> clientConfig() {
        return Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap(),
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 20_000);
    }

    /** The line that tells a program where everything is. */
    ObjectNode describe() {
        ObjectNode all = Json.MAPPER.createObjectNode();
        all.put("bootstrap", bootstrap());
        ArrayNode list = all.putArray("brokers");
        for (Broker broker : brokers) {
            list.addObject().put("id", broker.config.id()).put("port", broker.config.port()).put("pid", broker.pid());
        }
        all.put("registry", registryUrl());
        ObjectNode listeners = all.putObject("listeners");
        for (Listener listener : options.listeners()) {
            listeners.put(listener.label(), addresses(config -> config.address(listener)));
        }
        all.set("credentials", options.sasl() ? Json.MAPPER.valueToTree(BrokerConfig.credentials()) : null);
        all.set("tls", tls == null ? null : Json.MAPPER.valueToTree(tls.forClients()));
        all.put("pid", ProcessHandle.current().pid());
        return all;
    }
}
