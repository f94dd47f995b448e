package io.deephaven.api;

import static io.deephaven.api.RangeEndRule.GREATER_THAN;
import static io.deephaven.api.RangeEndRule.GREATER_THAN_OR_EQUAL;
import static io.deephaven.api.RangeEndRule.GREATER_THAN_OR_EQUAL_ALLOW_FOLLOWING;
import static io.deephaven.api.RangeStartRule.LESS_THAN;
import static io.deephaven.api.RangeStartRule.LESS_THAN_OR_EQUAL;
import static io.deephaven.api.RangeStartRule.LESS_THAN_OR_EQUAL_ALLOW_PRECEDING;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which right rows are in the range of a left one. Mirrors Deephaven's class of the same name.
 *
 * @param leftStartColumn where the range begins
 * @param rangeStartRule which values are behind that
 * @param rightRangeColumn the values
 * @param rangeEndRule which values are before the end
 * @param leftEndColumn where the range ends
 */
public record RangeJoinMatch(ColumnName leftStartColumn, RangeStartRule rangeStartRule, ColumnName rightRangeColumn,
        RangeEndRule rangeEndRule, ColumnName leftEndColumn) {
    private static final Pattern TEXT =
            Pattern.compile("\\s*(<-)?\\s*([^<=>\\s]+)\\s*(<=?)\\s*([^<=>\\s]+)\\s*(<=?)\\s*([^<=>\\s]+?)\\s*(->)?\\s*");

    /** The match of these columns. */
    public RangeJoinMatch {
        Objects.requireNonNull(rangeStartRule, "rangeStartRule");
        Objects.requireNonNull(rightRangeColumn, "rightRangeColumn");
        Objects.requireNonNull(rangeEndRule, "rangeEndRule");
        if (leftStartColumn.equals(leftEndColumn)) {
            throw new IllegalArgumentException(
                    "RangeJoinMatch has " + leftStartColumn + " at both ends: expected two columns");
        }
    }

    /** The match of these columns. */
    public static RangeJoinMatch of(ColumnName leftStartColumn, RangeStartRule rangeStartRule, ColumnName rightRangeColumn,
            RangeEndRule rangeEndRule, ColumnName leftEndColumn) {
        return new RangeJoinMatch(leftStartColumn, rangeStartRule, rightRangeColumn, rangeEndRule, leftEndColumn);
    }

    /**
     * {@code "Start < Value < End"}, with {@code <=} for {@code <}, {@code <-} before or {@code ->} behind.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static RangeJoinMatch parse(String text) {
        Matcher match = TEXT.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("range match \"" + text + "\" was not understood: expected Start < Value < End");
        }
        boolean precedes = match.group(1) != null;
        boolean follows = match.group(7) != null;
        boolean startIsIn = match.group(3).equals("<=");
        boolean endIsIn = match.group(5).equals("<=");
        if (precedes && !startIsIn || follows && !endIsIn) {
            throw new IllegalArgumentException("range match \"" + text + "\": <- and -> are for ends with <=");
        }
        return of(ColumnName.of(match.group(2)),
                precedes ? LESS_THAN_OR_EQUAL_ALLOW_PRECEDING : startIsIn ? LESS_THAN_OR_EQUAL : LESS_THAN,
                ColumnName.of(match.group(4)),
                follows ? GREATER_THAN_OR_EQUAL_ALLOW_FOLLOWING : endIsIn ? GREATER_THAN_OR_EQUAL : GREATER_THAN,
                ColumnName.of(match.group(6)));
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects a match. */
    public static final class Builder {
        private ColumnName leftStartColumn;
        private RangeStartRule rangeStartRule;
        private ColumnName rightRangeColumn;
        private RangeEndRule rangeEndRule;
        private ColumnName leftEndColumn;

        private Builder() {}

        /** Where the range begins. */
        public Builder leftStartColumn(ColumnName column) {
            leftStartColumn = column;
            return this;
        }

        /** Which values are behind that. */
        public Builder rangeStartRule(RangeStartRule rule) {
            rangeStartRule = rule;
            return this;
        }

        /** The values. */
        public Builder rightRangeColumn(ColumnName column) {
            rightRangeColumn = column;
            return this;
        }

        /** Which values are before the end. */
        public Builder rangeEndRule(RangeEndRule rule) {
            rangeEndRule = rule;
            return this;
        }

        /** Where the range ends. */
        public Builder leftEndColumn(ColumnName column) {
            leftEndColumn = column;
            return this;
        }

        /** The match. */
        public RangeJoinMatch build() {
            return of(leftStartColumn, rangeStartRule, rightRangeColumn, rangeEndRule, leftEndColumn);
        }
    }
}
