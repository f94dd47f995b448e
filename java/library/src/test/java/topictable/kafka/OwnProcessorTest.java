package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.chunk.ObjectChunk;
import io.deephaven.chunk.WritableChunk;
import io.deephaven.chunk.WritableIntChunk;
import io.deephaven.chunk.WritableLongChunk;
import io.deephaven.chunk.WritableObjectChunk;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.processor.NamedObjectProcessor;
import io.deephaven.processor.ObjectProcessor;
import io.deephaven.qst.type.Type;
import io.deephaven.util.QueryConstants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Consuming;
import topictable.testing.NoLeaks;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** {@code objectProcessorSpec} with processors of a program. */
class OwnProcessorTest {
    /** "AAPL 10" becomes a name and a number. */
    private static final class Words<T> implements ObjectProcessor<T> {
        final AtomicInteger calls = new AtomicInteger();

        @Override
        public List<Type<?>> outputTypes() {
            return List.of(Type.stringType(), Type.intType());
        }

        @Override
        public void processAll(ObjectChunk<? extends T, ?> in, List<WritableChunk<?>> out) {
            calls.incrementAndGet();
            WritableObjectChunk<String, ?> names = out.get(0).asWritableObjectChunk();
            WritableIntChunk<?> numbers = out.get(1).asWritableIntChunk();
            for (int i = 0; i < in.size(); i++) {
                Object object = in.get(i);
                String text = object instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : object.toString();
                String[] words = text.split(" ");
                names.add(words[0]);
                numbers.add(words[1].equals("?") ? QueryConstants.NULL_INT : Integer.parseInt(words[1]));
            }
        }
    }

    @Test
    void bytesAndTexts() {
        Topic topic = Topic.of("AAPL 10", "MSFT ?", "IBM 7");
        Words<byte[]> bytes = new Words<>();
        Table table = Consuming.of(topic).withoutCommonColumns()
                .value(Consume.objectProcessorSpec(bytes, List.of("Sym", "Qty"))).toTable();
        List<Object> first = Arrays.asList("AAPL", 10);
        assertThat(Rows.of(Rows.await(table, 3))).containsExactly(first, Arrays.asList("MSFT", null), Arrays.asList("IBM", 7));
        assertThat(bytes.calls.get()).isBetween(1, 3);

        Table texts = Consuming.of(topic).withoutCommonColumns().value(Consume.objectProcessorSpec(new StringDeserializer(),
                NamedObjectProcessor.of(new Words<String>(), "Sym", "Qty"))).toTable();
        assertThat(Rows.of(Rows.await(texts, 3))).contains(first);
        Table named = Consuming.of(topic).withoutCommonColumns().value(Consume.objectProcessorSpec(
                NamedObjectProcessor.<byte[]>of(new Words<byte[]>(), "Sym", "Qty"))).toTable();
        assertThat(Rows.of(Rows.await(named, 3))).contains(first);
        Table listed = Consuming.of(topic).withoutCommonColumns().value(Consume.objectProcessorSpec(new StringDeserializer(),
                new Words<String>(), List.of("A", "B"))).toTable();
        assertThat(Rows.of(Rows.await(listed, 3), "A", "B")).contains(first);
    }

    @Test
    void eachRecordThatThrowsIsBad() {
        Topic topic = Topic.of("AAPL 10", "MSFT many", "IBM").send(null, (byte[]) null).send("GOOG 5");
        Words<byte[]> words = new Words<>();
        Table table = Consuming.of(topic).withoutCommonColumns().with("topictable.on.error", "skip")
                .value(Consume.objectProcessorSpec(words, List.of("Sym", "Qty"))).toTable();
        // A null value is null in every column, also of a processor that knows no null.
        assertThat(Rows.of(Rows.await(table, 3))).containsExactly(Arrays.asList("AAPL", 10), Arrays.asList(null, null),
                Arrays.asList("GOOG", 5));
        Table errors = NoLeaks.closeLater(Topictable.errorsOf(table));
        assertThat(Rows.column(Rows.await(errors, 2), "Reason").toString()).contains("For input string: \"many\"")
                .contains("ArrayIndexOutOfBoundsException");
    }

