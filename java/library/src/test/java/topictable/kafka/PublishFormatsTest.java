package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.NoSuchColumnException;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaPublishOptions;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.KafkaTools.Produce;
import io.deephaven.kafka.protobuf.DescriptorSchemaRegistry;
import io.deephaven.kafka.protobuf.ProtobufConsumeOptions;
import io.deephaven.util.QueryConstants;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.CsvOptions;
import topictable.InvalidArgumentException;
import topictable.ProtobufProduceOptions;
import topictable.Publisher;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Consuming;
import topictable.testing.Registry;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** The formats that the mirrored API does not publish. */
class PublishFormatsTest {
    private static final Instant AT = Instant.parse("2024-01-02T03:04:05.123456789Z");

    private static Table quotes() {
        return closeLater(TableTools.newTable(
                TableTools.stringCol("Sym", "A;B", null),
                TableTools.intCol("Lots", 7, QueryConstants.NULL_INT),
                TableTools.doubleCol("Price", 1.5, QueryConstants.NULL_DOUBLE),
                TableTools.instantCol("At", AT, null)));
    }

    private static void publish(Topic topic, Table table, Produce.KeyOrValueSpec value) {
        KafkaPublishOptions options = KafkaPublishOptions.builder().table(table).topic(topic.name).valueSpec(value)
                .config(Topic.properties("schema.registry.url", Registry.url())).build();
        try (Publisher publisher = Topictable.publish(options)) {
            assertThat(publisher.status().delivered()).isEqualTo(table.size());
        }
    }

    private static List<List<Object>> back(Topic topic, Consume.KeyOrValueSpec value) {
        Table table = Consuming.of(topic).withoutCommonColumns().with("schema.registry.url", Registry.url()).value(value)
                .toTable();
        return Rows.of(Rows.await(table, 2));
    }

    private static Consume.KeyOrValueSpec protobuf(String subject) {
        return Consume.protobufSpec(ProtobufConsumeOptions.builder()
                .descriptorProvider(DescriptorSchemaRegistry.builder().subject(subject).build()).build());
    }

    @Test
    void csvIsReadBackWithTheSameOptions() {
        Topic topic = Topic.create();
        CsvOptions options = CsvOptions.defaults().header("Price", "Sym", "At").delimiter(';').nullText("null");
        publish(topic, quotes(), Topictable.produceCsvSpec(options, "Sym", "Price", "At"));
        ColumnDefinition<?>[] columns =
                {ColumnDefinition.ofString("Sym"), ColumnDefinition.ofDouble("Price"), ColumnDefinition.ofTime("At")};
        assertThat(back(topic, Topictable.csvSpec(options, columns)))
                .containsExactly(Arrays.asList("A;B", 1.5, AT), Arrays.asList(null, null, null));
        Topic all = Topic.create();
        publish(all, quotes(), Topictable.produceCsvSpec());
        assertThat(back(all, Consume.simpleSpec("Row", String.class))).containsExactly(
                List.of("A;B,7,1.5,2024-01-02T03:04:05.123456789Z"), List.of(",,,"));
    }

    @Test
    void aProtobufSchemaOfTheColumnsIsRegistered() {
        Topic topic = Topic.create();
        publish(topic, quotes(), Topictable.produceProtobufSpec(ProtobufProduceOptions.published("mkt.Quote")));
        assertThat(back(topic, protobuf(topic.name + "-value")))
                .containsExactly(Arrays.asList("A;B", 7, 1.5, AT), Arrays.asList(null, null, null, null));
    }

    @Test
    void whatWasConsumedIsPublishedAsItWas() {
        String text = """
                syntax = "proto3";
                import "google/protobuf/timestamp.proto";
                message Other { }
                message Quote {
                  optional string Sym = 1;
                  Inner inner = 2;
                  message Inner { optional int32 lots = 1; google.protobuf.Timestamp at = 2; }
                }
                """;
        Topic topic = Topic.create();
        ProtobufProduceOptions options = ProtobufProduceOptions.schema(text).message("Quote");
        publish(topic, quotes(), Topictable.produceProtobufSpec(options.column("inner/lots", "Lots").column("inner/at", "At")));
        String subject = topic.name + "-value";
        Consume.KeyOrValueSpec spec = Consume.protobufSpec(ProtobufConsumeOptions.builder().descriptorProvider(
                DescriptorSchemaRegistry.builder().subject(subject).messageName("Quote").build()).build());
        Table read = Rows.await(Consuming.of(topic).withoutCommonColumns().with("schema.registry.url", Registry.url())
                .value(spec).toTable(), 2);
        List<List<Object>> rows = Rows.of(read);
        assertThat(rows).containsExactly(Arrays.asList("A;B", 7, AT), Arrays.asList(null, null, null));
        Topic again = Topic.create();
        publish(again, closeLater(read.select()),
                Topictable.produceProtobufSpec(ProtobufProduceOptions.subject(subject).version(1).message("Quote")));
        assertThat(back(again, spec)).isEqualTo(rows);
    }

    @Test
    void generatedClassesAndTheTimeOfWriting() throws Exception {
        Topic topic = Topic.create();
        publish(topic, quotes().where("!isNull(Sym)"), Topictable.produceProtobufSpec(
                ProtobufProduceOptions.messageClass(StringValue.class).raw().column("", "Sym")));
        Table bytes = Consuming.of(topic).withoutCommonColumns().value(Consume.simpleSpec("B", byte[].class)).toTable();
        byte[] payload = (byte[]) Rows.column(Rows.await(bytes, 1), "B").get(0);
        assertThat(StringValue.parseFrom(payload).getValue()).isEqualTo("A;B");

        Topic timed = Topic.create();
        String text = "syntax = \"proto3\"; import \"google/protobuf/timestamp.proto\"; "
                + "message M { google.protobuf.Timestamp at = 1; int32 never = 2; }";
        Instant before = Instant.now().minusSeconds(60);
        publish(timed, quotes(), Topictable.produceProtobufSpec(
                ProtobufProduceOptions.schema(text).timestamp("at").exclude("never").raw()));
        Table times = Consuming.of(timed).withoutCommonColumns().value(Consume.simpleSpec("B", byte[].class)).toTable();
        byte[] message = (byte[]) Rows.column(Rows.await(times, 2), "B").get(0);
        Timestamp at = Timestamp.parseFrom(Arrays.copyOfRange(message, 2, message.length));
        assertThat(Instant.ofEpochSecond(at.getSeconds())).isBetween(before, Instant.now());
    }

    @Test
    void whatDoesNotFitIsTold() {
        Topic topic = Topic.create();
        Table table = quotes();
        ProtobufProduceOptions options =
                ProtobufProduceOptions.schema("syntax = \"proto3\"; message M { int32 Lots = 1; string nope = 2; }").raw();
        assertThatThrownBy(() -> publish(topic, table, Topictable.produceProtobufSpec(options)))
                .isInstanceOf(NoSuchColumnException.class)
                .hasMessage("unknown column names [nope], available column names are [Sym, Lots, Price, At]");
        assertThatThrownBy(() -> publish(topic, table, Topictable.produceProtobufSpec(options.columns("Lots"))))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining(
                        "row 1, column \"Lots\" cannot be written as a value: field Lots: null, and the field is not optional");
        assertThatThrownBy(() -> publish(topic, table, Topictable.produceProtobufSpec(
                ProtobufProduceOptions.messageClass(StringValue.class).column("", "Sym"))))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("descriptors have no text");
        assertThatThrownBy(() -> ProtobufProduceOptions.messageClass(String.class))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("java.lang.String is no class of a message");
    }
}
