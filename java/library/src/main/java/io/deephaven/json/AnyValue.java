package io.deephaven.json;

import topictable.internal.Bridge;

/** Any value, kept as a tree. Mirrors Deephaven's class of the same name. */
public final class AnyValue extends Value {
    private AnyValue() {
        super("any", Bridge.object());
    }

    /** Any value. */
    public static AnyValue of() {
        return new AnyValue();
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }
}
