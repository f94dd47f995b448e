package topictable.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/** What a stack can be told while it runs: one JSON document in, one out. Used from one thread. */
final class Commands {
    private final Stack stack;
    private Producer<byte[], byte[]> producer;
    private boolean ended;

    Commands(Stack stack) {
        this.stack = stack;
    }

    /** True once the command "end" was answered. */
    boolean ended() {
        return ended;
    }

    ObjectNode answer(String line) {
        ObjectNode answer = Json.MAPPER.createObjectNode().put("ok", true);
        try {
            run(Json.object(line), answer);
            return answer;
        } catch (DevstackException e) {
            return Json.MAPPER.createObjectNode().put("ok", false).put("error", e.getMessage());
        }
    }

    private void run(ObjectNode command, ObjectNode answer) {
        String name = Json.text(command, "cmd");
        switch (name) {
            case "create" -> {
                onlyFields(command, "topic", "partitions", "replication", "config");
                Topics.create(stack.admin(), Json.text(command, "topic"), Json.integer(command, "partitions", 1),
                    Optional.ofNullable(Json.integer(command, "replication", null)), config(command.get("config")));
            }
            case "delete" -> {
                onlyFields(command, "topic");
                Topics.delete(stack.admin(), Json.text(command, "topic"));
            }
            case "produce" -> {
                onlyFields(command, "records");
                produce(command.get("records"), answer);
            }
            case "read" -> {
                onlyFields(command, "topic", "isolation");
                Readback.read(stack.bootstrap(), Json.text(command, "topic"), Json.text(command, "isolation"),
                    answer.putArray("records"));
            }
            case "reassign" -> {
                onlyFields(command, "topic", "partition", "replicas");
                Topics.reassign(stack.admin(), Json.text(command, "topic"), Json.integer(command, "partition", 0),
                    replicas(command.get("replicas")));
            }
            case "lead" -> {
                onlyFields(command, "topic", "partition", "broker");
                Topics.lead(stack.admin(), Json.text(command, "topic"), Json.integer(command, "partition", 0),
                    broker(command.get("broker")).id());
            }
            case "start" -> start(brokers(command));
            case "stop" -> stop(brokers(command), answer);
            case "kill" -> brokers(command).forEach(Broker::kill);
            case "pause" -> brokers(command).forEach(Broker::pause);
            case "resume" -> brokers(command).forEach(Broker::resume);
            case "user" -> {
                onlyFields(command, "name", "password");
                boolean removed = command.path("password").isNull();
                Users.set(stack.admin(), Json.text(command, "name"), removed ? null : Json.text(command, "password"));
            }
            case "deny" -> {
                onlyFields(command, "name", "topic");
                Users.deny(stack.admin(), Json.text(command, "name"), Json.text(command, "topic"));
            }
            case "end" -> {
                onlyFields(command);
                ended = true;
            }
            default -> throw new DevstackException("unknown command \"" + name
                + "\" (there are create, delete, produce, read, reassign, lead, start, stop, kill, pause, resume, user, deny and end)");
        }
    }

    private static void onlyFields(ObjectNode command, String... fields) {
        List<String> known = new ArrayList<>(List.of("cmd"));
        known.addAll(List.of(fields));
        Json.onlyFields(command, "the command", known);
    }

    private static List<Integer> replicas(JsonNode node) {
        if (!(node instanceof ArrayNode list) || !StreamSupport.stream(list.spliterator(), false).allMatch(JsonNode::isInt)) {
            throw new DevstackException("field \"replicas\" must be a list of the numbers of brokers, not " + node);
        }
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::intValue).toList();
    }

    private static Map<String, String> config(JsonNode node) {
        Map<String, String> config = new TreeMap<>();
        if (node != null && !node.isNull()) {
            Json.object(node, "an object of topic settings").properties()
                .forEach(setting -> config.put(setting.getKey(), setting.getValue().asText()));
        }
        return config;
    }

    /** One broker, or a list of them. */
    private List<Broker> brokers(ObjectNode command) {
        onlyFields(command, "broker");
        JsonNode ids = command.get("broker");
        if (ids instanceof ArrayNode list) {
            return IntStream.range(0, list.size()).mapToObj(i -> broker(list.get(i))).toList();
        }
        return List.of(broker(ids));
    }

    private Broker broker(JsonNode id) {
        if (id == null || !id.isInt()) {
            throw new DevstackException("field \"broker\" must be the number of a broker or a list of numbers, not " + id);
        }
        return stack.broker(id.intValue());
    }

    private void start(List<Broker> brokers) {
        brokers.forEach(Broker::requireStopped);
        brokers.forEach(Broker::launch);
        if (!Broker.awaitReady(brokers)) {
            throw new DevstackException("somebody else has taken a broker's port while it was down");
        }
        stack.awaitMembers(brokers);
    }

    private static void stop(List<Broker> brokers, ObjectNode answer) {
        brokers.forEach(Broker::requireRunning);
        brokers.forEach(Broker::stop);
        boolean graceful = true;
        for (Broker broker : brokers) {
            graceful &= broker.awaitStop();
        }
        answer.put("graceful", graceful);
    }

    private void produce(JsonNode node, ObjectNode answer) {
        if (!(node instanceof ArrayNode list)) {
            throw new DevstackException("field \"records\" must be a list, not " + node);
        }
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (JsonNode record : list) {
            at(records.size(), position -> records.add(Records.read(record)));
        }
        if (producer == null) {
            producer = Producers.create(stack.bootstrap());
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            at(sent.size(), position -> sent.add(send(record)));
        }
        ArrayNode where = answer.putArray("sent");
        for (int i = 0; i < sent.size(); i++) {
            at(i, position -> {
                RecordMetadata metadata = Wait.result(sent.get(position), "cannot send to topic \"" + records.get(position).topic() + "\"");
                where.addObject().put("partition", metadata.partition()).put("offset", metadata.offset());
            });
        }
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record);
        } catch (KafkaException e) {
            throw new DevstackException("cannot send to topic \"" + record.topic() + "\": " + e.getMessage(), e);
        }
    }

    /** Puts the record's position in front of what goes wrong with it. */
    private static void at(int position, Consumer<Integer> action) {
        try {
            action.accept(position);
        } catch (DevstackException e) {
            throw new DevstackException("record " + position + ": " + e.getMessage(), e);
        }
    }
}
