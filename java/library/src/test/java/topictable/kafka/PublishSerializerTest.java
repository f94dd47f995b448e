package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.NoSuchColumnException;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaPublishOptions;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.KafkaTools.Produce;
import io.deephaven.util.QueryConstants;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.Publisher;
import topictable.Session;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** Serializers of a program. */
class PublishSerializerTest {
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final Set<String> THREADS = ConcurrentHashMap.newKeySet();

    /** The class and the text of a value, behind a prefix; "bad" is refused, and -1 is nothing. */
    public static class Shown implements Serializer<Object> {
        private String prefix = "";

        @Override
        public void configure(Map<String, ?> configuration, boolean isKey) {
            OPEN.incrementAndGet();
            prefix = (isKey ? "key " : "") + (configuration.containsKey("prefix") ? configuration.get("prefix") + " " : "");
        }

        @Override
        public byte[] serialize(String topic, Object value) {
            THREADS.add(Thread.currentThread().getName());
            if ("bad".equals(value)) {
                throw new IllegalArgumentException("it is bad");
            }
            if (Integer.valueOf(-1).equals(value)) {
                return null;
            }
            String text = value == null ? "none" : value.getClass().getSimpleName() + " " + text(value);
            return (prefix + text + (topic.contains("other") ? " to another" : "")).getBytes(StandardCharsets.UTF_8);
        }

        private static String text(Object value) {
            return value instanceof byte[] bytes ? Arrays.toString(bytes)
                    : value instanceof int[] ints ? Arrays.toString(ints) : value.toString();
        }

        @Override
        public void close() {
            OPEN.decrementAndGet();
        }
    }

    /** One for texts only, which Kafka's own class would be asked for numbers with a ClassCastException. */
    public static class Texts implements Serializer<String> {
        @Override
        public byte[] serialize(String topic, String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** One that does not return. */
    public static class Hanging implements Serializer<Object> {
        static final CountDownLatch CALLED = new CountDownLatch(1);

        @Override
        public byte[] serialize(String topic, Object value) {
            CALLED.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // It is never interrupted.
            }
            return null;
        }
    }

    /** One that cannot be made. */
    public abstract static class Abstract implements Serializer<Object> {}

    private static KafkaPublishOptions.Builder to(Topic topic, Table table, Produce.KeyOrValueSpec value) {
        return KafkaPublishOptions.builder().table(table).topic(topic.name).valueSpec(value).config(Topic.properties());
    }

    private static List<Object> back(Topic topic, long records) {
        Table table = Consuming.of(topic).withoutCommonColumns().value(Consume.simpleSpec("V", String.class)).toTable();
        return Rows.column(Rows.await(table, records), "V");
    }

    private static Table integers() {
        return closeLater(TableTools.newTable(TableTools.intCol("N", 7, QueryConstants.NULL_INT, -1)));
    }

    @Test
    void aSerializerIsConfiguredCalledAndClosed() {
        Topic topic = Topic.create();
        int before = OPEN.get();
        Properties config = Topic.properties("prefix", "<");
        KafkaPublishOptions options = to(topic, integers(), Produce.rawSpec("N", Shown.class)).config(config)
                .keySpec(Produce.rawSpec("N", Shown.class)).build();
        // Nothing is made before it is published.
        assertThat(OPEN.get()).isEqualTo(before);
        Topictable.publish(options).close();
        Table table = Consuming.of(topic).withoutCommonColumns().key(Consume.simpleSpec("K", String.class))
                .value(Consume.simpleSpec("V", String.class)).toTable();
        assertThat(Rows.of(Rows.await(table, 3))).containsExactly(Arrays.asList("key < Integer 7", "< Integer 7"),
                Arrays.asList("key < none", "< none"), Arrays.asList(null, null));
        Await.until("the serializers are closed", () -> OPEN.get() == before);
        assertThat(THREADS).contains("topictable-serializer-" + topic.name);
    }

    @Test
    void valuesAreAsTheTableHasThem() {
        Table table = closeLater(TableTools.newTable(
                TableTools.col("A", true), TableTools.byteCol("B", (byte) 1), TableTools.charCol("C", 'c'),
                TableTools.instantCol("D", Instant.EPOCH), TableTools.col("E", new BigDecimal("1.50")),
                TableTools.col("F", new byte[] {1, 2}), TableTools.col("G", Duration.ofSeconds(1)),
                TableTools.col("H", new int[] {1, 2}), TableTools.doubleCol("I", 0.5)));
        Map<String, String> expected = Map.of("A", "Boolean true", "B", "Byte 1", "C", "Character c", "D",
                "Instant 1970-01-01T00:00:00Z", "E", "BigDecimal 1.50", "F", "byte[] [1, 2]", "G", "Duration PT1S", "H",
                "int[] [1, 2]", "I", "Double 0.5");
        expected.forEach((column, text) -> {
            Topic topic = Topic.create();
            Topictable.publish(to(topic, table, Produce.rawSpec(column, Shown.class)).build()).close();
            assertThat(back(topic, 1)).containsExactly(text);
        });
    }

