package io.deephaven.api;

import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.snapshot.SnapshotWhenOptions;
import io.deephaven.api.updateby.UpdateByControl;
import io.deephaven.api.updateby.UpdateByOperation;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Other forms of the operations of {@link TableOperations}: with objects in the place of texts, and with fewer arguments.
 * Mirrors Deephaven's interface of the same name.
 *
 * @param <TOPS> what operations give
 * @param <TABLE> what a table is joined with
 */
public interface TableOperationsDefaults<TOPS extends TableOperations<TOPS, TABLE>, TABLE>
        extends ColumnAggregationsBy<TOPS, TABLE> {
    /** The rows sorted by these columns, ascending: nulls first. */
    default TOPS sort(String... columnsToSortBy) {
        return sort(ColumnName.from(columnsToSortBy).stream().map(SortColumn::asc).toList());
    }

    /** The rows sorted by these columns, descending: nulls last. */
    default TOPS sortDescending(String... columnsToSortBy) {
        return sort(ColumnName.from(columnsToSortBy).stream().map(SortColumn::desc).toList());
    }

    /** The rows as they were when the trigger last changed, with all its columns as stamps. */
    default TOPS snapshotWhen(TABLE trigger, SnapshotWhenOptions.Flag... features) {
        return snapshotWhen(trigger, SnapshotWhenOptions.of(features));
    }

    /** The rows as they were when the trigger last changed, with these of its columns as stamps, with all without any. */
    default TOPS snapshotWhen(TABLE trigger, Collection<SnapshotWhenOptions.Flag> features, String... stampColumns) {
        return snapshotWhen(trigger, SnapshotWhenOptions.of(features, stampColumns));
    }

    /** The rows whose values in these columns are those of a row of the other table. */
    default TOPS whereIn(TABLE rightTable, Collection<? extends JoinMatch> columnsToMatch) {
        return whereIn(rightTable, columnsToMatch.stream().map(Strings::of).toArray(String[]::new));
    }

    /** The rows whose values in these columns are those of no row of the other table. */
    default TOPS whereNotIn(TABLE rightTable, Collection<? extends JoinMatch> columnsToMatch) {
        return whereNotIn(rightTable, columnsToMatch.stream().map(Strings::of).toArray(String[]::new));
    }

    /** All columns; computed once and kept. */
    default TOPS select() {
        return select(new String[0]);
    }

    /** The different rows. */
    default TOPS selectDistinct() {
        return selectDistinct(new String[0]);
    }

    /** These columns only; computed when they are read. */
    default TOPS view(Collection<? extends Selectable> columns) {
        return view(Strings.ofSelectables(columns));
    }

    /** All columns and these; computed when they are read. */
    default TOPS updateView(Collection<? extends Selectable> columns) {
        return updateView(Strings.ofSelectables(columns));
    }

    /** All columns and these; computed once and kept. */
    default TOPS update(Collection<? extends Selectable> columns) {
        return update(Strings.ofSelectables(columns));
    }

    /** All columns and these; computed when they are read, once for equal values of what they are made of. */
    default TOPS lazyUpdate(Collection<? extends Selectable> columns) {
        return lazyUpdate(Strings.ofSelectables(columns));
    }

    /** These columns only; computed once and kept. */
    default TOPS select(Collection<? extends Selectable> columns) {
        return select(Strings.ofSelectables(columns));
    }

    /** The different rows of these columns. */
    default TOPS selectDistinct(Collection<? extends Selectable> columns) {
        return selectDistinct(Strings.ofSelectables(columns));
    }

    /** All columns but these. */
    default TOPS dropColumns(Collection<String> columnNames) {
        return dropColumns(columnNames.toArray(String[]::new));
    }

    /** All columns but these. */
    default TOPS dropColumns(ColumnName... columnNames) {
        return dropColumns(Strings.names(columnNames));
    }

    /** All rows, with all columns of the row of the other table that matches. */
    default TOPS naturalJoin(TABLE rightTable, String columnsToMatch) {
        return naturalJoin(rightTable, columnsToMatch, "");
    }

    /** All rows, with all columns of the row of the other table that matches. */
    default TOPS naturalJoin(TABLE rightTable, String columnsToMatch, NaturalJoinType joinType) {
        return naturalJoin(rightTable, columnsToMatch, "", joinType);
    }

    /** All rows, with columns of the row of the other table that matches. */
    default TOPS naturalJoin(TABLE rightTable, String columnsToMatch, String columnsToAdd) {
        return naturalJoin(rightTable, columnsToMatch, columnsToAdd, NaturalJoinType.ERROR_ON_DUPLICATE);
    }

    /** All rows, with columns of the row of the other table that matches. */
    default TOPS naturalJoin(TABLE rightTable, Collection<? extends JoinMatch> columnsToMatch,
            Collection<? extends JoinAddition> columnsToAdd) {
        return naturalJoin(rightTable, columnsToMatch, columnsToAdd, NaturalJoinType.ERROR_ON_DUPLICATE);
    }

    /** All rows, with columns of the row of the other table that matches. */
    default TOPS naturalJoin(TABLE rightTable, Collection<? extends JoinMatch> columnsToMatch,
            Collection<? extends JoinAddition> columnsToAdd, NaturalJoinType joinType) {
        return naturalJoin(rightTable, Strings.ofJoinMatches(columnsToMatch), Strings.ofJoinAdditions(columnsToAdd),
                joinType);
    }

    /** All rows, with all columns of the one row of the other table that matches. */
    default TOPS exactJoin(TABLE rightTable, String columnsToMatch) {
        return exactJoin(rightTable, columnsToMatch, "");
    }

    /** All rows, with columns of the one row of the other table that matches. */
    default TOPS exactJoin(TABLE rightTable, Collection<? extends JoinMatch> columnsToMatch,
            Collection<? extends JoinAddition> columnsToAdd) {
        return exactJoin(rightTable, Strings.ofJoinMatches(columnsToMatch), Strings.ofJoinAdditions(columnsToAdd));
    }

    /** Each row with each row of the other table. */
    default TOPS join(TABLE rightTable) {
        return join(rightTable, "", "");
    }

    /** Each row with each row of the other table that matches, and all its columns. */
    default TOPS join(TABLE rightTable, String columnsToMatch) {
        return join(rightTable, columnsToMatch, "");
    }

    /** Each row with each row of the other table that matches. */
    default TOPS join(TABLE rightTable, Collection<? extends JoinMatch> columnsToMatch,
            Collection<? extends JoinAddition> columnsToAdd) {
        return join(rightTable, Strings.ofJoinMatches(columnsToMatch), Strings.ofJoinAdditions(columnsToAdd));
    }

    /** The same; {@code reserveBits} has no meaning here. */
    default TOPS join(TABLE rightTable, Collection<? extends JoinMatch> columnsToMatch,
            Collection<? extends JoinAddition> columnsToAdd, int reserveBits) {
        return join(rightTable, columnsToMatch, columnsToAdd);
    }

    /** All rows, with all columns of the last row of the other table that is not after it. */
    default TOPS aj(TABLE rightTable, String columnsToMatch) {
        return aj(rightTable, columnsToMatch, "");
    }

    /** All rows, with all columns of the first row of the other table that is not before it. */
    default TOPS raj(TABLE rightTable, String columnsToMatch) {
        return raj(rightTable, columnsToMatch, "");
    }

    /** {@code aj} or {@code raj}, as the rule of {@code asOfMatch} says. */
    default TOPS asOfJoin(TABLE rightTable, Collection<? extends JoinMatch> exactMatches, AsOfJoinMatch asOfMatch,
            Collection<? extends JoinAddition> columnsToAdd) {
        String matches = Stream.concat(exactMatches.stream().map(Strings::of), Stream.of(Strings.of(asOfMatch)))
                .collect(Collectors.joining(","));
        String additions = Strings.ofJoinAdditions(columnsToAdd);
        return asOfMatch.isAj() ? aj(rightTable, matches, additions) : raj(rightTable, matches, additions);
    }

    /** All rows, with vectors of the rows of the other table that match and whose value is in the row's range. */
    default TOPS rangeJoin(TABLE rightTable, Collection<? extends JoinMatch> exactMatches, RangeJoinMatch rangeMatch,
            Collection<? extends Aggregation> aggregations) {
        Stream<String> matches = Stream.concat(exactMatches.stream().map(Strings::of), Stream.of(Strings.of(rangeMatch)));
        return rangeJoin(rightTable, matches.toList(), aggregations);
    }

    /** A row of all rows, with their values as vectors. */
    default TOPS groupBy() {
        return groupBy(new String[0]);
    }

    /** A row for each group of rows with equal keys, with the groups' values as vectors. */
    default TOPS groupBy(Collection<? extends ColumnName> groupByColumns) {
        return groupBy(Strings.names(groupByColumns));
    }

    /** A row for each element of all vectors and arrays, which must have one length. */
    default TOPS ungroup() {
        return ungroup(false, new String[0]);
    }

    /** A row for each element of all vectors and arrays. */
    default TOPS ungroup(boolean nullFill) {
        return ungroup(nullFill, new String[0]);
    }

    /** A row for each element of the vectors and arrays in these columns, which must have one length. */
    default TOPS ungroup(String... columnsToUngroup) {
        return ungroup(false, columnsToUngroup);
    }

    /** A row for each element of the vectors and arrays in these columns. */
    default TOPS ungroup(boolean nullFill, Collection<? extends ColumnName> columnsToUngroup) {
        return ungroup(nullFill, Strings.names(columnsToUngroup));
    }

    /** What the aggregation makes of all rows. */
    default TOPS aggBy(Aggregation aggregation) {
        return aggBy(List.of(aggregation), new String[0]);
    }

    /** What the aggregations make of all rows. */
    default TOPS aggBy(Collection<? extends Aggregation> aggregations) {
        return aggBy(aggregations, new String[0]);
    }

    /** The same; with {@code preserveEmpty} the one row is there from the beginning. */
    default TOPS aggBy(Collection<? extends Aggregation> aggregations, boolean preserveEmpty) {
        return aggBy(aggregations, preserveEmpty, null, List.of());
    }

    /** What the aggregation makes of each group of rows with equal keys. */
    default TOPS aggBy(Aggregation aggregation, String... groupByColumns) {
        return aggBy(List.of(aggregation), groupByColumns);
    }

    /** What the aggregation makes of each group of rows with equal keys. */
    default TOPS aggBy(Aggregation aggregation, Collection<? extends ColumnName> groupByColumns) {
        return aggBy(List.of(aggregation), groupByColumns);
    }

    /** What the aggregations make of each group of rows with equal keys. */
    default TOPS aggBy(Collection<? extends Aggregation> aggregations, Collection<? extends ColumnName> groupByColumns) {
        return aggBy(aggregations, Strings.names(groupByColumns));
    }

    /**
     * The same with groups that need no rows. Those of {@code initialGroups}, a table with the key columns or null, come first;
     * it is read once. With {@code preserveEmpty} groups stay that have no rows any more, or have none yet: counts are 0
     * there, lists are empty, and all else is null.
     */
    TOPS aggBy(Collection<? extends Aggregation> aggregations, boolean preserveEmpty, TABLE initialGroups,
            Collection<? extends ColumnName> groupByColumns);

    /** All rows, with what the operation makes of each and those around it. */
    default TOPS updateBy(UpdateByOperation operation) {
        return updateBy(List.of(operation), new String[0]);
    }

    /** The same; decimals are rounded to the {@code MathContext} of the control. */
    default TOPS updateBy(UpdateByControl control, UpdateByOperation operation) {
        return updateBy(control, List.of(operation), List.of());
    }

    /** All rows, with what the operations make of each and those around it. */
    default TOPS updateBy(Collection<? extends UpdateByOperation> operations) {
        return updateBy(operations, new String[0]);
    }

    /** The same; decimals are rounded to the {@code MathContext} of the control. */
    default TOPS updateBy(UpdateByControl control, Collection<? extends UpdateByOperation> operations) {
        return updateBy(control, operations, List.of());
    }

    /** All rows, with what the operation makes of each and those of its group around it. */
    default TOPS updateBy(UpdateByOperation operation, String... byColumns) {
        return updateBy(List.of(operation), byColumns);
    }

    /** The same; decimals are rounded to the {@code MathContext} of the control. */
    default TOPS updateBy(UpdateByControl control, UpdateByOperation operation, String... byColumns) {
        return updateBy(control, List.of(operation), Stream.of(byColumns).map(ColumnName::of).toList());
    }

    /** All rows, with what the operations make of each and those of its group around it. */
    default TOPS updateBy(Collection<? extends UpdateByOperation> operations,
            Collection<? extends ColumnName> byColumns) {
        return updateBy(operations, Strings.names(byColumns));
    }

    /** The same; decimals are rounded to the {@code MathContext} of the control. */
    default TOPS updateBy(UpdateByControl control, Collection<? extends UpdateByOperation> operations,
            Collection<? extends ColumnName> byColumns) {
        Objects.requireNonNull(control, "control");
        return updateBy(operations, byColumns);
    }

    /** The number of rows, in the column {@code countColumnName}. */
    default TOPS countBy(String countColumnName) {
        return countBy(countColumnName, new String[0]);
    }

    /** The number of rows of each group of rows with equal keys. */
    default TOPS countBy(String countColumnName, ColumnName... groupByColumns) {
        return countBy(countColumnName, Strings.names(groupByColumns));
    }

    /** The number of rows of each group of rows with equal keys. */
    default TOPS countBy(String countColumnName, Collection<String> groupByColumns) {
        return countBy(countColumnName, groupByColumns.toArray(String[]::new));
    }
}
