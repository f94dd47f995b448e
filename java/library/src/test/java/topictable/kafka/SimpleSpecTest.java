package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.UncheckedDeephavenException;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Consume;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.ByteBufferSerializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.FloatSerializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.ShortSerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.serialization.UUIDSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.ErrorCode;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.TableFailedException;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class SimpleSpecTest {
    static Stream<Arguments> types() {
        UUID uuid = UUID.fromString("01234567-89ab-cdef-fedc-ba9876543210");
        byte[] bytes = {0, -1, 127};
        return Stream.of(
                Arguments.of(short.class, short.class, new ShortSerializer(), (short) -300),
                Arguments.of(Short.class, short.class, new ShortSerializer(), Short.MAX_VALUE),
                Arguments.of(int.class, int.class, new IntegerSerializer(), 70_000),
                Arguments.of(Integer.class, int.class, new IntegerSerializer(), -1),
                Arguments.of(long.class, long.class, new LongSerializer(), Long.MAX_VALUE),
                Arguments.of(Long.class, long.class, new LongSerializer(), 0L),
                Arguments.of(float.class, float.class, new FloatSerializer(), 1.25f),
                Arguments.of(Float.class, float.class, new FloatSerializer(), Float.NaN),
                Arguments.of(double.class, double.class, new DoubleSerializer(), 135.6),
                Arguments.of(Double.class, double.class, new DoubleSerializer(), Double.NEGATIVE_INFINITY),
                Arguments.of(String.class, String.class, new StringSerializer(), "é 😀 \0 end"),
                Arguments.of(byte[].class, byte[].class, new ByteArraySerializer(), bytes),
                Arguments.of(UUID.class, UUID.class, new UUIDSerializer(), uuid),
                Arguments.of(ByteBuffer.class, ByteBuffer.class, new ByteBufferSerializer(), ByteBuffer.wrap(bytes)),
                Arguments.of(Bytes.class, Bytes.class, new BytesSerializer(), Bytes.wrap(bytes)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    <T> void everyType(Class<T> asked, Class<?> type, Serializer<T> serializer, T value) {
        Topic topic = Topic.create().send(null, serializer.serialize("", value)).send(null, null);
        Table table = Rows.await(Consuming.of(topic).value(Consume.simpleSpec("V", asked)).toTable(), 2);

        assertThat(table.getDefinition().getColumn("V").getDataType()).isEqualTo(type);
        assertThat(table.getColumnSource("V").getType()).isEqualTo(type);
        assertThat(Rows.column(table, "V").get(0)).isEqualTo(value);
        assertThat(Rows.column(table, "V").get(1)).isNull();
    }

    @Test
    void keysAndValues() {
        Topic topic = Topic.create()
                .send(new StringSerializer().serialize("", "AAPL"), new DoubleSerializer().serialize("", 133.5))
                .send(null, null)
                .send(Topic.bytes(""), null);
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns()
                .key(Consume.simpleSpec("Symbol", String.class)).value(Consume.simpleSpec("Price", double.class))
                .toTable(), 3);
        assertThat(Rows.of(table)).containsExactly(List.of("AAPL", 133.5), nulls(2), Arrays.asList("", null));
    }

    @ParameterizedTest
    @ValueSource(classes = {Boolean.class, byte.class, char.class, Instant.class, Object.class, BigDecimal.class, int[].class})
    void otherTypesAreRefused(Class<?> type) {
        assertThatThrownBy(() -> Consume.simpleSpec("V", type)).isInstanceOf(InvalidSpecException.class)
                .isInstanceOf(UncheckedDeephavenException.class)
                .hasMessageStartingWith("column \"V\": Kafka has no deserializer for type " + type.getSimpleName() + ": expected")
                .satisfies(failure -> {
                    assertThat(((InvalidSpecException) failure).code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
                    assertThat(((InvalidSpecException) failure).details()).containsEntry("column", "V");
                });
    }

    @Test
    void nameAndTypeFromProperties() {
        Topic topic = Topic.create().send(new LongSerializer().serialize("", 7L), Topic.bytes("x"));
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns()
                .with(KafkaTools.KEY_COLUMN_NAME_PROPERTY, "Id", KafkaTools.KEY_COLUMN_TYPE_PROPERTY, "long",
                        KafkaTools.VALUE_COLUMN_NAME_PROPERTY, "Text", KafkaTools.VALUE_COLUMN_TYPE_PROPERTY, "String")
                .key(KafkaTools.FROM_PROPERTIES).value(Consume.FROM_PROPERTIES).toTable(), 1);
        assertThat(table.getDefinition().getColumnNames()).containsExactly("Id", "Text");
        assertThat(Rows.of(table)).containsExactly(List.of(7L, "x"));
    }

    @Test
    void typeFromTheDeserializerAndDefaultNames() {
        Topic topic = Topic.create().send(new IntegerSerializer().serialize("", 7), new FloatSerializer().serialize("", 1f));
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns()
                .with("key.deserializer", KafkaTools.INT_DESERIALIZER, "value.deserializer", KafkaTools.FLOAT_DESERIALIZER)
                .key(KafkaTools.FROM_PROPERTIES).value(KafkaTools.FROM_PROPERTIES).toTable(), 1);
        assertThat(table.getDefinition().getColumnNames()).containsExactly("KafkaKey", "KafkaValue");
        assertThat(Rows.of(table)).containsExactly(List.of(7, 1f));
    }

    @Test
    void anArgumentBeatsTheProperties() {
        Topic topic = Topic.of("x");
        Table table = Rows.await(Consuming.of(topic)
                .with(KafkaTools.VALUE_COLUMN_NAME_PROPERTY, "Other", KafkaTools.VALUE_COLUMN_TYPE_PROPERTY, "double")
                .value(Consume.simpleSpec("Mine", String.class)).toTable(), 1);
        assertThat(Rows.column(table, "Mine")).containsExactly("x");

        Table named = Rows.await(Consuming.of(topic).with(KafkaTools.VALUE_COLUMN_TYPE_PROPERTY, "string")
                .value(Consume.simpleSpec("Mine")).toTable(), 1);
        assertThat(Rows.column(named, "Mine")).containsExactly("x");
    }

    @Test
    void aTypeMustBeSaidSomewhere() {
        assertThatThrownBy(() -> Consuming.of(Topic.create()).value(Consume.simpleSpec("V")).toTable())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("V").hasMessageContaining("deephaven.value.column.type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"boolean", "Int", "Instant", "java.lang.String", ""})
    void otherTypeNamesAreRefused(String name) {
        assertThatThrownBy(() -> Consuming.of(Topic.create()).with(KafkaTools.VALUE_COLUMN_TYPE_PROPERTY, name)
                .value(KafkaTools.FROM_PROPERTIES).toTable())
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("deephaven.value.column.type").hasMessageContaining(name);
    }

    @Test
    void theStringDeserializerTellsNoType() {
        // As in the mirrored API, whatever its documentation says.
        assertThatThrownBy(() -> Consuming.of(Topic.create()).with("value.deserializer", KafkaTools.STRING_DESERIALIZER)
                .value(KafkaTools.FROM_PROPERTIES).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("StringDeserializer");
    }

    @Test
    void textIsNoBinaryNumber() {
        Topic topic = Topic.create().send(null, new DoubleSerializer().serialize("", 1.0)).send("135.60");
        Table table = Consuming.of(topic).value(Consume.simpleSpec("Price", double.class)).toTable();
        Await.until("the table fails", table::isFailed);
        assertThat(Rows.column(table, "Price")).as("the good row before").containsExactly(1.0);

        TableFailedException failure = (TableFailedException) Topictable.failure(table).orElseThrow();
        assertThat(failure.code()).isEqualTo(ErrorCode.TABLE_FAILED);
        assertThat(failure).hasMessageContaining("Price").hasMessageContaining(topic.name);
        assertThat(failure.details()).containsEntry("topic", topic.name).containsEntry("partition", "0")
                .containsEntry("offset", "1").containsEntry("field", "Price").containsKey("reason");
    }

    private static List<Object> nulls(int count) {
        return Collections.nCopies(count, null);
    }
}
