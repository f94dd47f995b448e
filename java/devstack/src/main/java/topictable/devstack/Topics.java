package topictable.devstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes and removes topics, and returns when clients see that. */
final class Topics {
    private Topics() {}

    /** @param replication the broker's default when empty */
    static void create(Admin admin, String topic, int partitions, Optional<Integer> replication, Map<String, String> config) {
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), replication.map(Integer::shortValue)).configs(config);
        Wait.result(admin.createTopics(List.of(wanted)).all(), "cannot create topic \"" + topic + "\"");
        Wait.until("topic \"" + topic + "\" has a leader for every partition", () -> hasLeaders(admin, topic));
    }

    static void createIfMissing(Admin admin, String topic, int partitions) {
        try {
            create(admin, topic, partitions, Optional.empty(), Map.of());
        } catch (DevstackException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    static void delete(Admin admin, String topic) {
        Wait.result(admin.deleteTopics(List.of(topic)).all(), "cannot delete topic \"" + topic + "\"");
        Wait.until("topic \"" + topic + "\" is gone", () -> !Wait.result(admin.listTopics().names(), "cannot list topics").contains(topic));
    }

    /** Moves a partition to other brokers, of which the first shall lead it, and waits until it is there. */
    static void reassign(Admin admin, String topic, int number, List<Integer> replicas) {
        TopicPartition partition = new TopicPartition(topic, number);
        String what = "cannot move " + partition;
        var moved = Map.of(partition, Optional.of(new NewPartitionReassignment(replicas)));
        Wait.result(admin.alterPartitionReassignments(moved).all(), what);
        Wait.until(partition + " has moved", () -> Wait.result(admin.listPartitionReassignments().reassignments(), what).isEmpty());
    }

    /** Has another one of its brokers lead a partition, and waits until it does. */
    static void lead(Admin admin, String topic, int number, int broker) {
        TopicPartition partition = new TopicPartition(topic, number);
        List<Integer> replicas = new ArrayList<>(describe(admin, topic, number).replicas().stream().map(Node::id).toList());
        if (!replicas.remove((Integer) broker)) {
            throw new DevstackException("broker " + broker + " does not have " + partition);
        }
        replicas.add(0, broker);
        reassign(admin, topic, number, replicas);
        String what = "cannot elect a leader of " + partition;
        Wait.until("broker " + broker + " leads " + partition, () -> {
            // Says of a partition that is led by it already, or whose replica is not in sync, that it did nothing.
            Wait.result(admin.electLeaders(ElectionType.PREFERRED, Set.of(partition)).partitions(), what);
            Node leader = describe(admin, topic, number).leader();
            return leader != null && leader.id() == broker;
        });
    }

    private static TopicPartitionInfo describe(Admin admin, String topic, int number) {
        return Wait.result(admin.describeTopics(List.of(topic)).allTopicNames(), "cannot describe topic \"" + topic + "\"")
            .get(topic).partitions().stream().filter(partition -> partition.partition() == number).findFirst()
            .orElseThrow(() -> new DevstackException("topic \"" + topic + "\" has no partition " + number));
    }

    private static boolean hasLeaders(Admin admin, String topic) {
        try {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
        } catch (ExecutionException e) {
            // The broker that was asked has not heard of it yet.
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
