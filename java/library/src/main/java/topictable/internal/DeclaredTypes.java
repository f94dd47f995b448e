package topictable.internal;

import com.fasterxml.jackson.core.TreeNode;
import com.tdunning.math.stats.TDigest;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Month;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Columns that are declared as another class than the one that their values would have by themselves:
 * {@code declared:CLASS:TYPE}. Where the program does not have the class, the column is one of the native type.
 */
final class DeclaredTypes {
    private static final String DECLARED = "declared:";

    /** What makes a value of a class from that of the native type. */
    private static final Map<String, UnaryOperator<Object>> VALUES = Map.of(
            BigDecimal.class.getName(), value -> new BigDecimal((String) value),
            AvroValues.ANY, AvroValues::plain,
            AvroValues.NULL, AvroValues::plain,
            AvroValues.UTF8, AvroValues::utf8,
            "com.google.protobuf.ByteString", MessageClasses::byteString,
            TDigest.class.getName(), bytes -> Digests.read((byte[]) bytes),
            DayOfWeek.class.getName(), name -> DayOfWeek.valueOf((String) name),
            Month.class.getName(), name -> Month.valueOf((String) name));
    /** A class that {@code Class.forName} knows by another name. */
    private static final String OBJECTS = "java.lang.Object[]";

    private DeclaredTypes() {}

    static boolean isDeclared(String typeName) {
        return typeName.startsWith(DECLARED);
    }

    /** The native type that all values of a column of objects have; null of a type that says none. */
    static String valuesOfObjects(String typeName) {
        return typeName.startsWith(DECLARED) && parts(typeName)[0].equals("java.lang.Object") ? parts(typeName)[1] : null;
    }

    /** Whether it is the type of the trees of Jackson's streaming interface. */
    static boolean isTree(String typeName) {
        return typeName.equals(DECLARED + TreeNode.class.getName() + ":json");
    }

    /** The class, or that of the native type where there is no such class. */
    static Class<?> type(String typeName) {
        String[] parts = parts(typeName);
        if (parts[0].equals(OBJECTS)) {
            return Object[].class;
        }
        try {
            return Class.forName(parts[0]);
        } catch (ClassNotFoundException e) {
            return parts[0].equals(AvroValues.ANY) ? Object.class : TypeNames.type(parts[1]);
        }
    }

    /** The reader of the native type, and the value of the class where one can be made; null for an unknown type. */
    static Cells.Reader reader(String typeName) {
        String[] parts = parts(typeName);
        if (isTree(typeName)) {
            return (piece, position) -> JsonTrees.parseWithDoubles(piece.bytes(position));
        }
        Cells.Reader reader = Cells.reader(parts[1]);
        UnaryOperator<Object> value = type(typeName).getName().equals(parts[0]) ? VALUES.get(parts[0]) : null;
        return reader == null || value == null ? reader
                : (piece, position) -> value.apply(reader.read(piece, position));
    }

    private static String[] parts(String typeName) {
        return typeName.substring(DECLARED.length()).split(":", 2);
    }
}
