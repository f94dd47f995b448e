package topictable.table;

import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static org.assertj.core.api.Assertions.assertThat;

import io.deephaven.vector.DoubleVectorDirect;
import io.deephaven.vector.IntVector;
import io.deephaven.vector.IntVectorDirect;
import io.deephaven.vector.ObjectVector;
import io.deephaven.vector.ObjectVectorDirect;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VectorsTest {
    @Test
    void primitiveOnes() {
        IntVector vector = new IntVectorDirect(1, NULL_INT, 3);
        assertThat(vector.size()).isEqualTo(3);
        assertThat(vector.get(2)).isEqualTo(3);
        assertThat(vector.get(-1)).isEqualTo(NULL_INT);
        assertThat(vector.get(3)).isEqualTo(NULL_INT);
        assertThat(vector).containsExactly(1, null, 3);
        assertThat(vector.toArray()).containsExactly(1, NULL_INT, 3);
        assertThat(vector.getComponentType()).isEqualTo(int.class);
        assertThat(vector.subVector(1, 4)).hasToString("[ ,3, ]");
        assertThat(vector.subVector(3, 1)).isEmpty();
        assertThat(vector).isEqualTo(new IntVectorDirect(1, NULL_INT, 3)).hasToString("[1, ,3]");
    }

    @Test
    void objects() {
        ObjectVector<String> vector = new ObjectVectorDirect<>("a", null, "c");
        assertThat(vector).hasToString("[a, ,c]").containsExactly("a", null, "c");
        assertThat(vector.getComponentType()).isEqualTo(String.class);
        assertThat(vector.get(3)).isNull();
        assertThat(vector.subVector(-1, 1)).hasToString("[ ,a]");
    }

    @Test
    void longOnesPrintTheirBeginning() {
        assertThat(new IntVectorDirect(IntStream.range(0, 12).toArray())).hasToString("[0,1,2,3,4,5,6,7,8,9, ...]");
        assertThat(new IntVectorDirect(IntStream.range(0, 10).toArray())).hasToString("[0,1,2,3,4,5,6,7,8,9]");
        assertThat(new DoubleVectorDirect(NULL_DOUBLE)).hasToString("[ ]");
        assertThat(new DoubleVectorDirect()).hasToString("[]");
    }
}
