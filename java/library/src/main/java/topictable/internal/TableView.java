package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A snapshot of a table, whose cells are read from the native memory. It never changes; a reader holds its
 * {@link #handle} while it reads.
 */
public final class TableView {
    final Handle handle;
    final long version;
    /** The ranges of row keys, ascending: first keys, ends (exclusive), and the position of each first key. */
    private final long[] starts;
    private final long[] ends;
    private final long[] positions;
    /** The position after the last row of each piece. */
    private final long[] pieceEnds;
    private final long rows;
    /** For each column its pieces, as they are asked for. */
    private final AtomicReferenceArray<Piece>[] columns;

    /** The view that an answer describes; with an {@code owner}, that is not released before this one. */
    TableView(JsonNode answer, int columns, String what, Handle owner) {
        this.handle = new Handle(answer.get("handle").asLong(), "a view of " + what, owner);
        this.version = answer.get("version").asLong();
        JsonNode ranges = answer.get("ranges");
        starts = new long[ranges.size()];
        ends = new long[ranges.size()];
        positions = new long[ranges.size()];
        long position = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = ranges.get(i).get(0).asLong();
            ends[i] = ranges.get(i).get(1).asLong();
            positions[i] = position;
            position += ends[i] - starts[i];
        }
        rows = position;
        JsonNode pieces = answer.get("pieces");
        pieceEnds = new long[pieces.size()];
        long end = 0;
        for (int i = 0; i < pieceEnds.length; i++) {
            end += pieces.get(i).asLong();
            pieceEnds[i] = end;
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        AtomicReferenceArray<Piece>[] made = new AtomicReferenceArray[columns];
        this.columns = made;
        Arrays.setAll(made, i -> new AtomicReferenceArray<>(pieceEnds.length));
    }

    /** How many rows there are. */
    public long rows() {
        return rows;
    }

    /** The number of ranges of adjacent row keys. */
    public int ranges() {
        return starts.length;
    }

    /** The first key of a range. */
    public long rangeStart(int range) {
        return starts[range];
    }

    /** The end of a range, exclusive. */
    public long rangeEnd(int range) {
        return ends[range];
    }

    /** The position of a row key; negative when it is not there: -1 less the position that it would have. */
    public long position(long key) {
        int range = Arrays.binarySearch(starts, key);
        if (range < 0) {
            range = -range - 2;
        }
        if (range < 0) {
            return -1;
        }
        return key < ends[range]
                ? positions[range] + key - starts[range]
                : -1 - positions[range] - ends[range] + starts[range];
    }

    /** The row key at a position; -1 when there is none. */
    public long key(long position) {
        if (position < 0 || position >= rows) {
            return -1;
        }
        int range = Arrays.binarySearch(positions, position);
        if (range < 0) {
            range = -range - 2;
        }
        return starts[range] + position - positions[range];
    }

    /** The piece of a column that holds the value at a position; null when there is no such value, or it is null. */
    Piece pieceOf(int column, long position) {
        if (position < 0) {
            return null;
        }
        Piece piece = piece(column, position);
        return piece.isNull(position) ? null : piece;
    }

    private Piece piece(int column, long position) {
        int index = pieceIndex(position);
        Piece piece = columns[column].get(index);
        if (piece == null) {
            Bridge.call(handle, "load", Bridge.object().put("piece", index).put("column", column));
            piece = new Piece(handle.number(), index, column, index == 0 ? 0 : pieceEnds[index - 1]);
            columns[column].set(index, piece);
        }
        return piece;
    }

    private int pieceIndex(long position) {
        int index = Arrays.binarySearch(pieceEnds, position + 1);
        return index < 0 ? -index - 1 : index;
    }
}
