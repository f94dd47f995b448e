package topictable.devstack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends records that are described, a line of JSON each, on standard input. */
final class Feeder {
    private static final long BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** One line of the input: a record, or a pause. */
    private record Step(ProducerRecord<byte[], byte[]> record, long sleepMillis) {}

    private final Options options;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<DevstackException> failure = new AtomicReference<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile boolean stopping;
    /** Whether the feeding thread waits for input, which may never come. */
    private volatile boolean reading;
    private long due = System.nanoTime();

    private Feeder(Options options) {
        this.options = options;
        this.producer = Producers.create(options.bootstrap);
    }

    static int run(List<String> arguments) {
        Options options = Options.parse(arguments);
        options.create();
        Feeder feeder = new Feeder(options);
        Runtime.getRuntime().addShutdownHook(new Thread(feeder::stop, "devstack-feed-stop"));
        feeder.feed();
        return 0;
    }

    private void feed() {
        try {
            List<Step> steps = new ArrayList<>();
            feedInput(steps);
            if (options.loop && !stopping && steps.stream().noneMatch(step -> step.record != null)) {
                throw new DevstackException("--loop has nothing to repeat: the input holds no record");
            }
            while (options.loop && !stopping) {
                for (Iterator<Step> rest = steps.iterator(); rest.hasNext() && !stopping;) {
                    take(rest.next());
                }
            }
            producer.flush();
            checkFailure();
        } finally {
            report();
            finished.countDown();
        }
    }

    private void report() {
        System.err.println("devstack: sent " + acknowledged + " records");
    }

    private void feedInput(List<Step> steps) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            long number = 1;
            for (String line = next(in); line != null && !stopping; line = next(in), number++) {
                if (!line.isBlank()) {
                    Step step = step(line, number);
                    take(step);
                    if (options.loop) {
                        steps.add(step);
                    }
                }
            }
        } catch (IOException e) {
            throw new DevstackException("cannot read standard input: " + e.getMessage(), e);
        }
    }

    private String next(BufferedReader in) throws IOException {
        reading = true;
        String line = in.readLine();
        reading = false;
        return line;
    }

    private Step step(String line, long number) {
        try {
            ObjectNode node = Json.object(line);
            if (node.has("sleep_ms")) {
                Json.onlyFields(node, "a pause", List.of("sleep_ms"));
                return new Step(null, Json.number(node, "sleep_ms", 0L));
            }
            return new Step(Records.read(node), 0);
        } catch (DevstackException e) {
            throw new DevstackException("line " + number + ": " + e.getMessage(), e);
        }
    }

    private void take(Step step) {
        checkFailure();
        if (step.record == null) {
            producer.flush();
            due = Math.max(due, System.nanoTime()) + TimeUnit.MILLISECONDS.toNanos(step.sleepMillis);
            awaitDue();
            return;
        }
        awaitDue();
        if (!stopping) {
            send(options.loop ? withoutTime(step.record) : step.record);
        }
        if (options.rate > 0) {
            // Not ever faster than asked to make up for a time when the broker was away.
            due = Math.max(due, System.nanoTime() - BEHIND_NANOS) + TimeUnit.SECONDS.toNanos(1) / options.rate;
        }
    }

    private void awaitDue() {
        while (!stopping) {
            long millis = TimeUnit.NANOSECONDS.toMillis(due - System.nanoTime());
            if (millis <= 0) {
                return;
            }
            Wait.millis(Math.min(millis, 50));
        }
    }

    /** Repeated records carry the time when they are sent, not that of the input. */
    private static ProducerRecord<byte[], byte[]> withoutTime(ProducerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(record.topic(), record.partition(), null, record.key(), record.value(), record.headers());
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record, (metadata, e) -> {
                if (e == null) {
                    acknowledged.incrementAndGet();
                } else {
                    failure.compareAndSet(null, failed(record, e));
                }
            });
        } catch (KafkaException e) {
            throw failed(record, e);
        }
    }

    private DevstackException failed(ProducerRecord<byte[], byte[]> record, Exception e) {
        return new DevstackException("cannot send to topic \"" + record.topic() + "\" at " + options.bootstrap + ": " + e.getMessage(), e);
    }

    private void checkFailure() {
        DevstackException e = failure.get();
        if (e != null) {
            throw e;
        }
    }

    /** On a signal: lets what is under way be sent and counted. */
    private void stop() {
        stopping = true;
        try {
            if (!finished.await(reading ? 0 : 1, TimeUnit.SECONDS)) {
                report();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Options {
        private String bootstrap;
        private final Map<String, Integer> topics = new TreeMap<>();
        private long rate;
        private boolean loop;

        static Options parse(List<String> arguments) {
            Options options = new Options();
            for (Iterator<String> rest = arguments.iterator(); rest.hasNext();) {
                String option = rest.next();
                switch (option) {
                    case "--bootstrap" -> options.bootstrap = Main.valueOf(option, rest);
                    case "--create" -> options.addTopic(Main.valueOf(option, rest));
                    case "--rate" -> options.rate = positive(option, Main.valueOf(option, rest));
                    case "--loop" -> options.loop = true;
                    default -> throw new DevstackException(
                        "unknown option \"" + option + "\" (feed takes --bootstrap, --create, --rate and --loop; see --help)");
                }
            }
            if (options.bootstrap == null) {
                throw new DevstackException("feed needs --bootstrap ADDRESS");
            }
            return options;
        }

        private void addTopic(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 1) {
                throw new DevstackException("--create takes TOPIC:PARTITIONS, not \"" + text + "\"");
            }
            topics.put(text.substring(0, colon), positive("--create " + text, text.substring(colon + 1)));
        }

        private static int positive(String option, String text) {
            try {
                int value = Integer.parseInt(text);
                if (value > 0) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new DevstackException(option + " takes a whole number above 0, not \"" + text + "\"");
        }

        private void create() {
            if (topics.isEmpty()) {
                return;
            }
            try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000, AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000))) {
                topics.forEach((topic, partitions) -> Topics.createIfMissing(admin, topic, partitions));
            } catch (KafkaException e) {
                throw Producers.badAddress(bootstrap, e);
            } catch (DevstackException e) {
                throw new DevstackException(e.getMessage() + " (the broker is " + bootstrap + ")", e);
            }
        }
    }
}
