package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.ColumnDefinition;
import java.util.Map;
import java.util.Objects;
import topictable.InvalidArgumentException;
import topictable.InvalidSpecException;

/** The columns of specs as the native library reads them. */
public final class ColumnSpecs {
    private ColumnSpecs() {}

    /**
     * The columns of a format that has trees.
     *
     * @throws InvalidSpecException for a type that the format does not have
     */
    public static ArrayNode of(String format, ColumnDefinition<?>[] definitions) {
        ArrayNode columns = Bridge.array();
        for (ColumnDefinition<?> definition : definitions) {
            columns.add(column(definition.getName(), treeOrTypeName(definition.getDataType())));
        }
        check(format, columns);
        return columns;
    }

    /**
     * The columns of a format that has trees, with the fields that they are mapped to.
     *
     * @param fieldToColumnName null for none
     * @throws InvalidSpecException for a type that the format does not have
     */
    public static ObjectNode mapped(String format, ColumnDefinition<?>[] definitions,
            Map<String, String> fieldToColumnName) {
        ObjectNode spec = Bridge.object();
        spec.set("columns", of(format, Objects.requireNonNull(definitions, "columnDefinitions")));
        if (fieldToColumnName != null) {
            ObjectNode mapping = spec.putObject("mapping");
            fieldToColumnName.forEach((field, column) -> mapping.put(String.valueOf(field), String.valueOf(column)));
        }
        return spec;
    }

    /** The name and type of a column. */
    public static ObjectNode column(String name, String type) {
        return Bridge.object().put("name", name).put("type", type);
    }

    /** The library's name of a type; any other text for one that it does not have. */
    public static String typeName(Class<?> type) {
        String name = TypeNames.of(type);
        return name != null ? name : type.getSimpleName();
    }

    /** A column of any type that can hold a tree holds one. */
    private static String treeOrTypeName(Class<?> type) {
        return type != Object.class && type.isAssignableFrom(JsonNode.class) ? "json" : typeName(type);
    }

    /**
     * Refuses columns of types that a format does not have.
     *
     * @throws InvalidSpecException for these
     */
    public static void check(String format, ArrayNode columns) {
        try {
            Bridge.call("check_columns", Bridge.object().put("format", format).set("columns", columns));
        } catch (InvalidArgumentException e) {
            throw new InvalidSpecException(e.getMessage(), e.details());
        }
    }
}
