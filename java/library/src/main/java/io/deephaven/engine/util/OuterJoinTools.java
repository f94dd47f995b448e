package io.deephaven.engine.util;

import io.deephaven.api.Strings;
import io.deephaven.engine.table.Table;
import java.util.Collection;
import java.util.List;
import topictable.internal.LiveTable;

/**
 * Joins that keep the rows without a partner. Mirrors Deephaven's class of the same name. Both tables may be live: the
 * result follows both. Columns to match and to add are texts, or matches and additions as other joins take them.
 */
public final class OuterJoinTools {
    private OuterJoinTools() {}

    /** Each row of the first table with each row of the second one that matches and all its columns, or with nulls. */
    public static Table leftOuterJoin(Table table1, Table table2, String columnsToMatch) {
        return leftOuterJoin(table1, table2, columnsToMatch, "");
    }

    /**
     * Each row of the first table with each row of the second one that matches, or with nulls where none does.
     *
     * @param columnsToMatch columns with commas between: {@code "Sym, Ex = Venue"}
     * @param columnsToAdd the second table's columns to be added, {@code "Px, Currency = Ccy"}; empty for all
     */
    public static Table leftOuterJoin(Table table1, Table table2, String columnsToMatch, String columnsToAdd) {
        return LiveTable.of(table1).leftOuterJoin(table2, columnsToMatch, columnsToAdd);
    }

    /** Each row of the first table with each row of the second one that matches and all its columns, or with nulls. */
    public static Table leftOuterJoin(Table table1, Table table2, Collection<?> columnsToMatch) {
        return leftOuterJoin(table1, table2, columnsToMatch, List.of());
    }

    /** Each row of the first table with each row of the second one that matches, or with nulls where none does. */
    public static Table leftOuterJoin(Table table1, Table table2, Collection<?> columnsToMatch, Collection<?> columnsToAdd) {
        return leftOuterJoin(table1, table2, atCommas(columnsToMatch), atCommas(columnsToAdd));
    }

    /** The left outer join with all columns, and then each row of the second table that no row of the first one matches. */
    public static Table fullOuterJoin(Table table1, Table table2, String columnsToMatch) {
        return fullOuterJoin(table1, table2, columnsToMatch, "");
    }

    /**
     * The left outer join, and then each row of the second table that no row of the first one matches, with nulls in the
     * columns of the first one, but for those that a match names in both alike.
     *
     * @param columnsToMatch columns with commas between: {@code "Sym, Ex = Venue"}
     * @param columnsToAdd the second table's columns to be added, {@code "Px, Currency = Ccy"}; empty for all
     */
    public static Table fullOuterJoin(Table table1, Table table2, String columnsToMatch, String columnsToAdd) {
        return LiveTable.of(table1).fullOuterJoin(table2, columnsToMatch, columnsToAdd);
    }

    /** The left outer join with all columns, and then each row of the second table that no row of the first one matches. */
    public static Table fullOuterJoin(Table table1, Table table2, Collection<?> columnsToMatch) {
        return fullOuterJoin(table1, table2, columnsToMatch, List.of());
    }

    /** The left outer join, and then each row of the second table that no row of the first one matches. */
    public static Table fullOuterJoin(Table table1, Table table2, Collection<?> columnsToMatch, Collection<?> columnsToAdd) {
        return fullOuterJoin(table1, table2, atCommas(columnsToMatch), atCommas(columnsToAdd));
    }

    private static String atCommas(Collection<?> columns) {
        return String.join(",", Strings.ofJoins(columns));
    }
}
