package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.NoSuchColumnException;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaPublishOptions;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Produce;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.ClusterException;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;
import topictable.NotFoundException;
import topictable.Publisher;
import topictable.PublisherStatus;
import topictable.PublisherStatus.State;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class PublishTest {
    private static Table rows() {
        return closeLater(TableTools.newTable(TableTools.stringCol("K", "a", "b", "a"), TableTools.intCol("V", 1, 2, 3)));
    }

    /** The keys and values of a topic's records, as texts. */
    private static Table back(Topic topic, long records) {
        Table table = Consuming.of(topic).key(KafkaTools.Consume.simpleSpec("Key", String.class))
                .value(KafkaTools.Consume.simpleSpec("Value", String.class)).toTable();
        return Rows.await(table, records);
    }

    private static KafkaPublishOptions.Builder to(Topic topic, Table table) {
        return KafkaPublishOptions.builder().table(table).topic(topic.name).config(Topic.properties())
                .keySpec(Produce.simpleSpec("K"))
                .valueSpec(Produce.jsonSpec(null, "K"::equals, Map.of("V", "q/v"), "/", false, null));
    }

    @Test
    void aTableOfValuesIsDeliveredAtOnce() {
        Topic topic = Topic.create();
        Publisher publisher = Topictable.publish(to(topic, rows()).build());
        PublisherStatus status = publisher.status();
        assertThat(status).isEqualTo(new PublisherStatus(State.FINISHED, 3, 3, 0, 0, status.error(), Optional.empty()));
        assertThat(status.error()).isEmpty();
        publisher.run();
        publisher.close();
        publisher.close();
        assertThatThrownBy(publisher::status).isInstanceOf(ClosedException.class);
        Table back = back(topic, 3);
        assertThat(Rows.column(back, "Key")).containsExactly("a", "b", "a");
        assertThat(Rows.column(back, "Value"))
                .containsExactly("{\"q\":{\"v\":1}}", "{\"q\":{\"v\":2}}", "{\"q\":{\"v\":3}}");
    }

    @Test
    void theLastRowsOfATopicAreFollowed() {
        Topic from = Topic.create();
        Topic into = Topic.create();
        Table source = Consuming.of(from).key(KafkaTools.Consume.simpleSpec("K", String.class))
                .value(KafkaTools.Consume.jsonSpec(new ColumnDefinition<?>[] {ColumnDefinition.ofInt("V")})).toTable();
        Runnable stop = KafkaTools.produceFromTable(source, Topic.properties(), into.name, Produce.simpleSpec("K"),
                Produce.jsonSpec(new String[] {"V"}, null, null), true);
        from.send("a".getBytes(), "{\"V\":1}".getBytes());
        Table back = back(into, 1);
        from.send("a".getBytes(), "{\"V\":2}".getBytes());
        Rows.await(back, 2);
        stop.run();
        assertThat(((Publisher) stop).status().state()).isEqualTo(State.STOPPED);
        assertThat(Rows.column(back, "Value")).containsExactly("{\"V\":1}", "{\"V\":2}");
        ((Publisher) stop).close();
    }

    @Test
    void optionsSayWhatTheyAre() {
        Table table = rows();
        Properties config = Topic.properties("linger.ms", "1");
        KafkaPublishOptions.Builder builder = KafkaPublishOptions.builder().table(table).config(config).topic("t")
                .partition(3).valueSpec(Produce.simpleSpec("V")).partitionColumn(ColumnName.of("V"));
        KafkaPublishOptions options = builder.build();
        config.clear();
        builder.lastBy(true).topic("other");
        assertThat(options.table()).isSameAs(table);
        assertThat(options.topic()).isEqualTo("t");
        assertThat(options.partition()).isEqualTo(OptionalInt.of(3));
        assertThat(options.config()).containsEntry("linger.ms", "1");
        assertThat(options.keySpec()).isSameAs(Produce.IGNORE).isSameAs(Produce.ignoreSpec());
        assertThat(options.lastBy()).isFalse();
        assertThat(options.publishInitial()).isTrue();
        assertThat(options.partitionColumn()).contains(ColumnName.of("V"));
        assertThat(options.topicColumn()).isEmpty();
        assertThat(options.timestampColumn()).isEmpty();
    }

    @Test
    void whatCannotBeMeantIsRefusedInTheMirroredWords() {
        Table table = rows();
        Topic topic = Topic.create();
        assertThatThrownBy(() -> KafkaPublishOptions.builder().topic("t").build())
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot build KafkaPublishOptions, some of required attributes are not set [table, config]");
        assertThatThrownBy(() -> to(topic, table).topic(null).build())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("must set topic or topicColumn (or both)");
        assertThatThrownBy(() -> to(topic, table).keySpec(Produce.IGNORE).lastBy(true).build())
                .isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> to(topic, table).publishInitial(false).build())
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("isRefreshing() == false");
        assertThatThrownBy(() -> to(topic, table).timestampColumn(ColumnName.of("Nope")).build())
                .isExactlyInstanceOf(NoSuchColumnException.class)
                .hasMessage("unknown column names [Nope], available column names are [K, V]");
        assertThatThrownBy(() -> to(topic, table).topicColumn(ColumnName.of("V")).build())
                .isExactlyInstanceOf(ClassCastException.class)
                .hasMessage("cannot convert [V] of type int to type java.lang.CharSequence");
        assertThatThrownBy(() -> Produce.jsonSpec(new String[] {"K"}, "K"::equals, null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("are not null");
    }

    @Test
    void whatFailsSaysWhere() {
        Table table = rows();
        Topic topic = Topic.create();
        assertThatThrownBy(() -> Topictable.publish(to(topic, table).valueSpec(Produce.simpleSpec("Nope")).build()))
                .isInstanceOf(NoSuchColumnException.class).hasMessageContaining("[Nope]");
        assertThatThrownBy(() -> Topictable.publish(to(topic, table).partition(9).build()))
                .isInstanceOf(NotFoundException.class).hasMessageContaining("partition 9 of topic \"" + topic.name);
        assertThatThrownBy(() -> Produce.rawSpec("V", PublishTest.class)).isInstanceOf(InvalidSpecException.class)
                .hasMessage("topictable.kafka.PublishTest is no org.apache.kafka.common.serialization.Serializer");
        assertThatThrownBy(() -> Topictable.publish(
                to(topic, table).config(Topic.properties("topictable.publish.nothing", "1")).build()))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("topictable.publish.nothing");
    }

    @Test
    void aPublisherNeedNotBeKept() {
        Topic topic = Topic.create();
        Table ticks = closeLater(TableTools.timeTable("PT0.02s"));
        Table numbers = closeLater(ticks.update("K = `k`", "V = (int)ii"));
        Topictable.publish(to(topic, numbers).build());
        System.gc();
        Table back = back(topic, 0);
        Await.until("records", () -> back.size() > 10);
    }
}
