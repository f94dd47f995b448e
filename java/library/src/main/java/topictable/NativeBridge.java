package topictable;

import java.nio.ByteBuffer;

/**
 * The natives of the library: the one class that has any. Not for programs, which use {@link Topictable} and the
 * mirrored classes.
 */
public final class NativeBridge {
    static {
        NativeLibrary.load();
    }

    private NativeBridge() {}

    /** The version of the native library, in UTF-8. */
    public static native byte[] version();

    /**
     * Answers a request.
     *
     * @param handle the receiver, 0 for none
     * @param request a JSON document in UTF-8
     * @param payload values that the request brings along, or null
     * @return one byte, 0 for success, then a JSON document in UTF-8: the answer, or the error
     */
    public static native byte[] call(long handle, byte[] request, byte[] payload);

    /**
     * The memory of a column's piece that was loaded before. The view must be held as long as it is read.
     *
     * @param which 0 for the validity, 1 for values or ends of values, 2 for bytes; then three for each of what is inside,
     *     in Arrow's order
     * @return null when there is no such buffer, or it is empty
     */
    public static native ByteBuffer buffer(long view, int piece, int column, int which);

    /** Eight bytes that hold a table's version. The table must be held as long as they are read. */
    public static native ByteBuffer clock(long table);

    /** Forgets a handle; false when it was forgotten before. */
    public static native boolean release(long handle);
}
