package io.deephaven.api.updateby;

import java.math.MathContext;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How {@code updateBy} works inside. Immutable. Mirrors Deephaven's class of the same name; results depend on the
 * {@code MathContext} alone, and for the rest this library chooses for itself.
 *
 * @param useRedirection whether results are stored densely, or null
 * @param chunkCapacity the rows that are looked at at once
 * @param maxStaticSparseMemoryOverhead the memory that may be wasted on results without redirection
 * @param initialHashTableSize the keys that there is room for at first
 * @param maximumLoadFactor how full tables of keys get
 * @param targetLoadFactor how full tables of keys are after they have grown
 * @param mathContext how decimals are rounded
 */
public record UpdateByControl(Boolean useRedirection, OptionalInt chunkCapacity,
        OptionalDouble maxStaticSparseMemoryOverhead, OptionalInt initialHashTableSize, OptionalDouble maximumLoadFactor,
        OptionalDouble targetLoadFactor, Optional<MathContext> mathContext) {
    /** With these choices. */
    public UpdateByControl {
        Objects.requireNonNull(chunkCapacity, "chunkCapacity");
        Objects.requireNonNull(maxStaticSparseMemoryOverhead, "maxStaticSparseMemoryOverhead");
        Objects.requireNonNull(initialHashTableSize, "initialHashTableSize");
        Objects.requireNonNull(maximumLoadFactor, "maximumLoadFactor");
        Objects.requireNonNull(targetLoadFactor, "targetLoadFactor");
        Objects.requireNonNull(mathContext, "mathContext");
    }

    /** What holds where none is given. */
    public static UpdateByControl defaultInstance() {
        return builder().build();
    }

    /** To be completed. */
    public static Builder builder() {
        return new Builder();
    }

    /** How decimals are rounded. */
    public MathContext mathContextOrDefault() {
        return mathContext.orElse(MathContext.DECIMAL64);
    }

    /** Completes a control. */
    public static final class Builder {
        private Boolean redirection;
        private OptionalInt chunk = OptionalInt.empty();
        private OptionalDouble overhead = OptionalDouble.empty();
        private OptionalInt hashTableSize = OptionalInt.empty();
        private OptionalDouble maximumLoad = OptionalDouble.empty();
        private OptionalDouble targetLoad = OptionalDouble.empty();
        private Optional<MathContext> context = Optional.empty();

        private Builder() {}

        /** Whether results are stored densely. */
        public Builder useRedirection(Boolean useRedirection) {
            redirection = useRedirection;
            return this;
        }

        /** The rows that are looked at at once. */
        public Builder chunkCapacity(int chunkCapacity) {
            chunk = OptionalInt.of(chunkCapacity);
            return this;
        }

        /** The memory that may be wasted on results without redirection. */
        public Builder maxStaticSparseMemoryOverhead(double maxStaticSparseMemoryOverhead) {
            overhead = OptionalDouble.of(maxStaticSparseMemoryOverhead);
            return this;
        }

        /** The keys that there is room for at first. */
        public Builder initialHashTableSize(int initialHashTableSize) {
            hashTableSize = OptionalInt.of(initialHashTableSize);
            return this;
        }

        /** How full tables of keys get. */
        public Builder maximumLoadFactor(double maximumLoadFactor) {
            maximumLoad = OptionalDouble.of(maximumLoadFactor);
            return this;
        }

        /** How full tables of keys are after they have grown. */
        public Builder targetLoadFactor(double targetLoadFactor) {
            targetLoad = OptionalDouble.of(targetLoadFactor);
            return this;
        }

        /** How decimals are rounded. */
        public Builder mathContext(MathContext mathContext) {
            context = Optional.of(mathContext);
            return this;
        }

        /** The control. */
        public UpdateByControl build() {
            return new UpdateByControl(redirection, chunk, overhead, hashTableSize, maximumLoad, targetLoad, context);
        }
    }
}
