package io.deephaven.processor;

import io.deephaven.qst.type.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import topictable.InvalidArgumentException;

/**
 * A processor and the names of its columns. Immutable. Mirrors Deephaven's class of the same name.
 *
 * @param <T> the class of the objects
 */
public final class NamedObjectProcessor<T> {
    private final List<String> names;
    private final ObjectProcessor<? super T> processor;

    private NamedObjectProcessor(ObjectProcessor<? super T> processor, List<String> names) {
        if (names.size() != processor.outputSize()) {
            throw new InvalidArgumentException("Unmatched sizes; names.size()=" + names.size()
                    + ", processor.outputSize()=" + processor.outputSize(), Map.of());
        }
        if (names.stream().distinct().count() != names.size()) {
            throw new InvalidArgumentException("the names of columns are not distinct: " + names, Map.of());
        }
        this.names = List.copyOf(names);
        this.processor = processor;
    }

    /** A builder. */
    public static <T> Builder<T> builder() {
        return new Builder<>();
    }

    /** A processor with names for its columns. */
    public static <T> NamedObjectProcessor<T> of(ObjectProcessor<? super T> processor, String... names) {
        return of(processor, Arrays.asList(names));
    }

    /** A processor with names for its columns. */
    public static <T> NamedObjectProcessor<T> of(ObjectProcessor<? super T> processor, Iterable<String> names) {
        return NamedObjectProcessor.<T>builder().processor(processor).addAllNames(names).build();
    }

    /** The names of the columns. */
    public List<String> names() {
        return names;
    }

    /** The processor. */
    public ObjectProcessor<? super T> processor() {
        return processor;
    }

    /** What makes processors for objects of several classes, and knows the names of their columns. */
    public interface Provider extends ObjectProcessor.Provider {
        /** The names of the columns. */
        List<String> names();

        /** The processor for objects of a class, with the names of its columns. */
        default <T> NamedObjectProcessor<? super T> named(Type<T> inputType) {
            return NamedObjectProcessor.<T>of(processor(inputType), names());
        }
    }

    /** What is told of it. */
    public static final class Builder<T> {
        private final List<String> names = new ArrayList<>();
        private ObjectProcessor<? super T> processor;

        private Builder() {}

        /** The processor. */
        public Builder<T> processor(ObjectProcessor<? super T> processor) {
            this.processor = processor;
            return this;
        }

        /** Adds the name of the next column. */
        public Builder<T> addNames(String name) {
            names.add(name);
            return this;
        }

        /** Adds the names of the next columns. */
        public Builder<T> addNames(String... names) {
            return addAllNames(Arrays.asList(names));
        }

        /** Adds the names of the next columns. */
        public Builder<T> addAllNames(Iterable<String> names) {
            names.forEach(this.names::add);
            return this;
        }

        /** The processor with its names: one for each column. */
        public NamedObjectProcessor<T> build() {
            if (processor == null) {
                throw new IllegalStateException(
                        "Cannot build NamedObjectProcessor, some of required attributes are not set [processor]");
            }
            return new NamedObjectProcessor<>(processor, names);
        }
    }
}
