package io.deephaven.processor;

import io.deephaven.qst.type.Type;
import java.util.List;
import java.util.Set;

/**
 * What makes columns of objects. Mirrors the part of Deephaven's interface of the same name that does not name the
 * chunks of its engine: this library runs the processors that it provides, and no others yet.
 *
 * @param <T> the class of the objects
 */
public interface ObjectProcessor<T> {
    /** How many columns it makes. */
    default int outputSize() {
        return outputTypes().size();
    }

    /** The types of the columns. */
    List<Type<?>> outputTypes();

    /** What makes processors for objects of several classes. */
    interface Provider {
        /** The classes of objects that it has processors for. */
        Set<Type<?>> inputTypes();

        /** The types of the columns. */
        List<Type<?>> outputTypes();

        /** How many columns there are. */
        int outputSize();

        /** The processor for objects of a class. */
        <T> ObjectProcessor<? super T> processor(Type<T> inputType);
    }
}
