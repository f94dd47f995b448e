package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.qst.column.header.ColumnHeader;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.BooleanDeserializer;
import org.apache.kafka.common.serialization.BooleanSerializer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.BytesDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.DoubleDeserializer;
import org.apache.kafka.common.serialization.FloatDeserializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.ListDeserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.ShortDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.UUIDDeserializer;
import org.apache.kafka.common.serialization.VoidDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.Session;
import topictable.TableFailedException;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.NoLeaks;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** {@code rawSpec}: Kafka's own deserializers, and those of a program. */
class RawSpecTest {
    /** Numbers as decimal text, such as {@code 12}. */
    public static class Decimal implements Deserializer<Integer> {
        static final ConcurrentLinkedQueue<String> CONFIGURED = new ConcurrentLinkedQueue<>();
        static final Set<Thread> THREADS = ConcurrentHashMap.newKeySet();
        static final AtomicInteger CLOSED = new AtomicInteger();
        private int factor = 1;

        @Override
        public void configure(Map<String, ?> configuration, boolean isKey) {
            CONFIGURED.add(configuration.get("factor") + " " + isKey);
            if (configuration.get("factor") != null) {
                factor = Integer.parseInt(configuration.get("factor").toString());
            }
        }

        @Override
        public Integer deserialize(String topic, byte[] data) {
            assertThat(topic).startsWith("java-");
            THREADS.add(Thread.currentThread());
            return factor * Integer.parseInt(new String(data, StandardCharsets.UTF_8));
        }

        @Override
        public void close() {
            CLOSED.incrementAndGet();
        }
    }

    private static Consuming decimals(Topic topic) {
        return Consuming.of(topic).withoutCommonColumns().value(Consume.rawSpec(ColumnHeader.ofInt("N"), Decimal.class));
    }

    private static <T> void own(Serdes.WrapperSerde<T> serde, Class<T> type, T value) {
        Topic topic = Topic.create().send(null, serde.serializer().serialize("", value)).send(null, (byte[]) null);
        Table table = Consuming.of(topic).withoutCommonColumns()
                .value(Consume.rawSpec(ColumnHeader.of("V", type), serde.deserializer().getClass())).toTable();
        assertThat(Rows.column(Rows.await(table, 2), "V")).containsExactly(value, null);
        assertThat(table.getDefinition().getColumns().get(0).getDataType()).isIn(type, MethodType.methodType(type).unwrap().returnType());
    }

    @Test
    void kafkasOwn() {
        own((Serdes.WrapperSerde<String>) Serdes.String(), String.class, "é😀");
        own((Serdes.WrapperSerde<Short>) Serdes.Short(), Short.class, (short) -2);
        own((Serdes.WrapperSerde<Integer>) Serdes.Integer(), Integer.class, 7);
        own((Serdes.WrapperSerde<Long>) Serdes.Long(), Long.class, 1L << 40);
        own((Serdes.WrapperSerde<Float>) Serdes.Float(), Float.class, 1.5f);
        own((Serdes.WrapperSerde<Double>) Serdes.Double(), Double.class, -0.1);
        own((Serdes.WrapperSerde<byte[]>) Serdes.ByteArray(), byte[].class, new byte[] {1, -2});
        own((Serdes.WrapperSerde<ByteBuffer>) Serdes.ByteBuffer(), ByteBuffer.class, ByteBuffer.wrap(new byte[] {3}));
        own((Serdes.WrapperSerde<Bytes>) Serdes.Bytes(), Bytes.class, Bytes.wrap(new byte[] {4}));
        own((Serdes.WrapperSerde<UUID>) Serdes.UUID(), UUID.class, UUID.randomUUID());
        own((Serdes.WrapperSerde<Boolean>) Serdes.Boolean(), Boolean.class, true);
        own((Serdes.WrapperSerde<Boolean>) Serdes.Boolean(), Boolean.class, false);
    }

