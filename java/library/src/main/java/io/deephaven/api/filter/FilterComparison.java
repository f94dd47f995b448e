package io.deephaven.api.filter;

import io.deephaven.api.expression.Expression;
import java.util.Objects;

/**
 * How two expressions compare. Mirrors Deephaven's class of the same name.
 *
 * @param operator the comparison
 * @param lhs the left side
 * @param rhs the right side
 */
public record FilterComparison(Operator operator, Expression lhs, Expression rhs) implements Filter {
    /** Whether these compare so. */
    public FilterComparison {
        Objects.requireNonNull(operator, "operator");
        Objects.requireNonNull(lhs, "lhs");
        Objects.requireNonNull(rhs, "rhs");
    }

    /** A comparison. */
    public enum Operator {
        /** Less. */
        LESS_THAN("<"),
        /** Less or equal. */
        LESS_THAN_OR_EQUAL("<="),
        /** Greater. */
        GREATER_THAN(">"),
        /** Greater or equal. */
        GREATER_THAN_OR_EQUAL(">="),
        /** Equal. */
        EQUALS("=="),
        /** Not equal. */
        NOT_EQUALS("!=");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /** How it is written. */
        public String symbol() {
            return symbol;
        }

        /** What is true where this is false. */
        public Operator inverse() {
            return switch (this) {
                case LESS_THAN -> GREATER_THAN_OR_EQUAL;
                case LESS_THAN_OR_EQUAL -> GREATER_THAN;
                case GREATER_THAN -> LESS_THAN_OR_EQUAL;
                case GREATER_THAN_OR_EQUAL -> LESS_THAN;
                case EQUALS -> NOT_EQUALS;
                case NOT_EQUALS -> EQUALS;
            };
        }

        /** The comparison of two expressions. */
        public FilterComparison of(Expression lhs, Expression rhs) {
            return new FilterComparison(this, lhs, rhs);
        }
    }

    /** Less. */
    public static FilterComparison lt(Expression lhs, Expression rhs) {
        return Operator.LESS_THAN.of(lhs, rhs);
    }

    /** Less or equal. */
    public static FilterComparison leq(Expression lhs, Expression rhs) {
        return Operator.LESS_THAN_OR_EQUAL.of(lhs, rhs);
    }

    /** Greater. */
    public static FilterComparison gt(Expression lhs, Expression rhs) {
        return Operator.GREATER_THAN.of(lhs, rhs);
    }

    /** Greater or equal. */
    public static FilterComparison geq(Expression lhs, Expression rhs) {
        return Operator.GREATER_THAN_OR_EQUAL.of(lhs, rhs);
    }

    /** Equal. */
    public static FilterComparison eq(Expression lhs, Expression rhs) {
        return Operator.EQUALS.of(lhs, rhs);
    }

    /** Not equal. */
    public static FilterComparison neq(Expression lhs, Expression rhs) {
        return Operator.NOT_EQUALS.of(lhs, rhs);
    }

    @Override
    public FilterComparison invert() {
        return operator.inverse().of(lhs, rhs);
    }
}
