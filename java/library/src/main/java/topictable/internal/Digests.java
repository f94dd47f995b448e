package topictable.internal;

import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.TDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** t-digests: what Apache DataSketches writes, as objects of the library that Deephaven has them of. */
final class Digests {
    /** The flags of a digest: of nothing, of one number. */
    private static final int EMPTY = 1;
    private static final int SINGLE = 2;
    /** The form in which that library reads one: with doubles. */
    private static final int VERBOSE = 1;
    /** The encoding, the least and the greatest number, the compression, how many centroids. */
    private static final int HEADER = Integer.BYTES + 3 * Double.BYTES + Integer.BYTES;

    private Digests() {}

    /** A digest of its own: what is added to it is not in the table. */
    static TDigest read(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int compression = Short.toUnsignedInt(from.getShort(3));
        int flags = from.get(5);
        from.position(Long.BYTES);
        if ((flags & EMPTY) != 0) {
            return TDigest.createMergingDigest(compression);
        }
        if ((flags & SINGLE) != 0) {
            TDigest one = TDigest.createMergingDigest(compression);
            one.add(from.getDouble());
            return one;
        }
        int centroids = from.getInt();
        from.getInt();
        ByteBuffer into = ByteBuffer.allocate(HEADER + 2 * Double.BYTES * centroids).putInt(VERBOSE)
                .putDouble(from.getDouble()).putDouble(from.getDouble()).putDouble(compression).putInt(centroids);
        for (int i = 0; i < centroids; i++) {
            double mean = from.getDouble();
            into.putDouble(from.getLong()).putDouble(mean);
        }
        return MergingDigest.fromBytes(into.flip());
    }
}
