package topictable.internal;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.tablelogger.Row;
import io.deephaven.tablelogger.RowSetter;
import io.deephaven.util.QueryConstants;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;

/** A row that a program writes, column by column. Used by one thread at a time. */
public final class WrittenRow implements Row {
    private static final Set<Object> NULLS = Set.of(QueryConstants.NULL_BYTE, QueryConstants.NULL_CHAR,
            QueryConstants.NULL_SHORT, QueryConstants.NULL_INT, QueryConstants.NULL_LONG, QueryConstants.NULL_FLOAT,
            QueryConstants.NULL_DOUBLE);

    private final List<ColumnDefinition<?>> columns;
    private final WrittenRows rows;
    private Object[] cells;

    /** A row of these columns, which goes to {@code rows}. */
    public WrittenRow(TableDefinition definition, WrittenRows rows) {
        columns = List.copyOf(definition.getColumns());
        this.rows = rows;
        cells = new Object[columns.size()];
    }

    @Override
    public RowSetter<?> getSetter(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).getName().equals(name)) {
                return new Setter<>(i);
            }
        }
        throw new NotFoundException("Unknown column " + name + ", available column names are "
                + columns.stream().map(ColumnDefinition::getName).toList(), Map.of("column", name));
    }

    @Override
    public void writeRow() {
        rows.add(cells);
        cells = new Object[columns.size()];
    }

    /** Sets all columns; with {@code converts} numbers are made of the columns' types. */
    public WrittenRow with(boolean converts, Object... values) {
        if (values.length != columns.size()) {
            throw new InvalidArgumentException("Incompatible logRow call, values length=" + values.length + " != setters="
                    + columns.size(), Map.of());
        }
        for (int i = 0; i < values.length; i++) {
            set(i, values[i], converts);
        }
        return this;
    }

    /** Sets the columns of these names. */
    public WrittenRow with(boolean converts, Map<String, Object> values) {
        values.forEach((name, value) -> set(((Setter<?>) getSetter(name)).index, value, converts));
        return this;
    }

    private void set(int index, Object value, boolean converts) {
        Class<?> type = ColumnValues.boxed(columns.get(index).getDataType());
        Object given = value == null || NULLS.contains(value) ? null : value;
        if (converts && given instanceof Number number && type != given.getClass()) {
            given = converted(number, type);
        } else if (type == String.class && given instanceof CharSequence text) {
            given = text.toString();
        }
        try {
            ColumnValues.check(type, given);
        } catch (InvalidArgumentException e) {
            String name = columns.get(index).getName();
            throw new InvalidArgumentException("column " + name + ": " + e.getMessage(), Map.of("column", name));
        }
        cells[index] = given;
    }

    private static Object converted(Number number, Class<?> type) {
        if (type == Byte.class) {
            return number.byteValue();
        } else if (type == Short.class) {
            return number.shortValue();
        } else if (type == Integer.class) {
            return number.intValue();
        } else if (type == Long.class) {
            return number.longValue();
        } else if (type == Float.class) {
            return number.floatValue();
        } else if (type == Double.class) {
            return number.doubleValue();
        }
        return number;
    }

    private final class Setter<T> implements RowSetter<T> {
        private final int index;

        private Setter(int index) {
            this.index = index;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Class<T> getType() {
            return (Class<T>) columns.get(index).getDataType();
        }

        @Override
        public void set(T value) {
            WrittenRow.this.set(index, value, true);
        }

        @Override
        public void setBoolean(Boolean value) {
            WrittenRow.this.set(index, value, false);
        }

        @Override
        public void setByte(byte value) {
            WrittenRow.this.set(index, value, true);
        }

        @Override
        public void setChar(char value) {
            WrittenRow.this.set(index, value, false);
        }

        @Override
        public void setDouble(double value) {
            WrittenRow.this.set(index, value, true);
        }

        @Override
        public void setFloat(float value) {
            WrittenRow.this.set(index, value, true);
        }

        @Override
        public void setInt(int value) {
            WrittenRow.this.set(index, value, true);
        }

        @Override
        public void setLong(long value) {
            WrittenRow.this.set(index, value, true);
        }

        @Override
        public void setShort(short value) {
            WrittenRow.this.set(index, value, true);
        }
    }
}
