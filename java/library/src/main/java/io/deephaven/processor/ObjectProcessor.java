package io.deephaven.processor;

import io.deephaven.chunk.ObjectChunk;
import io.deephaven.chunk.WritableChunk;
import io.deephaven.qst.type.Type;
import java.util.List;
import java.util.Set;

/**
 * What makes columns of objects. Mirrors Deephaven's interface of the same name. A processor of a program is called by one
 * thread for each table, with a batch of records.
 *
 * @param <T> the class of the objects
 */
public interface ObjectProcessor<T> {
    /** How many columns it makes. */
    default int outputSize() {
        return outputTypes().size();
    }

    /** The types of the columns. */
    List<Type<?>> outputTypes();

    /**
     * Adds a value of each object, in their order, to each chunk. An exception makes the processor be called again with
     * one object after another, to find those that are to blame: each of them is a bad record. An object is null where the
     * key or value is; an exception because of it makes it null in every column.
     *
     * @param out a chunk for each of the types: of bytes (0, 1 or null) for Boolean, of nanoseconds since 1970 for Instant,
     *     of the type itself for other primitive types and their boxes, and of objects for all others
     */
    void processAll(ObjectChunk<? extends T, ?> in, List<WritableChunk<?>> out);

    /** What makes processors for objects of several classes. */
    interface Provider {
        /** The classes of objects that it has processors for. */
        Set<Type<?>> inputTypes();

        /** The types of the columns. */
        List<Type<?>> outputTypes();

        /** How many columns there are. */
        int outputSize();

        /** The processor for objects of a class. */
        <T> ObjectProcessor<? super T> processor(Type<T> inputType);
    }
}
