package io.deephaven.engine.rowset;

import io.deephaven.util.datastructures.LongAbortableConsumer;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.LongConsumer;

/** The keys of a table's rows at one time, in ascending order. Mirrors Deephaven's interface of the same name. */
public interface RowSet extends Iterable<Long> {
    /** The key of no row. */
    long NULL_ROW_KEY = -1;

    /** How many keys there are. */
    long size();

    /** Whether there is no key. */
    default boolean isEmpty() {
        return size() == 0;
    }

    /** The key at a position, counted from 0; {@link #NULL_ROW_KEY} when there is none. */
    long get(long rowPosition);

    /** The position of a key, counted from 0; when it is not there, -1 less the position that it would have. */
    long find(long rowKey);

    /** The smallest key; {@link #NULL_ROW_KEY} when there is none. */
    default long firstRowKey() {
        return get(0);
    }

    /** The largest key; {@link #NULL_ROW_KEY} when there is none. */
    default long lastRowKey() {
        return get(size() - 1);
    }

    /** Calls {@code consumer} with each key. */
    default void forAllRowKeys(LongConsumer consumer) {
        for (Iterator it = iterator(); it.hasNext();) {
            consumer.accept(it.nextLong());
        }
    }

    /** Calls {@code consumer} with each key until it gives false; gives whether it never did. */
    default boolean forEachRowKey(LongAbortableConsumer consumer) {
        for (Iterator it = iterator(); it.hasNext();) {
            if (!consumer.accept(it.nextLong())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the set has these keys, which are in order. */
    default boolean containsRange(long start, long end) {
        long first = find(start);
        return first >= 0 && find(end) == first + end - start;
    }

    /** The keys in ascending order. */
    @Override
    Iterator iterator();

    /** Keys one after another. */
    interface Iterator extends PrimitiveIterator.OfLong {
        /**
         * The next key.
         *
         * @throws NoSuchElementException when there is none
         */
        @Override
        long nextLong();
    }
}