    @Test
    void keysAndSettingsOfKafkasOwn() {
        Topic topic = Topic.create().send("é".getBytes(StandardCharsets.ISO_8859_1), new BooleanSerializer().serialize("", true))
                .send(null, new byte[] {2}).send(null, new byte[] {0, 0}).send(null, new byte[] {0});
        // The encoding of numbers of simple specs is theirs alone.
        Table table = Consuming.of(topic).withoutCommonColumns()
                .with("key.deserializer.encoding", "ISO-8859-1", "topictable.on.error", "null", "topictable.simple.encoding", "text")
                .key(Consume.rawSpec(ColumnHeader.of("K", Object.class), StringDeserializer.class))
                .value(Consume.rawSpec(ColumnHeader.ofBoolean("B"), BooleanDeserializer.class)).toTable();
        assertThat(Rows.of(Rows.await(table, 4))).containsExactly(Arrays.asList("é", true), Arrays.asList(null, null),
                Arrays.asList(null, null), Arrays.asList(null, false));
        Table errors = NoLeaks.closeLater(Topictable.errorsOf(table));
        assertThat(Rows.column(Rows.await(errors, 2), "Reason").toString()).contains("the byte 2 is no Boolean")
                .contains("2 bytes are no Boolean");

        Topic numbers = Topic.create().send(null, new IntegerSerializer().serialize("", 12));
        Table number = Consuming.of(numbers).withoutCommonColumns().with("topictable.simple.encoding", "text")
                .value(Consume.rawSpec(ColumnHeader.ofInt("N"), IntegerDeserializer.class)).toTable();
        assertThat(Rows.column(Rows.await(number, 1), "N")).containsExactly(12);
    }

    @Test
    void nothingAtAll() {
        Topic topic = Topic.create().send(null, (byte[]) null).send(null, new byte[1]).send(null, (byte[]) null);
        Table table = Consuming.of(topic).withoutCommonColumns().with("topictable.on.error", "skip")
                .value(Consume.rawSpec(ColumnHeader.of("V", Void.class), VoidDeserializer.class)).toTable();
        assertThat(Rows.column(Rows.await(table, 2), "V")).containsExactly(null, null);
        Rows.await(NoLeaks.closeLater(Topictable.errorsOf(table)), 1);
        assertThat(table.getDefinition().getColumns().get(0).getDataType()).isEqualTo(Void.class);
    }

