package io.deephaven.protobuf;

import io.deephaven.function.ToBooleanFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import topictable.UnsupportedFeatureException;
import topictable.internal.MessageClasses;

/**
 * The fields that lead to a field, and itself; empty for the message. Immutable. Mirrors Deephaven's class of the same
 * name.
 */
public final class FieldPath {
    private static final FieldPath EMPTY = of(List.of(), FieldNumberPath.of());

    private final List<String> names;
    private final FieldNumberPath numbers;
    /** Null where the path was not made of them. */
    private final List<?> descriptors;

    private FieldPath(List<String> names, FieldNumberPath numbers, List<?> descriptors) {
        this.names = names;
        this.numbers = numbers;
        this.descriptors = descriptors;
    }

    /** The path of the message. */
    public static FieldPath empty() {
        return EMPTY;
    }

    /**
     * The path of these fields.
     *
     * @param fields protobuf-java's {@code FieldDescriptor}s. No signature names that class: Groovy sees no method of a
     *     class whose signatures name one that the program does not have
     */
    public static FieldPath of(Object... fields) {
        return of(Arrays.asList(fields));
    }

    /** The path of these fields, protobuf-java's {@code FieldDescriptor}s. */
    public static FieldPath of(List<?> fields) {
        return MessageClasses.path(fields);
    }

    /** The path of these fields. */
    public static FieldPath of(List<String> names, FieldNumberPath numbers, List<?> fields) {
        return new FieldPath(List.copyOf(names), numbers, List.copyOf(fields));
    }

    /** The path of fields with these names and numbers. */
    public static FieldPath of(List<String> names, FieldNumberPath numbers) {
        return new FieldPath(List.copyOf(names), numbers, names.isEmpty() ? List.of() : null);
    }

    /**
     * Whether a path leads to what a pattern names, or is it: {@code /a/b}. A pattern that ends with {@code /*} names
     * everything below, too.
     */
    public static ToBooleanFunction<FieldPath> matches(String pattern) {
        String relative = pattern.startsWith("/") ? pattern.substring(1) : pattern;
        boolean below = relative.equals("*") || relative.endsWith("/*");
        String above = relative.equals("*") ? "" : below ? relative.substring(0, relative.length() - 2) : relative;
        List<String> names = above.isEmpty() ? List.of() : Arrays.asList(above.split("/", -1));
        return path -> path.otherStartsWithThis(names) || below && path.startsWith(names);
    }

    /** Whether one of the patterns matches; see {@link #matches}. */
    public static ToBooleanFunction<FieldPath> anyMatches(List<String> patterns) {
        List<ToBooleanFunction<FieldPath>> all = new ArrayList<>();
        patterns.forEach(pattern -> all.add(matches(pattern)));
        return path -> all.stream().anyMatch(one -> one.test(path));
    }

    /** The fields, protobuf-java's {@code FieldDescriptor}s. Only a path that was made of them has them. */
    public List<?> path() {
        if (descriptors == null) {
            throw new UnsupportedFeatureException("the descriptors of a path are not there: use its names and numbers",
                    Map.of("feature", "FieldPath.path"));
        }
        return descriptors;
    }

    /** The numbers of the fields. */
    public FieldNumberPath numberPath() {
        return numbers;
    }

    /** The names of the fields. */
    public List<String> namePath() {
        return names;
    }

    /** Whether it begins with these names. */
    public boolean startsWith(List<String> prefix) {
        return prefix.size() <= names.size() && names.subList(0, prefix.size()).equals(prefix);
    }

    /** Whether these names begin with it. */
    public boolean otherStartsWithThis(List<String> other) {
        return names.size() <= other.size() && other.subList(0, names.size()).equals(names);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldPath that && names.equals(that.names) && numbers.equals(that.numbers);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + numbers.hashCode();
    }

    @Override
    public String toString() {
        return "FieldPath{path=" + names + "}";
    }
}
