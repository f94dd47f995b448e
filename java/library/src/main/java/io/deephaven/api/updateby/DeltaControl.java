package io.deephaven.api.updateby;

import java.util.Objects;

/**
 * How differences treat nulls. Mirrors Deephaven's class of the same name.
 *
 * @param nullBehavior what the difference to null is
 */
public record DeltaControl(NullBehavior nullBehavior) {
    /** The difference to null is null. */
    public static final DeltaControl NULL_DOMINATES = new DeltaControl(NullBehavior.NullDominates);
    /** The difference to null is the value. */
    public static final DeltaControl VALUE_DOMINATES = new DeltaControl(NullBehavior.ValueDominates);
    /** The difference to null is zero. */
    public static final DeltaControl ZERO_DOMINATES = new DeltaControl(NullBehavior.ZeroDominates);
    /** What holds where none is given. */
    public static final DeltaControl DEFAULT = NULL_DOMINATES;

    /** With that behavior. */
    public DeltaControl {
        Objects.requireNonNull(nullBehavior, "nullBehavior");
    }

    /** To be completed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Completes a control. */
    public static final class Builder {
        private NullBehavior behavior = NullBehavior.NullDominates;

        private Builder() {}

        /** The difference to null is null. */
        public Builder nullDominates() {
            return nullBehavior(NullBehavior.NullDominates);
        }

        /** The difference to null is the value. */
        public Builder valueDominates() {
            return nullBehavior(NullBehavior.ValueDominates);
        }

        /** The difference to null is zero. */
        public Builder zeroDominates() {
            return nullBehavior(NullBehavior.ZeroDominates);
        }

        /** The difference to null is this. */
        public Builder nullBehavior(NullBehavior nullBehavior) {
            behavior = nullBehavior;
            return this;
        }

        /** The control. */
        public DeltaControl build() {
            return new DeltaControl(behavior);
        }
    }
}
