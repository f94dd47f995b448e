package topictable.command;

/**
 * A column of shown records.
 *
 * @param part whose field it is: {@code key} or {@code value}; null for what is no field
 * @param name what it is called where it is shown
 * @param column what it is called in the table
 * @param format what its bytes are, if it has bytes
 */
record RecordColumn(String part, String name, String column, PayloadFormat.Kind format) {
    /** The name where keys and values are side by side. */
    String heading() {
        return "key".equals(part) ? "key." + name : name;
    }
}