    @Test
    void changesAreSerializedAsTheyCome() {
        Topic topic = Topic.create();
        Table ticks = closeLater(TableTools.timeTable("PT0.02s"));
        Table numbers = closeLater(ticks.update("N = (int)ii"));
        Publisher publisher = Topictable.publish(to(topic, numbers, Produce.rawSpec("N", Shown.class)).build());
        Await.until("rows", () -> numbers.size() > 20);
        publisher.run();
        long records = publisher.status().delivered();
        publisher.close();
        assertThat(records).isGreaterThan(10);
        assertThat(back(topic, records)).startsWith("Integer 0", "Integer 1").doesNotHaveDuplicates();
    }

    @Test
    void whatIsThrownMakesARowABadOne() {
        Topic topic = Topic.create();
        Table table = closeLater(TableTools.newTable(TableTools.stringCol("S", "a", "bad", "c")));
        Produce.KeyOrValueSpec spec = Produce.rawSpec("S", Shown.class);
        assertThatThrownBy(() -> Topictable.publish(to(topic, table, spec).build()))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("row 1, column \"S\" cannot be written as a"
                        + " value: java.lang.IllegalArgumentException: it is bad");
        for (String policy : List.of("skip", "null")) {
            Topic into = Topic.create();
            Properties config = Topic.properties("topictable.publish.on.error", policy);
            try (Publisher publisher = Topictable.publish(to(into, table, spec).config(config).build())) {
                assertThat(publisher.status().badRows()).isEqualTo(1);
            }
            assertThat(back(into, policy.equals("skip") ? 2 : 3)).containsExactlyElementsOf(policy.equals("skip")
                    ? List.of("String a", "String c") : Arrays.asList("String a", null, "String c"));
        }
        assertThatThrownBy(() -> Topictable.publish(to(topic, integers(), Produce.rawSpec("N", Texts.class)).build()))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("column \"N\"")
                .hasMessageContaining("ClassCastException");
    }

    @Test
    void theTopicOfEachRowIsTold() {
        Topic topic = Topic.create();
        Topic other = Topic.create();
        Table table = closeLater(TableTools.newTable(TableTools.stringCol("T", other.name, null),
                TableTools.stringCol("S", "a", "b")));
        Topictable.publish(to(topic, table, Produce.rawSpec("S", OfTopic.class)).topicColumn(ColumnName.of("T")).build()).close();
        assertThat(back(topic, 1)).containsExactly(topic.name + " b");
        assertThat(back(other, 1)).containsExactly(other.name + " a");
    }

    /** The topic, and the value. */
    public static class OfTopic implements Serializer<Object> {
        @Override
        public byte[] serialize(String topic, Object value) {
            return (topic + " " + value).getBytes(StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatCannotBeMadeOrMeantIsRefused() {
        Topic topic = Topic.create();
        int before = OPEN.get();
        assertThatThrownBy(() -> Topictable.publish(to(topic, integers(), Produce.rawSpec("N", Abstract.class)).build()))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("cannot be made");
        assertThatThrownBy(() -> Topictable.publish(to(topic, integers(), Produce.rawSpec("Z", Shown.class)).build()))
                .isInstanceOf(NoSuchColumnException.class);
        Await.until("the serializer is closed", () -> OPEN.get() == before);
    }

    @Test
    void oneThatHangsDoesNotKeepTheSessionFromClosing() throws Exception {
        Topic topic = Topic.create();
        Session session = Topictable.open();
        Thread publishing = new Thread(() -> session.call(() -> {
            Table table = TableTools.newTable(TableTools.intCol("N", 1));
            assertThatThrownBy(() -> Topictable.publish(to(topic, table, Produce.rawSpec("N", Hanging.class)).build()))
                    .isNotNull();
            return null;
        }));
        publishing.start();
        Hanging.CALLED.await();
        long start = System.nanoTime();
        session.close();
        publishing.join(10_000);
        assertThat(publishing.isAlive()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
