package topictable.internal;

import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.util.TableTools;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * What a program's function makes of the constituents of a partitioned table, each made once, when it is first asked for.
 */
public final class MappedPartitionedTable extends BasePartitionedTable {
    private static final System.Logger LOG = System.getLogger("topictable");

    private final PartitionedTable source;
    private final BiFunction<List<Object>, Table, Table> function;
    private final Map<List<Object>, Table> made = new HashMap<>();

    private MappedPartitionedTable(PartitionedTable source, BiFunction<List<Object>, Table, Table> function) {
        this.source = source;
        this.function = function;
        // What is wrong with the function is said where it is given.
        constituents();
    }

    /** What {@code function} makes of each constituent. */
    public static PartitionedTable of(PartitionedTable source, UnaryOperator<Table> function) {
        return new MappedPartitionedTable(source, (key, table) -> function.apply(table));
    }

    /** What {@code function} makes of the constituents of each key that both have. */
    public static PartitionedTable of(PartitionedTable source, PartitionedTable other, BinaryOperator<Table> function) {
        return new MappedPartitionedTable(source, (key, table) -> {
            Table right = other.constituentFor(key.toArray());
            return right == null ? null : function.apply(table, right);
        });
    }

    @Override
    synchronized Table constituent(List<Object> key) {
        Table known = made.get(key);
        if (known == null) {
            Table constituent = source.constituentFor(key.toArray());
            known = constituent == null ? null : function.apply(key, constituent);
            if (known != null) {
                made.put(key, known);
            }
        }
        return known;
    }

    @Override
    public Table table() {
        return source.table();
    }

    @Override
    public Set<String> keyColumnNames() {
        return source.keyColumnNames();
    }

    @Override
    public String constituentColumnName() {
        return source.constituentColumnName();
    }

    @Override
    public TableDefinition constituentDefinition() {
        Table[] constituents = constituents();
        return constituents.length > 0 ? constituents[0].getDefinition() : prototype().getDefinition();
    }

    /** What the function makes of no rows. */
    private Table prototype() {
        return function.apply(List.of(), TableTools.newTable(source.constituentDefinition()));
    }

    /** The rows of the constituents that there are now: the function cannot be called for those that appear later. */
    @Override
    public Table merge() {
        Table[] constituents = constituents();
        if (source.constituentChangesPermitted()) {
            LOG.log(System.Logger.Level.DEBUG, "a merge of transformed tables has those of the {0} keys of now",
                    constituents.length);
        }
        return LiveTable.ofTables("merge_tables", Bridge.object(),
                constituents.length > 0 ? List.of(constituents) : List.of(prototype()), "the merged tables");
    }
}
