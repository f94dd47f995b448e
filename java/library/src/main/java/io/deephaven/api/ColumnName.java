package io.deephaven.api;

import io.deephaven.api.expression.Expression;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The name of a column, which also stands for the column wherever one is described: selected as it is, joined to that of
 * the same name. Immutable. Mirrors Deephaven's class of the same name.
 *
 * @param name the name
 */
public record ColumnName(String name) implements Selectable, Expression, Pair, JoinMatch, JoinAddition {
    /** The column of that name. */
    public ColumnName {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("a column name cannot be empty");
        }
    }

    /** The column of that name. */
    public static ColumnName of(String name) {
        return new ColumnName(name);
    }

    /** The column of that name, with blanks around it. */
    public static ColumnName parse(String name) {
        return new ColumnName(name.trim());
    }

    /** The columns of these names. */
    public static List<ColumnName> from(String... names) {
        return Stream.of(names).map(ColumnName::of).toList();
    }

    /** The columns of these names. */
    public static List<ColumnName> from(Collection<String> names) {
        return names.stream().map(ColumnName::of).toList();
    }

    /** The names of these columns. */
    public static List<String> names(Collection<? extends ColumnName> columns) {
        return columns.stream().map(ColumnName::name).toList();
    }

    /** Sorted by it, ascending. */
    public SortColumn asc() {
        return SortColumn.asc(this);
    }

    /** Sorted by it, descending. */
    public SortColumn desc() {
        return SortColumn.desc(this);
    }

    @Override
    public ColumnName newColumn() {
        return this;
    }

    @Override
    public Expression expression() {
        return this;
    }

    @Override
    public ColumnName input() {
        return this;
    }

    @Override
    public ColumnName output() {
        return this;
    }

    @Override
    public ColumnName left() {
        return this;
    }

    @Override
    public ColumnName right() {
        return this;
    }

    @Override
    public ColumnName existingColumn() {
        return this;
    }

    @Override
    public String toString() {
        return name;
    }
}
