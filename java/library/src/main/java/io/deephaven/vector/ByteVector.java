package io.deephaven.vector;

/** A vector of bytes. Mirrors Deephaven's interface of the same name. */
public interface ByteVector extends Vector<ByteVector>, Iterable<Byte> {
    /** The value at a position; the null constant for null, and where there is none. */
    byte get(long index);

    @Override
    byte[] toArray();

    @Override
    default byte[] copyToArray() {
        return toArray();
    }

    @Override
    default Class<?> getComponentType() {
        return byte.class;
    }
}
