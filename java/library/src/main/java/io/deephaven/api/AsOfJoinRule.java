package io.deephaven.api;

/** How the two columns of an as-of join compare. Mirrors Deephaven's enum of the same name. */
public enum AsOfJoinRule {
    /** The first right row that is not before the left one. */
    LESS_THAN_EQUAL("<="),
    /** The first right row after the left one. */
    LESS_THAN("<"),
    /** The last right row that is not after the left one. */
    GREATER_THAN_EQUAL(">="),
    /** The last right row before the left one. */
    GREATER_THAN(">");

    private final String operator;

    AsOfJoinRule(String operator) {
        this.operator = operator;
    }

    /** The rule of an operator. */
    public static AsOfJoinRule parse(String operator) {
        for (AsOfJoinRule rule : values()) {
            if (rule.operator.equals(operator.trim())) {
                return rule;
            }
        }
        throw new IllegalArgumentException("'" + operator + "' is no rule of an as-of join: expected <=, <, >= or >");
    }

    /** The operator. */
    public String operatorString() {
        return operator;
    }

    /** Whether the right row comes before the left one. */
    boolean looksBack() {
        return this == GREATER_THAN_EQUAL || this == GREATER_THAN;
    }
}