    @Test
    void whatDoesNotFit() {
        assertThatThrownBy(() -> Consume.rawSpec(ColumnHeader.ofLong("N"), IntegerDeserializer.class))
                .isInstanceOf(InvalidSpecException.class)
                .hasMessageContaining("column \"N\" of type long cannot hold what " + IntegerDeserializer.class.getName() + " makes")
                .hasMessageContaining("expected a column of type int");
        for (Class<?> own : List.of(ShortDeserializer.class, LongDeserializer.class, FloatDeserializer.class,
                DoubleDeserializer.class, ByteArrayDeserializer.class, ByteBufferDeserializer.class, BytesDeserializer.class,
                UUIDDeserializer.class, StringDeserializer.class)) {
            assertThatThrownBy(() -> Consume.rawSpec(ColumnHeader.of("L", Map.class), own)).isInstanceOf(InvalidSpecException.class);
        }
        assertThatThrownBy(() -> Consume.rawSpec(ColumnHeader.ofString("S"), String.class))
                .isInstanceOf(InvalidSpecException.class).hasMessageContaining("java.lang.String is no org.apache.kafka");
        assertThatThrownBy(() -> Consume.rawSpec(ColumnHeader.of("L", List.class), ListDeserializer.class))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("java.util.List");
        assertThatThrownBy(() -> Consume.rawSpec(null, IntegerDeserializer.class))
                .isInstanceOf(NullPointerException.class).hasMessage("header");
        class Hidden extends Decimal {}
        assertThatThrownBy(() -> Consuming.of("any").value(Consume.rawSpec(ColumnHeader.ofInt("N"), Hidden.class)).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("Hidden cannot be made");
        assertThatThrownBy(() -> decimals(Topic.create()).with("factor", "many").toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("cannot be configured")
                .hasMessageContaining("many");
    }

    @Test
    void oneOfTheProgram() {
        Topic topic = Topic.create().send(Topic.bytes("5"), null).send("1", "2", "3");
        Decimal.CONFIGURED.clear();
        Decimal.THREADS.clear();
        int closed = Decimal.CLOSED.get();
        Table table = decimals(topic).with("factor", "10")
                .key(Consume.rawSpec(ColumnHeader.of("K", Integer.class), Decimal.class)).unregistered();
        assertThat(Rows.of(Rows.await(table, 4), "K", "N")).containsExactly(Arrays.asList(50, null), Arrays.asList(null, 10),
                Arrays.asList(null, 20), Arrays.asList(null, 30));
        // Live ones too, and each parser has its own thread.
        topic.send("4");
        assertThat(Rows.column(Rows.await(table, 5), "N")).endsWith(40);
        assertThat(Decimal.CONFIGURED).containsExactlyInAnyOrder("10 true", "10 false");
        assertThat(Decimal.THREADS).hasSize(2).allMatch(Thread::isDaemon);
        Topictable.close(table);
        Await.until("both have been closed", () -> Decimal.CLOSED.get() == closed + 2);
        assertThat(KafkaTools.getTableDefinition(Topic.properties(), Consume.IGNORE,
                Consume.rawSpec(ColumnHeader.ofInt("N"), Decimal.class)).getColumnNames()).endsWith("N");
    }

    @Test
    void partitionsAndManyRecords() {
        Topic topic = Topic.create(3);
        IntStream.range(0, 3).forEach(partition -> topic.sendNumbers(partition, 1000 * partition, 1000 * partition + 1000));
        Table table = decimals(topic).toTable();
        List<Integer> expected = IntStream.range(0, 3000).boxed().toList();
        assertThat(Rows.column(Rows.await(table, 3000), "N")).containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(expected));
        var parts = KafkaTools.consumeToPartitionedTable(Topic.properties(), topic.name, KafkaTools.ALL_PARTITIONS,
                KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, Consume.IGNORE,
                Consume.rawSpec(ColumnHeader.ofInt("N"), Decimal.class), KafkaTools.TableType.append());
        Rows.await(NoLeaks.closeLater(parts.merge()), 3000);
    }

    @Test
    void recordsThatItThrowsFor() {
        Topic topic = Topic.of("1", "two", "3");
        Table skip = decimals(topic).with("topictable.on.error", "skip").toTable();
        assertThat(Rows.column(Rows.await(skip, 2), "N")).containsExactly(1, 3);
        Table errors = NoLeaks.closeLater(Topictable.errorsOf(skip));
        assertThat(Rows.column(Rows.await(errors, 1), "Reason").toString())
                .contains("java.lang.NumberFormatException: For input string: \"two\"");
        Table none = decimals(topic).with("topictable.on.error", "null").toTable();
        assertThat(Rows.column(Rows.await(none, 3), "N")).containsExactly(1, null, 3);
        Table fail = decimals(topic).toTable();
        Await.until("it has failed", fail::isFailed);
        assertThat(Rows.column(fail, "N")).containsExactly(1, 3);
        assertThatThrownBy(() -> fail.where("N > 1")).isInstanceOf(TableFailedException.class)
                .hasMessageContaining("offset 1").hasMessageContaining("NumberFormatException");
    }

    /** Makes what its column cannot hold. */
    public static class Liar implements Deserializer<Object> {
        @Override
        public Object deserialize(String topic, byte[] data) {
            return switch (data[0]) {
                case 'l' -> 1L;
                case 'm' -> Instant.MAX;
                case 'e' -> throw new StackOverflowError();
                default -> Instant.EPOCH;
            };
        }
    }

    @Test
    void valuesThatDoNotFitAreBadRecords() {
        Table table = Consuming.of(Topic.of("ok", "long", "max", "error", "ok")).withoutCommonColumns()
                .with("topictable.on.error", "skip").value(Consume.rawSpec(ColumnHeader.ofInstant("T"), Liar.class)).toTable();
        assertThat(Rows.column(Rows.await(table, 2), "T")).containsExactly(Instant.EPOCH, Instant.EPOCH);
        Table errors = NoLeaks.closeLater(Topictable.errorsOf(table));
        assertThat(Rows.column(Rows.await(errors, 3), "Reason").toString())
                .contains("the value is a java.lang.Long, expected a java.time.Instant").contains("StackOverflowError");
    }

    /** Does not return. */
    public static class Hanging implements Deserializer<String> {
        static final CountDownLatch CALLED = new CountDownLatch(1);
        static final CountDownLatch NEVER = new CountDownLatch(1);

        @Override
        public String deserialize(String topic, byte[] data) {
            CALLED.countDown();
            try {
                NEVER.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "";
        }
    }

    @Test
    void closingASessionDoesNotWaitForOneThatHangs() throws InterruptedException {
        NoLeaks.closeLater(Hanging.NEVER::countDown);
        Topic topic = Topic.of("1");
        try (Session session = Topictable.open()) {
            Table hangs = Consuming.of(topic).value(Consume.rawSpec(ColumnHeader.ofString("S"), Hanging.class)).unregistered();
            assertThat(Hanging.CALLED.await(20, TimeUnit.SECONDS)).isTrue();
            // It holds up its own table only.
            assertThat(Rows.column(Rows.await(decimals(topic).toTable(), 1), "N")).containsExactly(1);
            assertThat(hangs.size()).isZero();
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Topictable.close(hangs));
            assertTimeoutPreemptively(Duration.ofSeconds(10), session::close);
        }
    }
}
