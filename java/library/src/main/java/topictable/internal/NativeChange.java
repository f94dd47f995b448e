package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.engine.table.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import topictable.ClosedException;
import topictable.TableChange;

/** A change in native memory, until it is closed. */
final class NativeChange implements TableChange, AutoCloseable {
    private enum Part { ADDED, REMOVED, MODIFIED, MODIFIED_BEFORE, BEFORE, AFTER }

    private final JsonNode answer;
    private final Handle handle;
    private final Map<Part, FrozenTable> parts = new EnumMap<>(Part.class);
    private boolean closed;

    /** The change that an answer describes. */
    NativeChange(JsonNode answer) {
        this.answer = answer;
        handle = new Handle(answer.get("handle").asLong(), "the change");
    }

    private synchronized FrozenTable part(Part part) {
        if (closed) {
            throw new ClosedException("the change is closed: it can be read while its listener is called", Map.of());
        }
        return parts.computeIfAbsent(part, wanted -> {
            JsonNode columns = answer.get("columns");
            String name = wanted.name().toLowerCase(Locale.ROOT);
            JsonNode view = Bridge.call(handle, "change_view", Bridge.object().put("part", name));
            return new FrozenTable(columns, new TableView(view, columns.size(), "the change", null));
        });
    }

    @Override
    public Table added() {
        return part(Part.ADDED);
    }

    @Override
    public Table removed() {
        return part(Part.REMOVED);
    }

    @Override
    public Table modified() {
        return part(Part.MODIFIED);
    }

    @Override
    public Table modifiedBefore() {
        return part(Part.MODIFIED_BEFORE);
    }

    @Override
    public FrozenTable before() {
        return part(Part.BEFORE);
    }

    @Override
    public FrozenTable after() {
        return part(Part.AFTER);
    }

    @Override
    public List<String> modifiedColumns() {
        List<String> names = new ArrayList<>();
        for (JsonNode column : Bridge.call(handle, "modified_columns").get("columns")) {
            names.add(answer.get("columns").get(column.asInt()).get("name").asText());
        }
        return names;
    }

    @Override
    public long size() {
        return answer.get("rows").asLong();
    }

    @Override
    public boolean isInitial() {
        return answer.get("initial").asBoolean();
    }

    @Override
    public long sequence() {
        return answer.get("sequence").asLong();
    }

    @Override
    public synchronized void close() {
        closed = true;
        parts.values().forEach(FrozenTable::close);
        handle.close();
    }
}
