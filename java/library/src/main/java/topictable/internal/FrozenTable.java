package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableUpdateListener;
import java.util.Map;
import topictable.ClosedException;
import topictable.UnsupportedFeatureException;

/** The rows of a table as they were at one time. */
public final class FrozenTable extends ViewTable implements AutoCloseable {
    private final TableView view;

    FrozenTable(JsonNode description, TableView view) {
        super(description);
        this.view = view;
    }

    @Override
    TableView acquire() {
        if (!view.handle.tryAcquire()) {
            throw new ClosedException("the snapshot is closed", Map.of());
        }
        return view;
    }

    @Override
    Table derive(String operation, ObjectNode arguments) {
        throw new UnsupportedFeatureException("operations on a snapshot are not supported by this version",
                Map.of("feature", operation));
    }

    @Override
    public void addUpdateListener(TableUpdateListener listener) {
        throw new UnsupportedFeatureException("a snapshot never changes", Map.of("feature", "addUpdateListener"));
    }

    @Override
    public void removeUpdateListener(TableUpdateListener listener) {
        // It has none.
    }

    @Override
    public boolean isRefreshing() {
        return false;
    }

    @Override
    public boolean isFailed() {
        return false;
    }

    @Override
    public void close() {
        view.handle.close();
    }
}
