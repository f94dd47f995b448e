package topictable.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Code of the program that makes columns of keys or values. A table that is made with it opens a {@link Reading}. */
public abstract class RecordParser {
    final List<Column> columns;

    RecordParser(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Gets ready for the records of a topic. {@code configuration} is what the table's properties say. */
    abstract Reading open(String topic, Map<String, ?> configuration, boolean isKey);

    /** The columns as the native library reads them. */
    ArrayNode describe() {
        ArrayNode described = Bridge.array();
        columns.forEach(column -> described.addObject().put("name", column.name).put("type", column.typeName()));
        return described;
    }

    /**
     * A column that is made.
     *
     * @param type the class of its values, or the primitive type
     */
    record Column(String name, Class<?> type) {
        /** The native name of the type; an exception when values of it cannot be given. */
        String typeName() {
            return ColumnValues.typeName(name, type);
        }
    }

    /** Reads the records of one topic. One thread calls it. */
    interface Reading extends AutoCloseable {
        /** Fills the rows of the records, which are null where the key or value is. An exception stands for all of them. */
        void read(byte[][] records, Rows rows);

        @Override
        void close();
    }

    /** The rows that records become. Null in every column until they are filled. */
    static final class Rows {
        private final List<Column> columns;
        private final Object[][] values;
        /** What is told of the records that could not be read. */
        final ArrayNode bad = Bridge.array();

        Rows(List<Column> columns, int rows) {
            this.columns = columns;
            values = new Object[columns.size()][rows];
        }

        /** Sets a value, which must be null or one of the column's type; it is checked. */
        void set(int column, int row, Object value) {
            Column made = columns.get(column);
            try {
                ColumnValues.check(made.type, value);
            } catch (RuntimeException e) {
                reject(row, made.name, e.getMessage());
                return;
            }
            values[column][row] = value;
        }

        /** Says that a record could not be read. */
        void reject(int row, Throwable reason) {
            // Kafka's own exception says nothing of what has happened.
            Throwable cause = reason.getMessage() == null && reason.getCause() != null ? reason.getCause() : reason;
            reject(row, null, cause.toString());
        }

        private void reject(int row, String field, String reason) {
            for (Object[] column : values) {
                column[row] = null;
            }
            bad.addObject().put("index", row).put("field", field).put("reason", String.valueOf(reason));
        }

        byte[] encode() {
            ColumnValues encoded = new ColumnValues(values.length == 0 ? 0 : values[0].length);
            for (int i = 0; i < values.length; i++) {
                encoded.add(columns.get(i).name, columns.get(i).type, values[i]);
            }
            return encoded.bytes();
        }
    }

    /** Columns of names and types. */
    static List<Column> columns(List<String> names, List<? extends Class<?>> types) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            columns.add(new Column(names.get(i), types.get(i)));
        }
        return columns;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + Arrays.toString(columns.toArray());
    }
}
