package io.deephaven.engine.table;

import io.deephaven.api.JoinAddition;
import io.deephaven.api.JoinMatch;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A table to be joined with others by {@link MultiJoinFactory}. Immutable. Mirrors Deephaven's class of the same name. */
public final class MultiJoinInput {
    private final Table inputTable;
    private final List<JoinMatch> columnsToMatch;
    private final List<JoinAddition> columnsToAdd;

    private MultiJoinInput(Table inputTable, Collection<? extends JoinMatch> matches, Collection<? extends JoinAddition> additions) {
        this.inputTable = Objects.requireNonNull(inputTable, "inputTable");
        columnsToMatch = List.copyOf(matches);
        columnsToAdd = List.copyOf(additions);
    }

    /** The table with these keys and additions; without additions all columns but the keys. */
    public static MultiJoinInput of(Table inputTable, JoinMatch[] columnsToMatch, JoinAddition[] columnsToAdd) {
        return of(inputTable, Arrays.asList(columnsToMatch), Arrays.asList(columnsToAdd));
    }

    /** The table with these keys and additions; without additions all columns but the keys. */
    public static MultiJoinInput of(Table inputTable, Collection<? extends JoinMatch> columnsToMatch,
            Collection<? extends JoinAddition> columnsToAdd) {
        return new MultiJoinInput(inputTable, columnsToMatch, columnsToAdd);
    }

    /** The table with these keys, {@code "K"} or {@code "K = Column"}, and additions, {@code "A"} or {@code "New = Old"}. */
    public static MultiJoinInput of(Table inputTable, String[] columnsToMatch, String[] columnsToAdd) {
        return of(inputTable, JoinMatch.from(columnsToMatch), JoinAddition.from(columnsToAdd));
    }

    /** The table with these keys and all its other columns. */
    public static MultiJoinInput of(Table inputTable, String... columnsToMatch) {
        return of(inputTable, JoinMatch.from(columnsToMatch), List.of());
    }

    /** The table with these keys and additions, each with commas between; without additions all columns but the keys. */
    public static MultiJoinInput of(Table inputTable, String columnsToMatch, String columnsToAdd) {
        return of(inputTable, atCommas(columnsToMatch), atCommas(columnsToAdd));
    }

    /** The tables with these keys and all their other columns. */
    public static MultiJoinInput[] from(String[] columnsToMatch, Table[] inputTables) {
        return Stream.of(inputTables).map(table -> of(table, columnsToMatch)).toArray(MultiJoinInput[]::new);
    }

    /** The tables with these keys, with commas between, and all their other columns. */
    public static MultiJoinInput[] from(String columnsToMatch, Table... inputTables) {
        return from(atCommas(columnsToMatch), inputTables);
    }

    private static String[] atCommas(String texts) {
        return Stream.of(texts.split(",")).map(String::trim).filter(text -> !text.isEmpty()).toArray(String[]::new);
    }

    /** The table. */
    public Table inputTable() {
        return inputTable;
    }

    /** The keys. */
    public JoinMatch[] columnsToMatch() {
        return columnsToMatch.toArray(JoinMatch[]::new);
    }

    /** The columns that are added; none for all but the keys. */
    public JoinAddition[] columnsToAdd() {
        return columnsToAdd.toArray(JoinAddition[]::new);
    }
}
