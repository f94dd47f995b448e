package io.deephaven.chunk;

import io.deephaven.chunk.attributes.Any;

/** Values in an array. Mirrors what of Deephaven's interface processors of objects use. */
public interface Chunk<ATTR extends Any> {
    /** How many values there are. */
    int size();

    /** This chunk, which must be one of this type. */
    default ByteChunk<ATTR> asByteChunk() {
        return (ByteChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default CharChunk<ATTR> asCharChunk() {
        return (CharChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default ShortChunk<ATTR> asShortChunk() {
        return (ShortChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default IntChunk<ATTR> asIntChunk() {
        return (IntChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default LongChunk<ATTR> asLongChunk() {
        return (LongChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default FloatChunk<ATTR> asFloatChunk() {
        return (FloatChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default DoubleChunk<ATTR> asDoubleChunk() {
        return (DoubleChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    @SuppressWarnings("unchecked")
    default <T> ObjectChunk<T, ATTR> asObjectChunk() {
        return (ObjectChunk<T, ATTR>) this;
    }
}
