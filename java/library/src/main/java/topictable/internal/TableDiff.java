package topictable.internal;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What is different between two tables, in the words of the mirrored API. */
public final class TableDiff {
    private final Table actual;
    private final Table expected;
    private final List<String> differences = new ArrayList<>();

    private TableDiff(Table actual, Table expected) {
        this.actual = actual;
        this.expected = expected;
    }

    /** A line for each difference, at most so many; empty for equal tables. */
    public static String of(Table actual, Table expected, long maxLines) {
        // Each in one state, however fast it changes.
        try (FrozenTable frozenActual = actual instanceof LiveTable live ? live.freeze() : null;
                FrozenTable frozenExpected = expected instanceof LiveTable live ? live.freeze() : null) {
            TableDiff diff = new TableDiff(frozenActual != null ? frozenActual : actual,
                    frozenExpected != null ? frozenExpected : expected);
            diff.compare();
            StringBuilder text = new StringBuilder();
            diff.differences.stream().limit(maxLines).forEach(line -> text.append(line).append('\n'));
            return text.toString();
        }
    }

    private void compare() {
        List<String> comparable = compareColumns();
        if (actual.size() != expected.size()) {
            differences.add("Result table has size " + actual.size() + " vs. expected " + expected.size());
        }
        comparable.forEach(this::compareValues);
    }

    /** The columns that can be compared. */
    private List<String> compareColumns() {
        TableDefinition actualColumns = actual.getDefinition();
        List<String> actualNames = actualColumns.getColumnNames();
        List<String> comparable = new ArrayList<>();
        for (String name : actualNames) {
            if (!expected.hasColumn(name)) {
                differences.add("Column " + name + " not expected");
            }
        }
        List<ColumnDefinition<?>> expectedColumns = expected.getDefinition().getColumns();
        for (int position = 0; position < expectedColumns.size(); position++) {
            ColumnDefinition<?> column = expectedColumns.get(position);
            ColumnDefinition<?> found = actualColumns.getColumn(column.getName());
            if (found == null) {
                differences.add("Expected column " + column.getName() + " not found");
                continue;
            }
            if (actualNames.indexOf(column.getName()) != position) {
                differences.add("Expected column " + column.getName() + " is found but not on expected position (" + position + ")");
            }
            if (found.getDataType() != column.getDataType()) {
                differences.add("Expected type of " + column.getName() + " is " + column.getDataType() + " actual type is "
                        + found.getDataType());
            } else {
                comparable.add(column.getName());
            }
        }
        return comparable;
    }

    private void compareValues(String name) {
        ColumnSource<?> actualValues = actual.getColumnSource(name);
        ColumnSource<?> expectedValues = expected.getColumnSource(name);
        RowSet.Iterator actualRows = actual.getRowSet().iterator();
        RowSet.Iterator expectedRows = expected.getRowSet().iterator();
        for (long row = 0; actualRows.hasNext() && expectedRows.hasNext(); row++) {
            Object is = actualValues.get(actualRows.nextLong());
            Object wanted = expectedValues.get(expectedRows.nextLong());
            if (!Objects.deepEquals(is, wanted)) {
                differences.add("Column " + name + " different from the expected set, first difference at row " + row
                        + " encountered " + TablePrinter.text(is, "null") + " expected " + TablePrinter.text(wanted, "null")
                        + distance(is, wanted));
                return;
            }
        }
    }

    private static String distance(Object is, Object wanted) {
        if (is instanceof Double left && wanted instanceof Double right) {
            return " (difference = " + Math.abs(left - right) + ")";
        }
        return is instanceof Float left && wanted instanceof Float right ? " (difference = " + Math.abs(left - right) + ")" : "";
    }
}
