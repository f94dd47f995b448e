package io.deephaven.engine.table;

import io.deephaven.api.JoinMatch;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import topictable.internal.LiveTable;

/** Joins many tables by their keys. Mirrors Deephaven's class of the same name. All tables may be live. */
public final class MultiJoinFactory {
    private MultiJoinFactory() {}

    /** A row for each key that any table has, in the order in which keys are first seen, with all columns of all tables. */
    public static MultiJoinTable of(String[] keys, Table... inputTables) {
        return of(MultiJoinInput.from(keys, inputTables));
    }

    /** The same; keys with commas between. */
    public static MultiJoinTable of(String keys, Table... inputTables) {
        return of(MultiJoinInput.from(keys, inputTables));
    }

    /**
     * A row for each key that any table has, in the order in which keys are first seen, with columns of the row of each
     * table that has the key, or nulls. All tables have the same keys, in any order, and at most one row for each.
     */
    public static MultiJoinTable of(MultiJoinInput... multiJoinInputs) {
        record Joined(Table table, Collection<String> keyColumns) implements MultiJoinTable {}
        Table table = LiveTable.multiJoin(List.of(multiJoinInputs));
        return new Joined(table, Stream.of(multiJoinInputs[0].columnsToMatch()).map(JoinMatch::left).map(String::valueOf).toList());
    }
}
