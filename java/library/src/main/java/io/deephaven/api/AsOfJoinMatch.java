package io.deephaven.api;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ordered columns of an as-of join. Mirrors Deephaven's class of the same name.
 *
 * @param leftColumn the left table's column
 * @param joinRule how they compare
 * @param rightColumn the right table's column
 */
public record AsOfJoinMatch(ColumnName leftColumn, AsOfJoinRule joinRule, ColumnName rightColumn) {
    private static final Pattern COMPARISON = Pattern.compile("\\s*(\\w+)\\s*(>=?|<=?)\\s*(\\w+)\\s*");

    /** These columns, compared so. */
    public AsOfJoinMatch {
        Objects.requireNonNull(leftColumn, "leftColumn");
        Objects.requireNonNull(joinRule, "joinRule");
        Objects.requireNonNull(rightColumn, "rightColumn");
    }

    /** These columns, compared so. */
    public static AsOfJoinMatch of(ColumnName leftColumn, AsOfJoinRule joinRule, ColumnName rightColumn) {
        return new AsOfJoinMatch(leftColumn, joinRule, rightColumn);
    }

    /** {@code Left >= Right}, or a name for both. */
    public static AsOfJoinMatch parseForAj(String text) {
        return parse(text, AsOfJoinRule.GREATER_THAN_EQUAL);
    }

    /** {@code Left <= Right}, or a name for both. */
    public static AsOfJoinMatch parseForRaj(String text) {
        return parse(text, AsOfJoinRule.LESS_THAN_EQUAL);
    }

    private static AsOfJoinMatch parse(String text, AsOfJoinRule rule) {
        Matcher comparison = COMPARISON.matcher(text);
        if (comparison.matches()) {
            return of(ColumnName.of(comparison.group(1)), AsOfJoinRule.parse(comparison.group(2)),
                    ColumnName.of(comparison.group(3)));
        }
        ColumnName both = ColumnName.parse(text);
        return of(both, rule, both);
    }

    /** Whether it is one of {@code aj}. */
    public boolean isAj() {
        return joinRule.looksBack();
    }

    /** Whether it is one of {@code raj}. */
    public boolean isRaj() {
        return !isAj();
    }
}
