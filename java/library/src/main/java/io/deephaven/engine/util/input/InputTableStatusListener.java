package io.deephaven.engine.util.input;

/** Hears what became of rows for an input table. Mirrors Deephaven's interface of the same name. */
public interface InputTableStatusListener {
    /** The rows are taken. */
    default void onSuccess() {}

    /** The rows are refused. */
    void onError(Throwable t);
}
