package io.deephaven.engine.table.impl;

import io.deephaven.engine.table.TableUpdateListener;

/**
 * A listener to be extended by {@code onUpdate} and {@code onFailureInternal}. Mirrors Deephaven's class of the same name,
 * without its performance data.
 */
public abstract class InstrumentedTableUpdateListener implements TableUpdateListener {
    private final String description;

    /** A listener with a description. */
    protected InstrumentedTableUpdateListener(String description) {
        this(description, false);
    }

    /** The same; {@code terminalListener} has no meaning here. */
    protected InstrumentedTableUpdateListener(String description, boolean terminalListener) {
        this.description = description;
    }

    @Override
    public final void onFailure(Throwable originalException, Entry sourceEntry) {
        onFailureInternal(originalException, sourceEntry);
    }

    /** Called once, when the table has failed or this listener has thrown. */
    protected abstract void onFailureInternal(Throwable originalException, Entry sourceEntry);

    @Override
    public String toString() {
        return description == null ? super.toString() : description;
    }
}
