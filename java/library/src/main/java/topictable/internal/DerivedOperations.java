package topictable.internal;

import io.deephaven.api.ColumnName;
import io.deephaven.api.NaturalJoinType;
import io.deephaven.api.SortColumn;
import io.deephaven.api.Strings;
import io.deephaven.api.TableOperations;
import io.deephaven.api.TableOperationsDefaults;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.agg.spec.AggSpec;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.snapshot.SnapshotWhenOptions;
import io.deephaven.api.snapshot.SnapshotWhenOptions.Flag;
import io.deephaven.api.updateby.UpdateByControl;
import io.deephaven.api.updateby.UpdateByOperation;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The operations of the mirrored API as requests. It decides nothing: what is wrong with an argument the native library
 * says.
 *
 * @param <TOPS> what operations give
 * @param <TABLE> what a table is joined with
 */
abstract class DerivedOperations<TOPS extends TableOperations<TOPS, TABLE>, TABLE>
        implements TableOperationsDefaults<TOPS, TABLE> {
    /** Does an operation on one table. */
    abstract TOPS derive(Operation operation);

    /** Does an operation with another table. */
    abstract TOPS combine(Operation operation, TABLE right);

    @Override
    public TOPS head(long size) {
        return derive(Operation.of("head").with("rows", size));
    }

    @Override
    public TOPS tail(long size) {
        return derive(Operation.of("tail").with("rows", size));
    }

    @Override
    public TOPS slice(long firstPositionInclusive, long lastPositionExclusive) {
        return derive(Operation.of("slice").with("first", firstPositionInclusive).with("last", lastPositionExclusive));
    }

    @Override
    public TOPS reverse() {
        return derive(Operation.of("reverse"));
    }

    @Override
    public TOPS snapshot() {
        return derive(Operation.of("snapshot"));
    }

    @Override
    public TOPS snapshotWhen(TABLE trigger, SnapshotWhenOptions options) {
        return combine(Operation.of("snapshot_when").with("initial", options.has(Flag.INITIAL))
                .with("incremental", options.has(Flag.INCREMENTAL)).with("history", options.has(Flag.HISTORY))
                .texts("stamps", Strings.ofJoins(options.stampColumns())), trigger);
    }

    @Override
    public TOPS sort(Collection<? extends SortColumn> columnsToSortBy) {
        Operation sort = Operation.of("sort");
        sort.arguments().set("columns", Specs.sort(columnsToSortBy));
        return derive(sort);
    }

    @Override
    public TOPS where(String... filters) {
        return derive(Operation.of("where").filters(filters));
    }

    @Override
    public TOPS where(Filter filter) {
        return derive(Operation.of("where").filter(Objects.requireNonNull(filter, "filter")));
    }

    @Override
    public TOPS whereIn(TABLE rightTable, String... columnsToMatch) {
        return combine(Operation.of("where_in").texts("on", columnsToMatch), rightTable);
    }

    @Override
    public TOPS whereNotIn(TABLE rightTable, String... columnsToMatch) {
        return combine(Operation.of("where_not_in").texts("on", columnsToMatch), rightTable);
    }

    @Override
    public TOPS view(String... columns) {
        return derive(Operation.of("view").columns(columns));
    }

    @Override
    public TOPS updateView(String... columns) {
        return derive(Operation.of("update_view").columns(columns));
    }

    @Override
    public TOPS update(String... columns) {
        return derive(Operation.of("update").columns(columns));
    }

    @Override
    public TOPS lazyUpdate(String... columns) {
        return derive(Operation.of("lazy_update").columns(columns));
    }

    @Override
    public TOPS select(String... columns) {
        return derive(Operation.of("select").columns(columns));
    }

    @Override
    public TOPS selectDistinct(String... columns) {
        return derive(Operation.of("select_distinct").columns(columns));
    }

    @Override
    public TOPS dropColumns(String... columnNames) {
        return derive(Operation.of("drop_columns").texts("columns", columnNames));
    }

    @Override
    public TOPS naturalJoin(TABLE rightTable, String columnsToMatch, String columnsToAdd, NaturalJoinType joinType) {
        Operation join = join(joinType == NaturalJoinType.EXACTLY_ONE_MATCH ? "exact" : "natural", columnsToMatch, columnsToAdd);
        switch (joinType) {
            case FIRST_MATCH -> join.with("matching", "first");
            case LAST_MATCH -> join.with("matching", "last");
            default -> { }
        }
        return combine(join, rightTable);
    }

    @Override
    public TOPS exactJoin(TABLE rightTable, String columnsToMatch, String columnsToAdd) {
        return combine(join("exact", columnsToMatch, columnsToAdd), rightTable);
    }

    @Override
    public TOPS join(TABLE rightTable, String columnsToMatch, String columnsToAdd) {
        return combine(join("cross", columnsToMatch, columnsToAdd), rightTable);
    }

    @Override
    public TOPS aj(TABLE rightTable, String columnsToMatch, String columnsToAdd) {
        return combine(join("as_of", columnsToMatch, columnsToAdd), rightTable);
    }

    @Override
    public TOPS raj(TABLE rightTable, String columnsToMatch, String columnsToAdd) {
        return combine(join("reverse_as_of", columnsToMatch, columnsToAdd), rightTable);
    }

    /** Each row with each row of the other table that matches, or with nulls where none does. */
    public TOPS leftOuterJoin(TABLE rightTable, String columnsToMatch, String columnsToAdd) {
        return combine(join("left_outer", columnsToMatch, columnsToAdd), rightTable);
    }

    /** The same, and then each row of the other table that no row matches. */
    public TOPS fullOuterJoin(TABLE rightTable, String columnsToMatch, String columnsToAdd) {
        return combine(join("full_outer", columnsToMatch, columnsToAdd), rightTable);
    }

    @Override
    public TOPS rangeJoin(TABLE rightTable, Collection<String> columnsToMatch, Collection<? extends Aggregation> aggregations) {
        Operation operation = Operation.of("range").texts("on", Strings.names(columnsToMatch));
        operation.arguments().set("aggregations", Specs.aggregations(aggregations));
        return combine(operation, rightTable);
    }

    private static Operation join(String kind, String columnsToMatch, String columnsToAdd) {
        return Operation.of(kind).texts("on", atCommas(columnsToMatch)).texts("add", atCommas(columnsToAdd));
    }

    private static String[] atCommas(String columns) {
        return Stream.of(columns.split(",")).map(String::trim).filter(column -> !column.isEmpty()).toArray(String[]::new);
    }

    @Override
    public TOPS groupBy(String... groupByColumns) {
        return derive(Operation.of("group_by").texts("keys", groupByColumns));
    }

    @Override
    public TOPS ungroup(boolean nullFill, String... columnsToUngroup) {
        return derive(Operation.of("ungroup").texts("columns", columnsToUngroup).with("null_fill", nullFill));
    }

    @Override
    public TOPS aggAllBy(AggSpec spec, String... groupByColumns) {
        return derive(Operation.of("agg_all_by").texts("keys", groupByColumns).aggregation(spec));
    }

    @Override
    public TOPS aggBy(Collection<? extends Aggregation> aggregations, String... groupByColumns) {
        return derive(Operation.of("agg_by").texts("keys", groupByColumns).aggregations(aggregations));
    }

    @Override
    public TOPS aggBy(Collection<? extends Aggregation> aggregations, boolean preserveEmpty, TABLE initialGroups,
            Collection<? extends ColumnName> groupByColumns) {
        Operation operation = Operation.of("agg_by").texts("keys", Strings.names(groupByColumns))
                .aggregations(aggregations).with("preserve_empty", preserveEmpty);
        return initialGroups == null ? derive(operation) : combine(operation, initialGroups);
    }

    @Override
    public TOPS updateBy(Collection<? extends UpdateByOperation> operations, String... byColumns) {
        return derive(updateBy(operations, byColumns, UpdateByControl.defaultInstance()));
    }

    @Override
    public TOPS updateBy(UpdateByControl control, Collection<? extends UpdateByOperation> operations,
            Collection<? extends ColumnName> byColumns) {
        Objects.requireNonNull(control, "control");
        return derive(updateBy(operations, Strings.names(byColumns), control));
    }

    private static Operation updateBy(Collection<? extends UpdateByOperation> operations, String[] byColumns,
            UpdateByControl control) {
        Operation operation = Operation.of("update_by").texts("keys", byColumns);
        operation.arguments().set("context", UpdateBySpecs.context(control.mathContextOrDefault()));
        operation.arguments().set("operations", UpdateBySpecs.operations(operations, operation));
        return operation;
    }

    @Override
    public TOPS countBy(String countColumnName, String... groupByColumns) {
        return derive(Operation.of("count_by").with("column", countColumnName).texts("keys", groupByColumns));
    }
}
