package topictable.arrow;

import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import io.deephaven.vector.IntVectorDirect;
import io.deephaven.vector.LongVector;
import io.deephaven.vector.LongVectorDirect;
import io.deephaven.vector.ObjectVector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.Session;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class ArrowTablesTest {
    /** It is closed after the tables, and fails when there is memory left. */
    private final BufferAllocator allocator = closeLater(new RootAllocator());

    private static Table everyType() {
        return closeLater(TableTools.newTable(
                TableTools.booleanCol("Bool", true, null), TableTools.byteCol("B", (byte) 1, (byte) -1),
                TableTools.charCol("C", 'x', '\0'), TableTools.shortCol("Sh", (short) 2, (short) -2),
                TableTools.intCol("I", 3, NULL_INT), TableTools.longCol("L", NULL_LONG, 4), TableTools.floatCol("F", 5.5f, -1),
                TableTools.doubleCol("D", 6.5, Double.NaN), TableTools.stringCol("é😀", "😀\0", null),
                TableTools.instantCol("T", Instant.parse("2024-01-02T03:04:05.123456789Z"), null),
                TableTools.col("Bytes", new byte[] {1, -1}, null), TableTools.col("Id", new UUID(1, -2), null)));
    }

    /** The values of a reader's columns, batch by batch. */
    private static List<List<Object>> read(ArrowReader reader) throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        while (reader.loadNextBatch()) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            for (int row = 0; row < root.getRowCount(); row++) {
                List<Object> values = new ArrayList<>();
                for (FieldVector vector : root.getFieldVectors()) {
                    Object value = vector.getObject(row);
                    values.add(value instanceof Text ? value.toString() : value);
                }
                rows.add(values);
            }
        }
        return rows;
    }

    @Test
    void snapshot() throws IOException {
        try (ArrowReader reader = ArrowTables.snapshot(everyType(), allocator)) {
            assertThat(reader.getVectorSchemaRoot().getSchema().getFields()).extracting(Field::getName)
                    .containsExactly("Bool", "B", "C", "Sh", "I", "L", "F", "D", "é😀", "T", "Bytes", "Id");
            assertThat(reader.getVectorSchemaRoot().getSchema().findField("I").getType()).isEqualTo(new ArrowType.Int(32, true));
            assertThat(reader.getVectorSchemaRoot().getSchema().findField("C").getType()).isEqualTo(new ArrowType.Int(16, false));
            List<List<Object>> rows = read(reader);
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0).subList(0, 9)).containsExactly(true, (byte) 1, 'x', (short) 2, 3, null, 5.5f, 6.5, "😀\0");
            assertThat(rows.get(0).get(9)).isEqualTo(1704164645123456789L);
            assertThat(rows.get(1)).element(4).isNull();
        }
    }

    @Test
    void thereAndBack() {
        Table table = everyType();
        Table copy = closeLater(ArrowTables.table(ArrowTables.snapshot(table, allocator), allocator));
        assertThat(copy.isRefreshing()).isFalse();
        assertThat(copy.getDefinition()).isEqualTo(table.getDefinition());
        assertThat(copy.size()).isEqualTo(2);
        List<List<Object>> rows = Rows.of(copy);
        for (int row = 0; row < 2; row++) {
            assertThat(rows.get(row)).containsExactlyElementsOf(Rows.of(table).get(row));
        }
    }

    @Test
    void aSnapshotOutlivesItsTable() throws IOException {
        Topic topic = Topic.of("a", "b");
        Table table = Rows.await(Consuming.of(topic).withoutCommonColumns().unregistered(), 2);
        ArrowReader reader = ArrowTables.snapshot(table, allocator);
        topic.send("c");
        Rows.await(table, 3);
        Topictable.close(table);
        try (reader) {
            assertThat(read(reader)).containsExactly(List.of("a"), List.of("b"));
        }
    }

    @Test
    void manyBatches() throws IOException {
        int size = 150_000;
        long[] numbers = new long[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = i;
        }
        Table table = closeLater(TableTools.newTable(TableTools.longCol("L", numbers)));
        try (ArrowReader reader = ArrowTables.snapshot(table, allocator)) {
            assertThat(read(reader)).hasSize(size).element(size - 1).isEqualTo(List.of(size - 1L));
        }
        Table copy = closeLater(ArrowTables.table(ArrowTables.snapshot(table, allocator), allocator));
        assertThat(copy.size()).isEqualTo(size);
        assertThat(copy.getColumnSource("L").getLong(size - 1)).isEqualTo(size - 1);
    }

    @Test
    void aRangeOfSomeColumns() throws IOException {
        Table table = closeLater(TableTools.newTable(TableTools.intCol("A", 0, 1, 2, 3, 4), TableTools.stringCol("S", "a", "b", "c", "d", "e"),
                TableTools.intCol("Z", 9, 9, 9, 9, 9)));
        assertThat(export(table, 1, 3, "S", "A")).containsExactly(List.of("b", 1), List.of("c", 2), List.of("d", 3));
        assertThat(export(table, 4, 10, "A")).containsExactly(List.of(4));
        assertThat(export(table, 9, 1, "A")).isEmpty();
        assertThat(export(table, 0, 0)).isEmpty();
        assertThat(export(table, 0, 1)).containsExactly(List.of(0, "a", 9));
        assertThatThrownBy(() -> export(table, 0, 1, "Nope")).isInstanceOf(NotFoundException.class).hasMessageContaining("Nope");
        assertThatThrownBy(() -> export(table, -1, 1)).isInstanceOf(InvalidArgumentException.class);
    }

    private List<List<Object>> export(Table table, long first, long count, String... columns) throws IOException {
        try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Topictable.exportStream(table, stream.memoryAddress(), first, count, columns);
            try (ArrowReader reader = Data.importArrayStream(allocator, stream)) {
                return read(reader);
            }
        }
    }

    @Test
    void addressesOfNothing() {
        Table table = everyType();
        assertThatThrownBy(() -> Topictable.exportStream(table, 0)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> Topictable.exportStream(table, 3)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> Topictable.importStream(0)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aStreamThatNobodyReads() {
        try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Topictable.exportStream(everyType(), stream.memoryAddress());
            stream.release();
        }
    }

    @Test
    void otherColumnsOfArrow() throws IOException {
        try (DateDayVector days = new DateDayVector("Day", allocator);
                ListVector lists = new ListVector("List", allocator, FieldType.nullable(new ArrowType.List()), null)) {
            days.allocateNew(2);
            days.set(0, 19_000);
            days.setNull(1);
            lists.addOrGetVector(FieldType.nullable(MinorType.INT.getType()));
            lists.allocateNew();
            lists.startNewValue(0);
            lists.endValue(0, 0);
            lists.setNull(1);
            Table table = imported(new VectorSchemaRoot(List.of(days, lists)), 2);
            assertThat(Rows.column(table, "Day")).containsExactly(LocalDate.ofEpochDay(19_000), null);
            assertThat(table.getDefinition().getColumn("List").getDataType()).isEqualTo(io.deephaven.vector.IntVector.class);
            assertThat(Rows.column(table, "List")).containsExactly(new IntVectorDirect(), null);
            assertThat(export(table, 0, 2, "List")).containsExactly(List.of(List.of()), Collections.singletonList(null));
        }
    }

    @Test
    void listsAreVectors() throws IOException {
        try (ListVector lists = new ListVector("Numbers", allocator, FieldType.nullable(new ArrowType.List()), null);
                ListVector outer = new ListVector("Texts", allocator, FieldType.nullable(new ArrowType.List()), null)) {
            UnionListWriter numbers = lists.getWriter();
            numbers.startList();
            numbers.bigInt().writeBigInt(1);
            numbers.bigInt().writeNull();
            numbers.endList();
            numbers.setPosition(1);
            numbers.startList();
            numbers.bigInt().writeBigInt(-7);
            numbers.endList();
            UnionListWriter texts = outer.getWriter();
            texts.setPosition(1);
            texts.startList();
            texts.list().startList();
            texts.list().varChar().writeVarChar("é");
            texts.list().varChar().writeNull();
            texts.list().endList();
            texts.list().startList();
            texts.list().endList();
            texts.endList();

            Table table = imported(new VectorSchemaRoot(List.of(lists, outer)), 2);
            assertThat(table.getDefinition().getColumn("Numbers").getDataType()).isEqualTo(LongVector.class);
            assertThat(Rows.column(table, "Numbers")).containsExactly(new LongVectorDirect(1, NULL_LONG), new LongVectorDirect(-7));
            assertThat(table.getDefinition().getColumn("Texts").getDataType()).isEqualTo(ObjectVector.class);
            assertThat(Rows.column(table, "Texts")).hasToString("[null, [[é, ],[]]]");
            assertThat(TableTools.string(table)).contains("|[[é, ],[]]").contains("[1, ]     ");
        }
    }

    @Test
    void whatJavaCannotReadCellByCellIsThereAllTheSame() throws IOException {
        try (StructVector structs = StructVector.empty("Struct", allocator)) {
            structs.addOrGet("A", FieldType.nullable(MinorType.INT.getType()), IntVector.class).setSafe(0, 5);
            structs.setIndexDefined(0);
            Table table = imported(new VectorSchemaRoot(List.of(structs)), 1);
            assertThat(table.getDefinition().getColumn("Struct").getDataType()).isEqualTo(Object.class);
            assertThatThrownBy(() -> table.getColumnSource("Struct").get(0)).isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("\"Struct\"").hasMessageContaining("Arrow stream");
            assertThat(export(table, 0, 1, "Struct")).hasSize(1);
        }
    }

    private Table imported(VectorSchemaRoot root, int rows) throws IOException {
        root.setRowCount(rows);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
            writer.start();
            writer.writeBatch();
        }
        return closeLater(ArrowTables.table(
                new ArrowStreamReader(new ByteArrayInputStream(bytes.toByteArray()), allocator), allocator));
    }

    @Test
    void whatIsReadIsReleasedAlsoWhenNoTableIsMade() {
        ArrowReader reader = ArrowTables.snapshot(everyType(), allocator);
        Session closed = Topictable.open();
        closed.close();
        assertThatThrownBy(() -> closed.call(() -> ArrowTables.table(reader, allocator))).isInstanceOf(ClosedException.class);

        Table twice = closeLater(TableTools.newTable(TableTools.intCol("A", 1)));
        ArrowReader second = ArrowTables.snapshot(twice, allocator);
        Topictable.close(twice);
        assertThat(closeLater(ArrowTables.table(second, allocator)).size()).isEqualTo(1);
    }
}
