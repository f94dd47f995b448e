package io.deephaven.engine.table;

/** Hears of the failure of a table. Mirrors Deephaven's interface of the same name. */
public interface TableListener {
    /**
     * The table has failed, or this listener has thrown {@code originalException}. No other call follows.
     *
     * @param sourceEntry always null here
     */
    void onFailure(Throwable originalException, Entry sourceEntry);

    /** Where a failure began, in Deephaven's performance data. There is none here. */
    interface Entry {}
}
