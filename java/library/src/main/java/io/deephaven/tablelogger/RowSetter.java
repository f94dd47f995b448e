package io.deephaven.tablelogger;

/**
 * Sets a column of the row that is being written. Mirrors Deephaven's interface of the same name.
 *
 * @param <T> the column's values
 */
public interface RowSetter<T> {
    /** The class of the column's values. */
    Class<T> getType();

    /** Sets the value; a null of a primitive type is null too. */
    void set(T value);

    /** Sets the value. */
    void setBoolean(Boolean value);

    /** Sets the value. */
    void setByte(byte value);

    /** Sets the value. */
    void setChar(char value);

    /** Sets the value. */
    void setDouble(double value);

    /** Sets the value. */
    void setFloat(float value);

    /** Sets the value. */
    void setInt(int value);

    /** Sets the value. */
    void setLong(long value);

    /** Sets the value. */
    void setShort(short value);
}
