package io.deephaven.engine.table.impl;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableUpdateListener;

/**
 * A listener to be extended by {@code onUpdate}; a failure is logged. Mirrors Deephaven's class of the same name, without
 * its performance data.
 */
public abstract class InstrumentedTableUpdateListenerAdapter implements TableUpdateListener {
    private static final System.Logger LOG = System.getLogger("topictable");

    /** The table that is listened to. */
    protected final Table source;

    private final String description;

    /**
     * A listener of {@code source}, to which it must still be added.
     *
     * @param retain ignored: a listener that was added is kept until it is removed, or its table fails or is closed
     */
    protected InstrumentedTableUpdateListenerAdapter(Table source, boolean retain) {
        this(null, source, retain);
    }

    /** The same with a description for the log. */
    protected InstrumentedTableUpdateListenerAdapter(String description, Table source, boolean retain) {
        this.source = source;
        this.description = description == null ? "a listener of " + source : description;
    }

    @Override
    public final void onFailure(Throwable originalException, Entry sourceEntry) {
        onFailureInternal(originalException, sourceEntry);
    }

    /** Called once, when the table has failed or this listener has thrown; to be overridden. */
    protected void onFailureInternal(Throwable originalException, Entry sourceEntry) {
        LOG.log(System.Logger.Level.ERROR, description + " has ended", originalException);
    }
}
