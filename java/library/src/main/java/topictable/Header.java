package topictable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A header of a record. A cell of the column that {@code topictable.headers.column} asks for is an array of them, in
 * their order in the record; a key may be there several times.
 *
 * @param key the key
 * @param value the value as it was sent, or null
 */
public record Header(String key, byte[] value) {
    /** The value as text in UTF-8; null for null. */
    public String text() {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** Whether keys and bytes are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Header that && Objects.equals(key, that.key) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(key) + Arrays.hashCode(value);
    }

    /** {@code key=value}, where the value is text if it is printable, else its bytes as numbers. */
    @Override
    public String toString() {
        return key + '=' + shownValue();
    }

    /** The value as text if it is printable, else its bytes as numbers in brackets; null for null. */
    public String shownValue() {
        if (value == null) {
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return text.codePoints().anyMatch(Character::isISOControl) ? Arrays.toString(value) : text;
        } catch (CharacterCodingException e) {
            return Arrays.toString(value);
        }
    }
}
