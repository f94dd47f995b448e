package io.deephaven.protobuf;

import java.util.Arrays;

/** The numbers of the fields that lead to a field, and its own. Immutable. Mirrors Deephaven's class of the same name. */
public final class FieldNumberPath {
    private final int[] path;

    private FieldNumberPath(int[] path) {
        this.path = path;
    }

    /** The path of these numbers. */
    public static FieldNumberPath of(int... numbers) {
        return new FieldNumberPath(numbers.clone());
    }

    /** The numbers. */
    public int[] path() {
        return path.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldNumberPath that && Arrays.equals(path, that.path);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(path);
    }

    @Override
    public String toString() {
        return "FieldNumberPath{path=" + Arrays.toString(path) + "}";
    }
}
