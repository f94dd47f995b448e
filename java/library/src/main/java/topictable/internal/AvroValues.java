package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.apache.avro.util.Utf8;

/** Values of columns that are declared as classes of Avro's library, which a program may have or not. */
final class AvroValues {
    /** What a field of several types is declared as; its values are of any of them. */
    static final String ANY = "org.apache.avro.generic.GenericRecord";
    /** What a field that is always null is declared as. */
    static final String NULL = "org.apache.avro.generic.GenericContainer";
    static final String UTF8 = "org.apache.avro.util.Utf8";

    private static final boolean PRESENT = isPresent();

    private AvroValues() {}

    private static boolean isPresent() {
        try {
            Class.forName(UTF8);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Avro's own text, where the program has it. */
    static Object utf8(Object text) {
        return PRESENT ? new Utf8((String) text) : text;
    }

    /** A number, a text, a Boolean, or the tree of anything else. */
    static Object plain(Object value) {
        JsonNode tree = (JsonNode) value;
        if (tree.isBigDecimal()) {
            // A double, unless it was a decimal that no double is.
            double number = tree.doubleValue();
            boolean isDouble = Double.isFinite(number) && new BigDecimal(Double.toString(number)).compareTo(tree.decimalValue()) == 0;
            return isDouble ? number : tree.decimalValue();
        }
        if (tree.isNumber()) {
            return tree.numberValue();
        }
        if (tree.isBoolean()) {
            return tree.booleanValue();
        }
        return tree.isTextual() ? tree.textValue() : tree;
    }
}
