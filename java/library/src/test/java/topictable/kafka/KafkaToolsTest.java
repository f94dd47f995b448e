package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.TableType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.InvalidArgumentException;
import topictable.testing.Topic;

/** What needs no broker. */
class KafkaToolsTest {
    @Test
    void aLoopOfOnesOwnIsNotSupported() {
        assertThatThrownBy(() -> KafkaTools.consume(Topic.properties(), "any", KafkaTools.ALL_PARTITIONS,
                KafkaTools.InitialOffsetLookup.adapt(KafkaTools.ALL_PARTITIONS_DONT_SEEK), KafkaTools.Consume.IGNORE,
                KafkaTools.FROM_PROPERTIES, KafkaTools.StreamConsumerRegistrarProvider.single(new Object()), null))
                .isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("KafkaTools.consume")
                .hasMessageContaining("onChange");
    }

    private static final String KAFKA = "org.apache.kafka.common.serialization.";

    @Test
    void constantsOfText() throws IllegalAccessException {
        Map<String, String> found = new TreeMap<>();
        for (Field field : KafkaTools.class.getFields()) {
            if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())) {
                found.put(field.getName(), String.valueOf(field.get(null)));
            }
        }
        Map<String, String> expected = new TreeMap<>(Map.ofEntries(
                Map.entry("KAFKA_PARTITION_COLUMN_NAME_PROPERTY", "deephaven.partition.column.name"),
                Map.entry("KAFKA_PARTITION_COLUMN_NAME_DEFAULT", "KafkaPartition"),
                Map.entry("OFFSET_COLUMN_NAME_PROPERTY", "deephaven.offset.column.name"),
                Map.entry("OFFSET_COLUMN_NAME_DEFAULT", "KafkaOffset"),
                Map.entry("TIMESTAMP_COLUMN_NAME_PROPERTY", "deephaven.timestamp.column.name"),
                Map.entry("TIMESTAMP_COLUMN_NAME_DEFAULT", "KafkaTimestamp"),
                Map.entry("RECEIVE_TIME_COLUMN_NAME_PROPERTY", "deephaven.receivetime.column.name"),
                Map.entry("RECEIVE_TIME_COLUMN_NAME_DEFAULT", "null"),
                Map.entry("KEY_BYTES_COLUMN_NAME_PROPERTY", "deephaven.keybytes.column.name"),
                Map.entry("KEY_BYTES_COLUMN_NAME_DEFAULT", "null"),
                Map.entry("VALUE_BYTES_COLUMN_NAME_PROPERTY", "deephaven.valuebytes.column.name"),
                Map.entry("VALUE_BYTES_COLUMN_NAME_DEFAULT", "null"),
                Map.entry("KEY_COLUMN_NAME_PROPERTY", "deephaven.key.column.name"),
                Map.entry("KEY_COLUMN_NAME_DEFAULT", "KafkaKey"),
                Map.entry("VALUE_COLUMN_NAME_PROPERTY", "deephaven.value.column.name"),
                Map.entry("VALUE_COLUMN_NAME_DEFAULT", "KafkaValue"),
                Map.entry("KEY_COLUMN_TYPE_PROPERTY", "deephaven.key.column.type"),
                Map.entry("VALUE_COLUMN_TYPE_PROPERTY", "deephaven.value.column.type"),
                Map.entry("SCHEMA_SERVER_PROPERTY", "schema.registry.url"),
                Map.entry("AVRO_DESERIALIZER", "io.confluent.kafka.serializers.KafkaAvroDeserializer"),
                Map.entry("AVRO_SERIALIZER", "io.confluent.kafka.serializers.KafkaAvroSerializer"),
                Map.entry("DESERIALIZER_FOR_IGNORE", KAFKA + "ByteBufferDeserializer"),
                Map.entry("SERIALIZER_FOR_IGNORE", KAFKA + "ByteBufferSerializer"),
                Map.entry("NESTED_FIELD_NAME_SEPARATOR", "."),
                Map.entry("NESTED_FIELD_COLUMN_NAME_SEPARATOR", "__"),
                Map.entry("AVRO_LATEST_VERSION", "latest")));
        Map.of("SHORT", "Short", "INT", "Integer", "LONG", "Long", "FLOAT", "Float", "DOUBLE", "Double",
                "BYTE_ARRAY", "ByteArray", "STRING", "String", "BYTE_BUFFER", "ByteBuffer").forEach((constant, name) -> {
                    expected.put(constant + "_DESERIALIZER", KAFKA + name + "Deserializer");
                    expected.put(constant + "_SERIALIZER", KAFKA + name + "Serializer");
                });
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void otherConstants() {
        assertThat(KafkaTools.SEEK_TO_BEGINNING).isEqualTo(-1);
        assertThat(KafkaTools.DONT_SEEK).isEqualTo(-2);
        assertThat(KafkaTools.SEEK_TO_END).isEqualTo(-3);
        assertThat(KafkaTools.ALL_PARTITIONS.test(7)).isTrue();
        assertThat(KafkaTools.ALL_PARTITIONS).hasToString("ALL");
        assertThat(KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING.applyAsLong(7)).isEqualTo(-1);
        assertThat(KafkaTools.ALL_PARTITIONS_DONT_SEEK.applyAsLong(7)).isEqualTo(-2);
        assertThat(KafkaTools.ALL_PARTITIONS_SEEK_TO_END.applyAsLong(7)).isEqualTo(-3);
        assertThat(KafkaTools.DIRECT_MAPPING.apply("a.b.c")).isEqualTo("a__b__c");
        assertThat(KafkaTools.FROM_PROPERTIES).isSameAs(KafkaTools.Consume.FROM_PROPERTIES);
        assertThat(KafkaTools.Consume.ignoreSpec()).isSameAs(KafkaTools.Consume.IGNORE);
        assertThat(KafkaTools.KeyOrValue.values()).containsExactly(KafkaTools.KeyOrValue.KEY, KafkaTools.KeyOrValue.VALUE);
    }

    @Test
    void tableTypesAreEqualByValue() {
        assertThat(TableType.blink()).isEqualTo(TableType.blink()).isEqualTo(TableType.stream())
                .isNotEqualTo(TableType.append()).hasToString("Blink{}");
        assertThat(TableType.append()).isEqualTo(TableType.append()).hasToString("Append{}")
                .hasSameHashCodeAs(TableType.append());
        assertThat(TableType.ring(5)).isEqualTo(TableType.ring(5)).isNotEqualTo(TableType.ring(6))
                .hasToString("Ring{capacity=5}").hasSameHashCodeAs(TableType.ring(5));
        assertThat(TableType.ring(5)).isNotEqualTo("Ring{capacity=5}").isNotEqualTo(null);
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
        "blink,Blink{}", "stream,Blink{}", "append,Append{}", "ring:5,Ring{capacity=5}", " ring : 5 ,Ring{capacity=5}",
        " blink ,Blink{}", "blink:,Blink{}", "ring:0,Ring{capacity=0}", "ring:-3,Ring{capacity=-3}", "ring:+3,Ring{capacity=3}",
    })
    void friendlyNames(String name, String type) {
        assertThat(KafkaTools.friendlyNameToTableType(name)).hasToString(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ring:5", "BLINK", "ring", "ring:", "ring:x", "ring:5:6", "ring:99999999999", "append:3",
        "stream:1", ":blink", "", ":", "appendOnly"})
    void otherNames(String name) {
        assertThatThrownBy(() -> KafkaTools.friendlyNameToTableType(name)).isInstanceOf(InvalidArgumentException.class)
                .hasMessage("Unexpected type format \"" + name
                        + "\", expected \"blink\", \"append\", or \"ring:<capacity>\"");
    }

    @Test
    void functionsOfArrays() {
        int[] partitions = {3, 1};
        IntPredicate filter = KafkaTools.partitionFilterFromArray(partitions);
        assertThat(Stream.of(0, 1, 2, 3, 4).filter(filter::test)).containsExactly(1, 3);
        assertThat(partitions).as("sorted in place, as in the mirrored API").containsExactly(1, 3);

        IntToLongFunction starts = KafkaTools.partitionToOffsetFromParallelArrays(new int[] {0, 2}, new long[] {5, 6});
        assertThat(Stream.of(0, 1, 2).map(starts::applyAsLong)).containsExactly(5L, KafkaTools.DONT_SEEK, 6L);
        assertThatThrownBy(() -> KafkaTools.partitionToOffsetFromParallelArrays(new int[] {0, 2}, new long[] {5}))
                .isInstanceOf(InvalidArgumentException.class).hasMessageStartingWith("lengths of array arguments do not match");
    }

    @Test
    void aPredicateOfASet() {
        assertThat(KafkaTools.predicateFromSet(null)).isNull();
        assertThat(KafkaTools.predicateFromSet(Set.of("a")).test("a")).isTrue();
        assertThat(KafkaTools.predicateFromSet(Set.of("a")).test("b")).isFalse();
    }
}
