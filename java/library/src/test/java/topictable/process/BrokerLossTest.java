package topictable.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.deephaven.engine.table.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import topictable.Session;
import topictable.Topictable;
import topictable.testing.ChildJvm;
import topictable.testing.Consuming;
import topictable.testing.Devstack;
import topictable.testing.NoLeaks;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** A broker that goes, and in the first test comes back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerLossTest {
    private static Devstack stack;

    @BeforeAll
    static void start() {
        stack = new Devstack();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.close();
    }

    @Test
    @Order(1)
    void noRowIsLostOrDoubled() throws Exception {
        stack.create("stream");
        Table table = Consuming.of("stream").with("bootstrap.servers", stack.bootstrap).toTable();
        AtomicBoolean enough = new AtomicBoolean();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (Producer<String, String> producer = new KafkaProducer<>(Topic.producer(stack.bootstrap),
                new StringSerializer(), new StringSerializer())) {
            Thread sender = new Thread(() -> {
                for (int i = 0; !enough.get(); i++) {
                    sent.add(producer.send(new ProducerRecord<>("stream", Integer.toString(i))));
                    pause();
                }
            });
            sender.start();
            Rows.await(table, 100);
            stack.stop();
            long stopped = table.size();
            stack.start();
            Rows.await(table, stopped + 500);
            enough.set(true);
            sender.join();
        }
        for (Future<RecordMetadata> each : sent) {
            acknowledged(each);
        }
        Rows.await(table, sent.size());

        assertThat(table.isFailed()).isFalse();
        assertThat(Rows.column(table, "KafkaOffset")).isEqualTo(LongStream.range(0, sent.size()).boxed().toList());
        assertThat(Rows.column(table, "Value")).isEqualTo(LongStream.range(0, sent.size()).mapToObj(Long::toString).toList());
    }

    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void acknowledged(Future<RecordMetadata> record) {
        try {
            record.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("the producer has lost a record", e);
        }
    }

    @Test
    @Order(2)
    void aProgramEndsAlsoWhenItsBrokerIsGone() throws Exception {
        stack.create("gone");
        ChildJvm program = ChildJvm.of(ConsumeAndReturn.class.getName()).withLibrary()
                .start(stack.bootstrap, "gone", "0", "return").awaitLine("ready");
        Session session = NoLeaks.closeLater(Topictable.open());
        Table table = Consuming.of("gone").with("bootstrap.servers", stack.bootstrap).toTable();
        stack.stop();

        program.writeLine("").end(Duration.ofSeconds(3)).succeeded();
        long start = System.nanoTime();
        session.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(table.isFailed()).isFalse();
    }
}
