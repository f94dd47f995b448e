package io.deephaven.engine.primitive.iterator;

import io.deephaven.util.SafeCloseable;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Values one after another, from memory that is let go of when the iterator is closed. Mirrors Deephaven's interface of the
 * same name.
 *
 * @param <TYPE> the values' type
 */
public interface CloseableIterator<TYPE> extends Iterator<TYPE>, SafeCloseable {
    /** The values that are left, as a stream that closes the iterator when it is closed. */
    default Stream<TYPE> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false).onClose(this::close);
    }

    @Override
    default void close() {}
}
