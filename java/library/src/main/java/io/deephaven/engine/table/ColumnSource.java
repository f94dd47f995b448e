package io.deephaven.engine.table;

/**
 * The values of a column by row key, as they are now. Mirrors Deephaven's interface of the same name.
 *
 * <p>A primitive getter gives the null constant of {@link io.deephaven.util.QueryConstants} for a null, and throws
 * {@link UnsupportedOperationException} for a column of another type. Times are also read by {@link #getLong}, as
 * nanoseconds since 1970, and booleans by {@link #getByte}. A key that the table does not have gives null.
 *
 * @param <T> the boxed type of the column
 */
public interface ColumnSource<T> {
    /** The type of the column. */
    Class<T> getType();

    /** The type of the elements of an array column; null for any other. */
    default Class<?> getComponentType() {
        return getType().getComponentType();
    }

    /** The value; null for a null. */
    T get(long rowKey);

    /** The value of a Boolean column. */
    default Boolean getBoolean(long rowKey) {
        throw new UnsupportedOperationException(this + " is not a Boolean column: its type is " + getType());
    }

    /** The value of a byte column. */
    default byte getByte(long rowKey) {
        throw new UnsupportedOperationException(this + " is not a byte column: its type is " + getType());
    }

    /** The value of a char column. */
    default char getChar(long rowKey) {
        throw new UnsupportedOperationException(this + " is not a char column: its type is " + getType());
    }

    /** The value of a double column. */
    default double getDouble(long rowKey) {
        throw new UnsupportedOperationException(this + " is not a double column: its type is " + getType());
    }

    /** The value of a float column. */
    default float getFloat(long rowKey) {
        throw new UnsupportedOperationException(this + " is not a float column: its type is " + getType());
    }

    /** The value of an int column. */
    default int getInt(long rowKey) {
        throw new UnsupportedOperationException(this + " is not an int column: its type is " + getType());
    }

    /** The value of a long column. */
    default long getLong(long rowKey) {
        throw new UnsupportedOperationException(this + " is not a long column: its type is " + getType());
    }

    /** The value of a short column. */
    default short getShort(long rowKey) {
        throw new UnsupportedOperationException(this + " is not a short column: its type is " + getType());
    }

    /**
     * The values as they were before the change that a {@link TableUpdateListener} is told of, for its thread while it
     * is; otherwise the values as they are.
     */
    default ColumnSource<T> getPrevSource() {
        return this;
    }

    /** {@link #get} of {@link #getPrevSource}. */
    default T getPrev(long rowKey) {
        return getPrevSource().get(rowKey);
    }

    /** {@link #getBoolean} of {@link #getPrevSource}. */
    default Boolean getPrevBoolean(long rowKey) {
        return getPrevSource().getBoolean(rowKey);
    }

    /** {@link #getByte} of {@link #getPrevSource}. */
    default byte getPrevByte(long rowKey) {
        return getPrevSource().getByte(rowKey);
    }

    /** {@link #getChar} of {@link #getPrevSource}. */
    default char getPrevChar(long rowKey) {
        return getPrevSource().getChar(rowKey);
    }

    /** {@link #getDouble} of {@link #getPrevSource}. */
    default double getPrevDouble(long rowKey) {
        return getPrevSource().getDouble(rowKey);
    }

    /** {@link #getFloat} of {@link #getPrevSource}. */
    default float getPrevFloat(long rowKey) {
        return getPrevSource().getFloat(rowKey);
    }

    /** {@link #getInt} of {@link #getPrevSource}. */
    default int getPrevInt(long rowKey) {
        return getPrevSource().getInt(rowKey);
    }

    /** {@link #getLong} of {@link #getPrevSource}. */
    default long getPrevLong(long rowKey) {
        return getPrevSource().getLong(rowKey);
    }

    /** {@link #getShort} of {@link #getPrevSource}. */
    default short getPrevShort(long rowKey) {
        return getPrevSource().getShort(rowKey);
    }
}
