package io.deephaven.api;

import java.util.List;

/** Texts that name one column, or two with an equals sign between. */
final class Assignment {
    private Assignment() {}

    /** What stands before the sign and what stands behind it: the same name twice where there is no sign. */
    static List<ColumnName> parse(String text) {
        int sign = text.indexOf('=');
        if (sign < 0) {
            ColumnName name = ColumnName.parse(text);
            return List.of(name, name);
        }
        int behind = text.startsWith("==", sign) ? sign + 2 : sign + 1;
        String left = text.substring(0, sign).trim();
        String right = text.substring(behind).trim();
        if (left.isEmpty() || right.isEmpty() || right.indexOf('=') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is neither a column nor two with = between them");
        }
        return List.of(ColumnName.of(left), ColumnName.of(right));
    }
}
