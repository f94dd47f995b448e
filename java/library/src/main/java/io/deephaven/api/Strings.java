package io.deephaven.api;

import io.deephaven.api.expression.Expression;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.filter.FilterAnd;
import io.deephaven.api.filter.FilterComparison;
import io.deephaven.api.filter.FilterIn;
import io.deephaven.api.filter.FilterIsNaN;
import io.deephaven.api.filter.FilterIsNull;
import io.deephaven.api.filter.FilterNot;
import io.deephaven.api.filter.FilterOr;
import io.deephaven.api.filter.FilterPattern;
import io.deephaven.api.literal.Literal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text, as operations take it, of what describes columns, filters and joins. Mirrors Deephaven's class of the same
 * name.
 */
public final class Strings {
    private Strings() {}

    /** The column's name. */
    public static String of(ColumnName column) {
        return column.name();
    }

    /** {@code New = expression}, or a name for a column that stays as it is. */
    public static String of(Selectable selectable) {
        String name = selectable.newColumn().name();
        String expression = of(selectable.expression());
        return name.equals(expression) ? name : name + " = " + expression;
    }

    /** {@code Out = In}, or a name when both are the same. */
    public static String of(Pair pair) {
        return assigned(pair.output(), "=", pair.input());
    }

    /** {@code Left = Right}, or a name when both are the same. */
    public static String of(JoinMatch match) {
        return assigned(match.left(), "=", match.right());
    }

    /** {@code New = Old}, or a name when both are the same. */
    public static String of(JoinAddition addition) {
        return assigned(addition.newColumn(), "=", addition.existingColumn());
    }

    /** The texts of what is selected; texts, as scripts put into such lists, stay as they are. */
    public static String[] ofSelectables(Collection<?> selectables) {
        return selectables.stream()
                .map(item -> item instanceof Selectable selectable ? of(selectable) : String.valueOf(item)).toArray(String[]::new);
    }

    /** The matches with commas between, as joins take them. */
    public static String ofJoinMatches(Collection<? extends JoinMatch> matches) {
        return matches.stream().map(Strings::of).collect(Collectors.joining(","));
    }

    /** The additions with commas between, as joins take them. */
    public static String ofJoinAdditions(Collection<? extends JoinAddition> additions) {
        return additions.stream().map(Strings::of).collect(Collectors.joining(","));
    }

    /** Each match and addition as joins take it; texts, as scripts put into such lists, stay as they are. */
    public static String[] ofJoins(Collection<?> items) {
        return items.stream().map(item -> item instanceof JoinMatch match ? of(match)
                : item instanceof JoinAddition addition ? of(addition) : String.valueOf(item)).toArray(String[]::new);
    }

    /** The columns' names. */
    public static String[] names(ColumnName... columns) {
        return names(Arrays.asList(columns));
    }

    /** The columns' names; texts, as scripts put into such lists, stay as they are. */
    public static String[] names(Collection<?> columns) {
        return columns.stream().map(String::valueOf).toArray(String[]::new);
    }

    /** {@code Left >= Right}. */
    public static String of(AsOfJoinMatch match) {
        return match.leftColumn().name() + " " + match.joinRule().operatorString() + " " + match.rightColumn().name();
    }

    /** {@code Start <= Value < End}, with {@code <-} or {@code ->} where the nearest row outside counts. */
    public static String of(RangeJoinMatch match) {
        String start = switch (match.rangeStartRule()) {
            case LESS_THAN -> match.leftStartColumn() + " < ";
            case LESS_THAN_OR_EQUAL -> match.leftStartColumn() + " <= ";
            case LESS_THAN_OR_EQUAL_ALLOW_PRECEDING -> "<- " + match.leftStartColumn() + " <= ";
        };
        String end = switch (match.rangeEndRule()) {
            case GREATER_THAN -> " < " + match.leftEndColumn();
            case GREATER_THAN_OR_EQUAL -> " <= " + match.leftEndColumn();
            case GREATER_THAN_OR_EQUAL_ALLOW_FOLLOWING -> " <= " + match.leftEndColumn() + " ->";
        };
        return start + match.rightRangeColumn() + end;
    }

