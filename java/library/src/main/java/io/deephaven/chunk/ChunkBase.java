package io.deephaven.chunk;

import io.deephaven.chunk.attributes.Any;
import java.util.Objects;

/** What all chunks have: a stretch of an array. */
abstract class ChunkBase<ATTR extends Any> implements Chunk<ATTR> {
    final int offset;
    private final int capacity;
    private int size;

    ChunkBase(int length, int offset, int capacity) {
        Objects.checkFromIndexSize(offset, capacity, length);
        this.offset = offset;
        this.capacity = capacity;
        this.size = capacity;
    }

    @Override
    public final int size() {
        return size;
    }

    /** How many values there is room for. */
    public final int capacity() {
        return capacity;
    }

    /** Says how many values there are. */
    public final void setSize(int newSize) {
        if (newSize < 0 || newSize > capacity) {
            throw new IllegalArgumentException("size " + newSize + " is incompatible with capacity " + capacity);
        }
        size = newSize;
    }

    /** The place in the array of a value that is there. */
    final int at(int index) {
        return offset + Objects.checkIndex(index, size);
    }

    /** The place in the array of a value that there is room for. */
    final int room(int index) {
        return offset + Objects.checkIndex(index, capacity);
    }

    /** The place of one more value. */
    final int next() {
        int place = room(size);
        size++;
        return place;
    }
}
