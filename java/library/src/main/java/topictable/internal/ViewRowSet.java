package topictable.internal;

import io.deephaven.engine.rowset.TrackingRowSet;
import java.util.NoSuchElementException;

/** The row keys of a view. They are in Java's memory: the native view need not be held. */
final class ViewRowSet implements TrackingRowSet {
    private final TableView view;

    ViewRowSet(TableView view) {
        this.view = view;
    }

    @Override
    public long size() {
        return view.rows();
    }

    @Override
    public long get(long rowPosition) {
        return view.key(rowPosition);
    }

    @Override
    public long find(long rowKey) {
        return view.position(rowKey);
    }

    @Override
    public Iterator iterator() {
        return new Iterator() {
            private int range;
            private long next = view.ranges() > 0 ? view.rangeStart(0) : NULL_ROW_KEY;

            @Override
            public boolean hasNext() {
                return range < view.ranges();
            }

            @Override
            public long nextLong() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the row set has no further key");
                }
                long key = next++;
                if (next == view.rangeEnd(range) && ++range < view.ranges()) {
                    next = view.rangeStart(range);
                }
                return key;
            }
        };
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < view.ranges(); i++) {
            long last = view.rangeEnd(i) - 1;
            text.append(i == 0 ? "" : ",").append(view.rangeStart(i));
            if (last > view.rangeStart(i)) {
                text.append('-').append(last);
            }
        }
        return text.append('}').toString();
    }
}
