package io.deephaven.util.datastructures;

/** Takes longs until it has had enough. Mirrors Deephaven's interface of the same name. */
@FunctionalInterface
public interface LongAbortableConsumer {
    /** Takes a value; false to have no other one. */
    boolean accept(long value);
}
