package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topictable.InvalidArgumentException;

/** A partitioned table of the native library. */
public final class LivePartitionedTable extends BasePartitionedTable implements AutoCloseable {
    private static final String PARTITION = "Partition";

    private final Handle handle;
    private final String what;
    private final TableDefinition definition;
    private final Table keys;
    private final Set<String> keyNames = new LinkedHashSet<>();
    /** Whether the keys are the partitions of a topic. */
    private final boolean ofTopic;

    /** The partitioned table that an answer describes: that of a topic, or one by key columns, which the answer names. */
    public LivePartitionedTable(JsonNode answer, String what) {
        this.what = what;
        handle = new Handle(answer.get("handle").asLong(), what);
        definition = TypeNames.definition(answer.get("columns"));
        ofTopic = !answer.has("keys");
        if (ofTopic) {
            keyNames.add(PARTITION);
        } else {
            answer.get("keys").forEach(key -> keyNames.add(key.asText()));
        }
        keys = new LiveTable(Bridge.call(handle, "keys"), "the keys of " + what);
    }

    @Override
    public Table table() {
        return keys;
    }

    @Override
    public Set<String> keyColumnNames() {
        return Collections.unmodifiableSet(keyNames);
    }

    @Override
    public String constituentColumnName() {
        return ofTopic ? "Table" : "__CONSTITUENT__";
    }

    @Override
    public TableDefinition constituentDefinition() {
        return definition;
    }

    @Override
    Table constituent(List<Object> key) {
        JsonNode answer = Bridge.call(handle, "constituent", ofTopic ? partition(key) : values(key));
        return answer.isNull() ? null : new LiveTable(answer, "the table of " + key + " of " + what);
    }

    private static ObjectNode partition(List<Object> key) {
        if (!(key.get(0) instanceof Number partition)) {
            throw new InvalidArgumentException(key + " is no key: expected one number, that of a partition", Map.of());
        }
        return Bridge.object().put("partition", partition.intValue());
    }

    private static ObjectNode values(List<Object> key) {
        ObjectNode fields = Bridge.object();
        ArrayNode values = fields.putArray("key");
        for (Object value : key) {
            ObjectNode constant = Constants.of(value);
            if (constant == null) {
                throw new InvalidArgumentException("no table has a key of " + value.getClass(), Map.of());
            }
            values.add(constant);
        }
        return fields;
    }

    @Override
    public Table merge() {
        return new LiveTable(Bridge.call(handle, "merge"), "the merged tables of " + what);
    }

    /** Releases it; its tables live on. */
    @Override
    public void close() {
        ((LiveTable) keys).close();
        handle.close();
    }
}
