package io.deephaven.api.literal;

import io.deephaven.api.Strings;
import io.deephaven.api.expression.Expression;
import java.util.Objects;

/**
 * A constant, as the formula language writes it. Mirrors what of Deephaven's interface of the same name programs call.
 *
 * @param text the constant in the formula language
 */
public record Literal(String text) implements Expression {
    /** A constant that is written so. */
    public Literal {
        Objects.requireNonNull(text, "text");
    }

    /** A boolean. */
    public static Literal of(boolean value) {
        return new Literal(Boolean.toString(value));
    }

    /** A char. */
    public static Literal of(char value) {
        return new Literal("'" + value + "'");
    }

    /** A byte. */
    public static Literal of(byte value) {
        return new Literal("(byte)" + value);
    }

    /** A short. */
    public static Literal of(short value) {
        return new Literal("(short)" + value);
    }

    /** An int. */
    public static Literal of(int value) {
        return new Literal("(int)" + value);
    }

    /** A long. */
    public static Literal of(long value) {
        return new Literal(value + "L");
    }

    /** A float. */
    public static Literal of(float value) {
        return new Literal("(float)" + value);
    }

    /** A double. */
    public static Literal of(double value) {
        return new Literal(Double.toString(value));
    }

    /** A text. */
    public static Literal of(String value) {
        return new Literal(Strings.quote(value));
    }
}
