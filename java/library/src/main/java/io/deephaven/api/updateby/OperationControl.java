package io.deephaven.api.updateby;

import java.math.MathContext;
import java.util.Objects;
import java.util.Optional;

/**
 * How exponential moving operations treat values that are none. Immutable. Mirrors Deephaven's class of the same name.
 *
 * @param onNullValue what a null does
 * @param onNanValue what a NaN does
 * @param bigValueContext how decimals are rounded
 */
public record OperationControl(Optional<BadDataBehavior> onNullValue, Optional<BadDataBehavior> onNanValue,
        Optional<MathContext> bigValueContext) {
    private static final OperationControl DEFAULT =
            new OperationControl(Optional.empty(), Optional.empty(), Optional.empty());

    /** With these behaviors. */
    public OperationControl {
        Objects.requireNonNull(onNullValue, "onNullValue");
        Objects.requireNonNull(onNanValue, "onNanValue");
        Objects.requireNonNull(bigValueContext, "bigValueContext");
    }

    /** What holds where none is given. */
    public static OperationControl defaultInstance() {
        return DEFAULT;
    }

    /** To be completed. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a null does. */
    public BadDataBehavior onNullValueOrDefault() {
        return onNullValue.orElse(BadDataBehavior.SKIP);
    }

    /** What a NaN does. */
    public BadDataBehavior onNanValueOrDefault() {
        return onNanValue.orElse(BadDataBehavior.SKIP);
    }

    /** How decimals are rounded. */
    public MathContext bigValueContextOrDefault() {
        return bigValueContext.orElse(MathContext.DECIMAL128);
    }

    /** The same with all that holds by default. */
    public OperationControl materialize() {
        return new OperationControl(Optional.of(onNullValueOrDefault()), Optional.of(onNanValueOrDefault()),
                Optional.of(bigValueContextOrDefault()));
    }

    /** Completes a control. */
    public static final class Builder {
        private Optional<BadDataBehavior> onNull = Optional.empty();
        private Optional<BadDataBehavior> onNan = Optional.empty();
        private Optional<MathContext> context = Optional.empty();

        private Builder() {}

        /** What a null does. */
        public Builder onNullValue(BadDataBehavior badDataBehavior) {
            onNull = Optional.of(badDataBehavior);
            return this;
        }

        /** What a NaN does. */
        public Builder onNanValue(BadDataBehavior badDataBehavior) {
            onNan = Optional.of(badDataBehavior);
            return this;
        }

        /** How decimals are rounded. */
        public Builder bigValueContext(MathContext context) {
            this.context = Optional.of(context);
            return this;
        }

        /** The control. */
        public OperationControl build() {
            return new OperationControl(onNull, onNan, context);
        }
    }
}
