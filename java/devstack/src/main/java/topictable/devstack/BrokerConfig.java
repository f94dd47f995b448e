package topictable.devstack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * How one broker is set up: broker and controller in one process, on the loopback interface only.
 *
 * @param controllers the controller port of every broker, in the order of their ids from 1
 * @param listeners the port of every listener beside the plaintext one
 * @param tls null when no listener needs it
 * @param reauthMillis how long a SASL listener believes a proof of who a client is, if not for ever
 */
record BrokerConfig(int id, String clusterId, int port, List<Integer> controllers, Map<Listener, Integer> listeners, TlsMaterial tls,
    OptionalInt reauthMillis) {
    private static final String HOST = "127.0.0.1";
    private static final String USER = "alice";
    private static final String PASSWORD = "alice-secret";
    private static final List<String> PASSWORD_MECHANISMS = List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    /** Configurations of a whole cluster on ports that are free now. */
    static List<BrokerConfig> cluster(StartOptions options, String clusterId, TlsMaterial tls) {
        int each = 2 + options.listeners().size();
        List<Integer> ports = new ArrayList<>(Ports.free(options.brokers() * each));
        List<Integer> controllers = List.copyOf(ports.subList(0, options.brokers()));
        ports.subList(0, options.brokers()).clear();
        List<BrokerConfig> configs = new ArrayList<>();
        for (int id = 1; id <= options.brokers(); id++) {
            int port = ports.remove(0);
            Map<Listener, Integer> listeners = new EnumMap<>(Listener.class);
            for (Listener listener : options.listeners()) {
                listeners.put(listener, ports.remove(0));
            }
            configs.add(new BrokerConfig(id, clusterId, port, controllers, listeners, tls, options.reauthMillis()));
        }
        return configs;
    }

    String address() {
        return HOST + ":" + port;
    }

    String address(Listener listener) {
        return HOST + ":" + listeners.get(listener);
    }

    static Map<String, Object> credentials() {
        return Map.of("username", USER, "password", PASSWORD, "mechanisms", PASSWORD_MECHANISMS);
    }

    /** What the storage tool's {@code format} needs. */
    List<String> formatArguments() {
        List<String> arguments = new ArrayList<>(List.of("-t", clusterId));
        if (listeners.keySet().stream().anyMatch(Listener::sasl)) {
            for (String mechanism : List.of("SCRAM-SHA-256", "SCRAM-SHA-512")) {
                arguments.addAll(List.of("--add-scram", mechanism + "=[name=" + USER + ",password=" + PASSWORD + "]"));
            }
        }
        return arguments;
    }

    Properties properties(Path data) {
        Properties all = new Properties();
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(id));
        all.put("log.dirs", data.toString());
        putAddresses(all);
        putReplication(all);
        putForTests(all);
        if (listeners.keySet().stream().anyMatch(Listener::sasl)) {
            listeners.keySet().stream().filter(Listener::sasl).forEach(listener -> putSasl(all, listener));
            putRights(all);
            reauthMillis.ifPresent(millis -> all.put("connections.max.reauth.ms", Integer.toString(millis)));
        }
        if (tls != null) {
            putTls(all);
        }
        return all;
    }

    private void putAddresses(Properties all) {
        List<String> voters = new ArrayList<>();
        for (int voter = 1; voter <= controllers.size(); voter++) {
            voters.add(voter + "@" + HOST + ":" + controllers.get(voter - 1));
        }
        String clients = "PLAINTEXT://" + address() + listeners.keySet().stream()
            .map(listener -> "," + listener + "://" + address(listener)).collect(Collectors.joining());
        all.put("controller.quorum.voters", String.join(",", voters));
        all.put("controller.listener.names", "CONTROLLER");
        all.put("listeners", clients + ",CONTROLLER://" + HOST + ":" + controllers.get(id - 1));
        all.put("advertised.listeners", clients);
        all.put("inter.broker.listener.name", "PLAINTEXT");
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT" + listeners.keySet().stream()
            .map(listener -> "," + listener + ":" + listener.protocol).collect(Collectors.joining()));
    }

    private void putReplication(Properties all) {
        String copies = Integer.toString(controllers.size());
        for (String name : List.of("default.replication.factor", "offsets.topic.replication.factor",
            "transaction.state.log.replication.factor", "share.coordinator.state.topic.replication.factor")) {
            all.put(name, copies);
        }
        for (String name : List.of("min.insync.replicas", "transaction.state.log.min.isr", "share.coordinator.state.topic.min.isr")) {
            all.put(name, "1");
        }
        // Internal topics have 50 partitions otherwise, which the first consumer would wait for.
        for (String name : List.of("offsets.topic.num.partitions", "transaction.state.log.num.partitions",
            "share.coordinator.state.topic.num.partitions")) {
            all.put(name, "4");
        }
        // Consumers that say where they are may read from a near replica.
        all.put("broker.rack", "rack-" + id);
        all.put("replica.selector.class", "org.apache.kafka.common.replica.RackAwareReplicaSelector");
        all.put("unclean.leader.election.enable", "false");
        all.put("controlled.shutdown.enable", "true");
    }

    private static void putForTests(Properties all) {
        all.put("auto.create.topics.enable", "true");
        all.put("num.partitions", "1");
        all.put("delete.topic.enable", "true");
        all.put("group.initial.rebalance.delay.ms", "0");
        all.put("log.retention.ms", "-1");
        // Records may carry any time: the default refuses those from more than an hour ahead.
        all.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        // 128 MB of heap otherwise.
        all.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        // A broker that was killed is replaced sooner, and a new one is let in sooner.
        all.put("broker.heartbeat.interval.ms", "200");
        all.put("broker.session.timeout.ms", "6000");
        all.put("controller.quorum.election.timeout.ms", "500");
        all.put("controller.quorum.election.backoff.max.ms", "500");
    }

    private static void putSasl(Properties all, Listener listener) {
        String prefix = "listener.name." + listener.label() + ".";
        all.put(prefix + "sasl.enabled.mechanisms", String.join(",", PASSWORD_MECHANISMS) + ",OAUTHBEARER");
        all.put(prefix + "plain.sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + USER + "=\"" + PASSWORD + "\";");
        for (String scram : List.of("scram-sha-256", "scram-sha-512")) {
            all.put(prefix + scram + ".sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        }
        // Without a further handler the broker believes any unsigned token, as is right here.
        all.put(prefix + "oauthbearer.sasl.jaas.config",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";");
    }

    /** Everybody may do everything until something is denied; whoever comes without a name, as brokers do, also then. */
    private static void putRights(Properties all) {
        all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        all.put("allow.everyone.if.no.acl.found", "true");
        all.put("super.users", "User:ANONYMOUS");
    }

    private void putTls(Properties all) {
        all.put("ssl.keystore.type", "PKCS12");
        all.put("ssl.keystore.location", tls.serverStore().toString());
        all.put("ssl.keystore.password", TlsMaterial.PASSWORD);
        all.put("ssl.key.password", TlsMaterial.PASSWORD);
        all.put("ssl.truststore.type", "PKCS12");
        all.put("ssl.truststore.location", tls.caStore().toString());
        all.put("ssl.truststore.password", TlsMaterial.PASSWORD);
        all.put("listener.name.mtls.ssl.client.auth", "required");
    }
}