    private static String assigned(ColumnName to, String operator, ColumnName from) {
        return to.equals(from) ? to.name() : to.name() + " " + operator + " " + from.name();
    }

    /** The expression in the formula language. */
    public static String of(Expression expression) {
        if (expression instanceof ColumnName column) {
            return column.name();
        }
        if (expression instanceof Literal literal) {
            return literal.text();
        }
        if (expression instanceof RawString raw) {
            return raw.value();
        }
        if (expression instanceof Filter filter) {
            return of(filter);
        }
        throw new IllegalArgumentException("not an expression of this library: " + expression);
    }

    /** The filter in the filter language. */
    public static String of(Filter filter) {
        if (filter instanceof RawString raw) {
            return raw.value();
        }
        if (filter instanceof FilterComparison comparison) {
            return of(comparison.lhs()) + " " + comparison.operator().symbol() + " " + of(comparison.rhs());
        }
        if (filter instanceof FilterIn in) {
            return of(in.expression()) + " in " + list(in.values(), Strings::of, ", ");
        }
        if (filter instanceof FilterIsNull isNull) {
            return "isNull(" + of(isNull.expression()) + ")";
        }
        if (filter instanceof FilterIsNaN isNaN) {
            return "isNaN(" + of(isNaN.expression()) + ")";
        }
        if (filter instanceof FilterPattern pattern) {
            return of(pattern);
        }
        if (filter instanceof FilterNot<?> not) {
            return "!" + inParentheses(not.filter());
        }
        if (filter instanceof FilterAnd and) {
            return list(and.filters(), Strings::inParentheses, " && ");
        }
        if (filter instanceof FilterOr or) {
            return list(or.filters(), Strings::inParentheses, " || ");
        }
        throw new IllegalArgumentException("not a filter of this library: " + filter);
    }

    /** A null text never matches, also where the others that do not match are wanted. */
    private static String of(FilterPattern filter) {
        String text = inParentheses(of(filter.expression()));
        String regex = regex(filter.pattern());
        String whole = filter.mode() == FilterPattern.Mode.MATCHES ? regex : "(?s:.*)" + regex + "(?s:.*)";
        return "!isNull" + text + " && " + (filter.invertPattern() ? "!" : "") + text + ".matches(" + quote(whole) + ")";
    }

    private static String regex(Pattern pattern) {
        int known = Pattern.CASE_INSENSITIVE | Pattern.MULTILINE | Pattern.DOTALL | Pattern.COMMENTS | Pattern.LITERAL;
        if ((pattern.flags() & ~known) != 0) {
            throw new IllegalArgumentException("the pattern " + pattern + " has flags that filters do not know: expected "
                    + "CASE_INSENSITIVE, MULTILINE, DOTALL, COMMENTS and LITERAL");
        }
        boolean isLiteral = (pattern.flags() & Pattern.LITERAL) != 0;
        String regex = isLiteral ? pattern.pattern().replaceAll("[\\W&&[\\x00-\\x7f]]", "\\\\$0") : pattern.pattern();
        String flags = ((pattern.flags() & Pattern.CASE_INSENSITIVE) != 0 ? "i" : "")
                + ((pattern.flags() & Pattern.MULTILINE) != 0 ? "m" : "") + ((pattern.flags() & Pattern.DOTALL) != 0 ? "s" : "")
                + ((pattern.flags() & Pattern.COMMENTS) != 0 ? "x" : "");
        return "(?" + flags + ":" + regex + ")";
    }

    private static String inParentheses(String text) {
        return "(" + text + ")";
    }

    private static String inParentheses(Filter filter) {
        return "(" + of(filter) + ")";
    }

    private static <T> String list(List<? extends T> items, Function<T, String> text, String separator) {
        return items.stream().map(text::apply).collect(Collectors.joining(separator));
    }

    /** A text as the formula language writes it. */
    public static String quote(String text) {
        if (text.indexOf('`') < 0) {
            return "`" + text.replace("\\", "\\\\") + "`";
        }
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
