package io.deephaven.api.filter;

import io.deephaven.api.expression.Expression;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Whether a regular expression is found in a text; false for null. Mirrors Deephaven's class of the same name.
 *
 * @param expression the text
 * @param pattern the regular expression, without look-around, back references and possessive quantifiers
 * @param mode whether it is to match the whole text or a part of it
 * @param invertPattern whether the texts are wanted that it does not match
 */
public record FilterPattern(Expression expression, Pattern pattern, Mode mode, boolean invertPattern) implements Filter {
    /** Whether this is found. */
    public FilterPattern {
        Objects.requireNonNull(expression, "expression");
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(mode, "mode");
    }

    /** What is to match. */
    public enum Mode {
        /** A part of the text. */
        FIND,
        /** The whole text. */
        MATCHES
    }

    /** Whether this is found. */
    public static FilterPattern of(Expression expression, Pattern pattern, Mode mode, boolean invertPattern) {
        return new FilterPattern(expression, pattern, mode, invertPattern);
    }

    @Override
    public FilterNot<FilterPattern> invert() {
        return FilterNot.of(this);
    }
}
