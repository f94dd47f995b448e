package topictable.internal;

import io.deephaven.engine.table.ColumnSource;
import java.util.Map;
import topictable.UnsupportedFeatureException;

/** A column of a native table: cells are read from the memory of the table's view. */
abstract class LiveColumn<T> implements ColumnSource<T> {
    final ViewTable table;
    final int index;
    private final Class<T> type;

    LiveColumn(ViewTable table, int index, Class<T> type) {
        this.table = table;
        this.index = index;
        this.type = type;
    }

    /** Reads a cell that is not null. */
    abstract T value(Piece piece, long position);

    /** What a null of the column is to its reader. */
    T nothing() {
        return null;
    }

    @Override
    public String toString() {
        return "column \"" + table.getDefinition().getColumns().get(index).getName() + "\"";
    }

    @Override
    public final Class<T> getType() {
        return type;
    }

    @Override
    public ColumnSource<T> getPrevSource() {
        ViewTable previous = table.previous();
        return previous == table ? this : previous.getColumnSource(name());
    }

    @Override
    public Class<?> getComponentType() {
        return table.getDefinition().getColumns().get(index).getComponentType();
    }

    private String name() {
        return table.description().get(index).get("name").asText();
    }

    @Override
    public T get(long rowKey) {
        TableView view = table.acquire();
        try {
            long position = view.position(rowKey);
            Piece piece = view.pieceOf(index, position);
            if (piece != null) {
                return value(piece, position);
            }
            return position < 0 ? null : nothing();
        } finally {
            view.handle.done();
        }
    }

    /** The column of a native type. */
    @SuppressWarnings("unchecked")
    static LiveColumn<?> of(ViewTable table, int index, String name, String typeName) {
        return switch (typeName) {
            case "boolean" -> new PrimitiveColumns.Booleans(table, index);
            case "byte" -> new PrimitiveColumns.Bytes(table, index);
            case "char" -> new PrimitiveColumns.Chars(table, index);
            case "short" -> new PrimitiveColumns.Shorts(table, index);
            case "int" -> new PrimitiveColumns.Ints(table, index);
            case "long" -> new PrimitiveColumns.Longs(table, index);
            case "float" -> new PrimitiveColumns.Floats(table, index);
            case "double" -> new PrimitiveColumns.Doubles(table, index);
            case "instant" -> new PrimitiveColumns.Instants(table, index);
            case "json", "json_object" -> new Trees(table, index, (Class<Object>) TypeNames.type(typeName), Cells.reader("json"));
            default -> {
                Cells.Reader reader = Cells.reader(typeName);
                if (DeclaredTypes.isTree(typeName)) {
                    yield new Trees(table, index, (Class<Object>) TypeNames.type(typeName), reader);
                }
                yield reader != null
                        ? new Objects<>(table, index, (Class<Object>) TypeNames.type(typeName), reader)
                        : new Unreadable(table, index, "column \"" + name + "\" of type " + typeName
                                + " cannot be read cell by cell by this version: export the table as an Arrow stream",
                                Map.of("column", name));
            }
        };
    }

    private static class Objects<T> extends LiveColumn<T> {
        private final Cells.Reader reader;

        Objects(ViewTable table, int index, Class<T> type, Cells.Reader reader) {
            super(table, index, type);
            this.reader = reader;
        }

        @Override
        @SuppressWarnings("unchecked")
        T value(Piece piece, long position) {
            return (T) reader.read(piece, position);
        }
    }

    /** A column of JSON: where nothing was, there is a tree that says so. */
    private static final class Trees extends Objects<Object> {
        Trees(ViewTable table, int index, Class<Object> type, Cells.Reader reader) {
            super(table, index, type, reader);
        }

        @Override
        Object nothing() {
            return JsonTrees.MISSING;
        }
    }

    /** A column whose values Java has no class for. */
    private static final class Unreadable extends LiveColumn<Object> {
        private final String message;
        private final Map<String, String> details;

        Unreadable(ViewTable table, int index, String message, Map<String, String> details) {
            super(table, index, Object.class);
            this.message = message;
            this.details = details;
        }

        @Override
        public Object get(long rowKey) {
            throw new UnsupportedFeatureException(message, details);
        }

        @Override
        Object value(Piece piece, long position) {
            throw new UnsupportedFeatureException(message, details);
        }
    }
}
