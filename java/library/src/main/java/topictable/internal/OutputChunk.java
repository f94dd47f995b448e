package topictable.internal;

import io.deephaven.chunk.WritableByteChunk;
import io.deephaven.chunk.WritableCharChunk;
import io.deephaven.chunk.WritableChunk;
import io.deephaven.chunk.WritableDoubleChunk;
import io.deephaven.chunk.WritableFloatChunk;
import io.deephaven.chunk.WritableIntChunk;
import io.deephaven.chunk.WritableLongChunk;
import io.deephaven.chunk.WritableObjectChunk;
import io.deephaven.chunk.WritableShortChunk;
import io.deephaven.chunk.attributes.Values;
import java.time.Instant;
import java.util.function.IntFunction;

/**
 * A chunk that a processor fills, and how its values are read. As in the mirrored API a Boolean is a byte, 0 or 1, and an
 * Instant the nanoseconds since 1970; the constants of {@code QueryConstants} stand for null.
 */
record OutputChunk(WritableChunk<Values> chunk, IntFunction<Object> values) {
    /** An empty chunk for so many values of a column of this type. */
    static OutputChunk of(Class<?> type, int rows) {
        OutputChunk output = ofType(ColumnValues.boxed(type), rows);
        output.chunk.setSize(0);
        return output;
    }

    private static OutputChunk ofType(Class<?> type, int rows) {
        if (type == Boolean.class) {
            WritableByteChunk<Values> chunk = WritableByteChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : chunk.get(row) != 0);
        }
        if (type == Byte.class) {
            WritableByteChunk<Values> chunk = WritableByteChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : chunk.get(row));
        }
        if (type == Character.class) {
            WritableCharChunk<Values> chunk = WritableCharChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : chunk.get(row));
        }
        if (type == Short.class) {
            WritableShortChunk<Values> chunk = WritableShortChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : chunk.get(row));
        }
        if (type == Integer.class) {
            WritableIntChunk<Values> chunk = WritableIntChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : chunk.get(row));
        }
        if (type == Long.class) {
            WritableLongChunk<Values> chunk = WritableLongChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : chunk.get(row));
        }
        if (type == Instant.class) {
            WritableLongChunk<Values> chunk = WritableLongChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : Nanos.toInstant(chunk.get(row)));
        }
        if (type == Float.class) {
            WritableFloatChunk<Values> chunk = WritableFloatChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : chunk.get(row));
        }
        if (type == Double.class) {
            WritableDoubleChunk<Values> chunk = WritableDoubleChunk.makeWritableChunk(rows);
            return new OutputChunk(chunk, row -> chunk.isNull(row) ? null : chunk.get(row));
        }
        WritableObjectChunk<Object, Values> chunk = WritableObjectChunk.makeWritableChunk(rows);
        return new OutputChunk(chunk, chunk::get);
    }
}
