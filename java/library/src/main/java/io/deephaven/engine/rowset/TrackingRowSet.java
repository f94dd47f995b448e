package io.deephaven.engine.rowset;

/** The keys of a table's rows as {@code Table.getRowSet()} gives them. Here they do not change any more. */
public interface TrackingRowSet extends RowSet {}