    /** One value of every type. */
    private static final ObjectProcessor<byte[]> ALL = new ObjectProcessor<>() {
        @Override
        public List<Type<?>> outputTypes() {
            return List.of(Type.booleanType(), Type.byteType(), Type.charType(), Type.shortType(), Type.intType(),
                    Type.longType(), Type.floatType(), Type.doubleType(), Type.stringType(), Type.instantType(),
                    Type.find(LocalDate.class), Type.find(UUID.class), Type.find(byte[].class));
        }

        @Override
        public void processAll(ObjectChunk<? extends byte[], ?> in, List<WritableChunk<?>> out) {
            for (int i = 0; i < in.size(); i++) {
                if (in.isNull(i)) {
                    for (WritableChunk<?> chunk : out) {
                        chunk.setSize(i + 1);
                        chunk.fillWithNullValue(i, 1);
                    }
                    continue;
                }
                out.get(0).asWritableByteChunk().add((byte) 1);
                out.get(1).asWritableByteChunk().add((byte) -1);
                out.get(2).asWritableCharChunk().add('x');
                out.get(3).asWritableShortChunk().add((short) 2);
                out.get(4).asWritableIntChunk().add(3);
                out.get(5).asWritableLongChunk().add(4);
                out.get(6).asWritableFloatChunk().add(5);
                out.get(7).asWritableDoubleChunk().add(6);
                out.get(8).<String>asWritableObjectChunk().add("s");
                WritableLongChunk<?> nanos = out.get(9).asWritableLongChunk();
                nanos.setSize(i + 1);
                nanos.set(i, 1);
                out.get(10).<LocalDate>asWritableObjectChunk().add(LocalDate.EPOCH);
                out.get(11).<UUID>asWritableObjectChunk().add(new UUID(1, 2));
                out.get(12).<byte[]>asWritableObjectChunk().add(in.get(i));
            }
        }
    };

    @Test
    void everyType() {
        List<String> names = List.of("Bool", "Byte", "Char", "Short", "Int", "Long", "Float", "Double", "String", "Instant",
                "Date", "Uuid", "Bytes");
        Table table = Consuming.of(Topic.of("a").send(null, (byte[]) null)).withoutCommonColumns()
                .value(Consume.objectProcessorSpec(ALL, names)).toTable();
        List<List<Object>> rows = Rows.of(Rows.await(table, 2));
        assertThat(rows.get(0)).containsExactly(true, (byte) -1, 'x', (short) 2, 3, 4L, 5f, 6d, "s",
                Instant.ofEpochSecond(0, 1), LocalDate.EPOCH, new UUID(1, 2), new byte[] {'a'});
        assertThat(rows.get(1)).containsOnlyNulls();
    }

    /** Makes one column of these values, whatever it is given. */
    private static ObjectProcessor<byte[]> constant(Type<?> type, Object... values) {
        return new ObjectProcessor<>() {
            @Override
            public List<Type<?>> outputTypes() {
                return List.of(type);
            }

            @Override
            public void processAll(ObjectChunk<? extends byte[], ?> in, List<WritableChunk<?>> out) {
                for (Object value : values) {
                    out.get(0).<Object>asWritableObjectChunk().add(value);
                }
            }
        };
    }

    private static String reason(ObjectProcessor<byte[]> processor) {
        Table table = Consuming.of(Topic.of("a")).with("topictable.on.error", "skip")
                .value(Consume.objectProcessorSpec(processor, List.of("C"))).toTable();
        Table errors = NoLeaks.closeLater(Topictable.errorsOf(table));
        return Rows.column(Rows.await(errors, 1), "Reason").get(0).toString();
    }

    @Test
    void whatIsWrongIsSaid() {
        assertThat(reason(constant(Type.stringType()))).contains("has added 0 values to column C for 1 objects");
        assertThat(reason(constant(Type.stringType(), "a", "b"))).contains("IndexOutOfBoundsException");
        assertThat(reason(constant(Type.stringType(), 1))).contains("the value is a java.lang.Integer, expected a java.lang.String");
        assertThat(reason(constant(Type.intType(), 1))).contains("ClassCastException");
        assertThatThrownBy(() -> Consume.objectProcessorSpec(constant(Type.find(List.class)), List.of("C")))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("java.util.List");
        assertThatThrownBy(() -> Consume.objectProcessorSpec(new Words<byte[]>(), List.of("C")))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("1 names, 2 types");
        assertThatThrownBy(() -> Consume.objectProcessorSpec("none", new Words<String>(), List.of("A", "B")))
                .isInstanceOf(InvalidSpecException.class).hasMessageContaining("java.lang.String is no org.apache.kafka");
    }
}
