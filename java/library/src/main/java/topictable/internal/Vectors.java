package topictable.internal;

import io.deephaven.vector.ByteVector;
import io.deephaven.vector.ByteVectorDirect;
import io.deephaven.vector.CharVector;
import io.deephaven.vector.CharVectorDirect;
import io.deephaven.vector.DoubleVector;
import io.deephaven.vector.DoubleVectorDirect;
import io.deephaven.vector.FloatVector;
import io.deephaven.vector.FloatVectorDirect;
import io.deephaven.vector.IntVector;
import io.deephaven.vector.IntVectorDirect;
import io.deephaven.vector.LongVector;
import io.deephaven.vector.LongVectorDirect;
import io.deephaven.vector.ObjectVector;
import io.deephaven.vector.ObjectVectorDirect;
import io.deephaven.vector.ShortVector;
import io.deephaven.vector.ShortVectorDirect;
import io.deephaven.vector.Vector;
import java.util.Map;

/** Vectors of arrays. */
final class Vectors {
    private static final Map<Class<?>, Class<?>> PRIMITIVE = Map.of(byte.class, ByteVector.class, char.class, CharVector.class,
            short.class, ShortVector.class, int.class, IntVector.class, long.class, LongVector.class,
            float.class, FloatVector.class, double.class, DoubleVector.class);

    private Vectors() {}

    /** The class of vectors of such elements. */
    static Class<?> type(Class<?> elements) {
        return PRIMITIVE.getOrDefault(elements, ObjectVector.class);
    }

    /** The primitive type of the elements of a class of vectors; null for any other class. */
    static Class<?> elements(Class<?> vectors) {
        return PRIMITIVE.entrySet().stream().filter(entry -> entry.getValue() == vectors).map(Map.Entry::getKey)
                .findFirst().orElse(null);
    }

    /** A vector of the elements of an array, which is not copied. */
    static Vector<?> of(Object array) {
        if (array instanceof int[] ints) {
            return new IntVectorDirect(ints);
        } else if (array instanceof long[] longs) {
            return new LongVectorDirect(longs);
        } else if (array instanceof double[] doubles) {
            return new DoubleVectorDirect(doubles);
        } else if (array instanceof float[] floats) {
            return new FloatVectorDirect(floats);
        } else if (array instanceof short[] shorts) {
            return new ShortVectorDirect(shorts);
        } else if (array instanceof byte[] bytes) {
            return new ByteVectorDirect(bytes);
        } else if (array instanceof char[] chars) {
            return new CharVectorDirect(chars);
        }
        return new ObjectVectorDirect<>((Object[]) array);
    }
}
