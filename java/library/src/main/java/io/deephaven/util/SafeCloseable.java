package io.deephaven.util;

/** What can be closed without an exception. Mirrors Deephaven's interface of the same name. */
@FunctionalInterface
public interface SafeCloseable extends AutoCloseable {
    @Override
    void close();
}
