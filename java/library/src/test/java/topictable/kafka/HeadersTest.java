package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import topictable.Header;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** Cells of the column of all headers. */
class HeadersTest {
    private static Table table(Topic topic, int rows) {
        return Rows.await(Consuming.of(topic).withoutCommonColumns().with("topictable.headers.column", "Headers").toTable(), rows);
    }

    private static Header[] headers(Table table, int row) {
        return (Header[]) table.getColumnSource("Headers").get(row);
    }

    private static org.apache.kafka.common.header.Header header(String key, byte[] value) {
        return new RecordHeader(key, value);
    }

    @Test
    void inTheirOrder() {
        Topic topic = Topic.create().send("none")
                .send(0, null, null, Topic.bytes("some"), header("b", Topic.bytes("1")), header("a", null),
                        header("b", new byte[] {0, -1}), header("", new byte[0]), header("é😀", Topic.bytes("é")));
        Table table = table(topic, 2);

        assertThat(table.getDefinition().getColumn("Headers").getDataType()).isEqualTo(Header[].class);
        assertThat(table.getColumnSource("Headers").getComponentType()).isEqualTo(Header.class);
        assertThat(headers(table, 0)).isEmpty();
        assertThat(headers(table, 1)).containsExactly(new Header("b", Topic.bytes("1")), new Header("a", null),
                new Header("b", new byte[] {0, -1}), new Header("", new byte[0]), new Header("é😀", Topic.bytes("é")));
        assertThat(headers(table, 1)[4].text()).isEqualTo("é");
        assertThat(headers(table, 1)[1].text()).isNull();
    }

    @Test
    void printed() {
        Topic topic = Topic.create().send("v")
                .send(0, null, null, Topic.bytes("v"), header("k", Topic.bytes("text")), header("n", null), header("b", new byte[] {1, -1}));
        assertThat(TableTools.string(table(topic, 2))).isEqualTo("""
                                                 Headers|     Value
                ----------------------------------------+----------
                []                                      |v        \s
                [k=text, n=null, b=[1, -1]]             |v        \s
                """);
    }

    @Test
    void manyRows() {
        Topic topic = Topic.create();
        IntStream.range(0, 500).forEach(i -> topic.send(0, null, null, null,
                IntStream.range(0, i % 4).mapToObj(j -> header("k" + j, Topic.bytes(i + "-" + j)))
                        .toArray(org.apache.kafka.common.header.Header[]::new)));
        Table table = table(topic, 500);
        for (int i = 0; i < 500; i++) {
            int row = i;
            List<Header> expected = IntStream.range(0, i % 4)
                    .mapToObj(j -> new Header("k" + j, Topic.bytes(row + "-" + j))).toList();
            assertThat(headers(table, i)).containsExactlyElementsOf(expected);
        }
    }
}
