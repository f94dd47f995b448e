package topictable.internal;

import java.util.function.BiConsumer;

/**
 * The names in a formula that may mean a variable: those outside of literals and not behind a dot. It need not understand
 * the formula: a name too many is one that no variable has.
 */
final class FormulaNames {
    private final String text;
    private int at;

    /** A method that is called with so many arguments. */
    record Method(String name, int arguments) {
        /** The name under which the native library looks for it. */
        String of(String object) {
            return object + "." + name + "/" + arguments;
        }
    }

    private FormulaNames(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /**
     * Calls {@code found} with each name from a position on, in their order, and the call of a method on it; null when there is
     * none.
     */
    static void find(String text, int from, BiConsumer<String, Method> found) {
        new FormulaNames(text, from).scan(found);
    }

    private void scan(BiConsumer<String, Method> found) {
        boolean member = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '`' || c == '"' || c == '\'') {
                skipLiteral(c);
            } else if (Character.isDigit(c)) {
                skipNumber();
            } else if (Character.isJavaIdentifierStart(c)) {
                String name = name();
                if (!member) {
                    found.accept(name, new FormulaNames(text, at).method());
                }
            } else {
                at++;
            }
            member = c == '.' || member && Character.isWhitespace(c);
        }
    }

    /** The method that is called on what ends here; null when none is. */
    private Method method() {
        skipBlanks();
        if (!text.startsWith(".", at)) {
            return null;
        }
        at++;
        skipBlanks();
        String name = name();
        skipBlanks();
        return text.startsWith("(", at) ? new Method(name, arguments()) : null;
    }

    /** How many arguments are in the brackets that begin here. */
    private int arguments() {
        int depth = 0;
        int commas = 0;
        boolean empty = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '`' || c == '"' || c == '\'') {
                empty = false;
                skipLiteral(c);
                continue;
            }
            at++;
            if ("([{".indexOf(c) >= 0) {
                empty &= depth == 0;
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
                if (depth == 0) {
                    break;
                }
            } else {
                empty &= Character.isWhitespace(c);
                commas += c == ',' && depth == 1 ? 1 : 0;
            }
        }
        return empty ? 0 : commas + 1;
    }

    private void skipLiteral(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipNumber() {
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "._".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
    }

    private String name() {
        int start = at;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** The position behind {@code New =} at the beginning of a text; 0 when it does not begin so. */
    static int afterAssignment(String text) {
        FormulaNames names = new FormulaNames(text, 0);
        names.skipBlanks();
        if (names.at == text.length() || !Character.isJavaIdentifierStart(text.charAt(names.at))) {
            return 0;
        }
        names.name();
        names.skipBlanks();
        boolean assignment = text.startsWith("=", names.at) && !text.startsWith("==", names.at);
        return assignment ? names.at + 1 : 0;
    }

    /** The name that {@code New =} at the beginning of a text, or the whole text, gives to a column. */
    static String assigned(String text) {
        int end = afterAssignment(text);
        return end == 0 ? text.trim() : text.substring(0, end - 1).trim();
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
