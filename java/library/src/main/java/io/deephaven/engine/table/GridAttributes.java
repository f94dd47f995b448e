package io.deephaven.engine.table;

import java.util.Map;
import topictable.internal.DisplayOnly;

/**
 * How a table is to be shown by Deephaven's web page, which is not here: these methods give the table as it is, and say so
 * in the log once. Mirrors Deephaven's interface of the same name.
 *
 * @param <TYPE> what is shown
 */
public interface GridAttributes<TYPE extends GridAttributes<TYPE>> extends AttributeMap<TYPE> {
    /** This table: formats are for a page to show. */
    default TYPE formatColumns(String... columnFormats) {
        return unchanged("formatColumns");
    }

    /** This table: formats are for a page to show. */
    default TYPE formatRowWhere(String condition, String formula) {
        return unchanged("formatRowWhere");
    }

    /** This table: formats are for a page to show. */
    default TYPE formatColumnWhere(String columnName, String condition, String formula) {
        return unchanged("formatColumnWhere");
    }

    /** This table: it has no formats. */
    default TYPE dropColumnFormats() {
        return itself();
    }

    /** This table: it is for a page to let columns be sorted or not. */
    default TYPE restrictSortTo(String... allowedSortingColumns) {
        return unchanged("restrictSortTo");
    }

    /** This table: it has no restrictions. */
    default TYPE clearSortingRestrictions() {
        return itself();
    }

    /** This table: descriptions are for a page to show. */
    default TYPE withDescription(String description) {
        return unchanged("withDescription");
    }

    /** This table: descriptions are for a page to show. */
    default TYPE withColumnDescription(String column, String description) {
        return unchanged("withColumnDescription");
    }

    /** This table: descriptions are for a page to show. */
    default TYPE withColumnDescriptions(Map<String, String> descriptions) {
        return unchanged("withColumnDescriptions");
    }

    /** This table: layouts are for a page to show. */
    default TYPE setLayoutHints(String hints) {
        return unchanged("setLayoutHints");
    }

    /** This table: totals are for a page to show. */
    default TYPE setTotalsTable(String directive) {
        return unchanged("setTotalsTable");
    }

    private TYPE unchanged(String operation) {
        DisplayOnly.note(operation);
        return itself();
    }

    @SuppressWarnings("unchecked")
    private TYPE itself() {
        return (TYPE) this;
    }
}
