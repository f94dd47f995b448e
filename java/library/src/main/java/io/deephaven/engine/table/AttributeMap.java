package io.deephaven.engine.table;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Named values of a table: what kind of table it is, and what a program attaches to it. Those of programs mean nothing to
 * this library, and derived tables do not have them. Mirrors Deephaven's interface of the same name.
 *
 * @param <TYPE> what has them
 */
public interface AttributeMap<TYPE extends AttributeMap<TYPE>> {
    /** All of them. */
    Map<String, Object> getAttributes();

    /** The same with these attributes, and without those. */
    TYPE withAttributes(Map<String, Object> toAdd, Collection<String> toRemove);

    /** The same with these attributes. */
    default TYPE withAttributes(Map<String, Object> toAdd) {
        return withAttributes(toAdd, Set.of());
    }

    /** The same without these attributes. */
    default TYPE withoutAttributes(Collection<String> toRemove) {
        return withAttributes(Map.of(), toRemove);
    }

    /** The same with these attributes only. */
    default TYPE retainingAttributes(Collection<String> toRetain) {
        return withoutAttributes(getAttributeKeys().stream().filter(key -> !toRetain.contains(key)).toList());
    }

    /** The value of an attribute; null when there is none. */
    default Object getAttribute(String key) {
        return getAttributes().get(key);
    }

    /** Whether there is an attribute of the name. */
    default boolean hasAttribute(String key) {
        return getAttributes().containsKey(key);
    }

    /** The names of the attributes. */
    default Set<String> getAttributeKeys() {
        return getAttributes().keySet();
    }

    /** Those whose names are wanted. */
    default Map<String, Object> getAttributes(Predicate<String> included) {
        return getAttributes().entrySet().stream().filter(entry -> included.test(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
