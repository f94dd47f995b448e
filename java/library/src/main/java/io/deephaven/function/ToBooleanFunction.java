package io.deephaven.function;

import java.util.function.Predicate;

/** A condition. Mirrors Deephaven's interface of the same name. */
@FunctionalInterface
public interface ToBooleanFunction<T> extends Predicate<T> {
    @Override
    boolean test(T value);
}
