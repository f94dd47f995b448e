package io.deephaven.json;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The types of JSON values. Mirrors Deephaven's enum of the same name. */
public enum JsonValueTypes {
    /** An object. */
    OBJECT,
    /** An array. */
    ARRAY,
    /** A text. */
    STRING,
    /** A number without a point and without an exponent. */
    INT,
    /** Any other number. */
    DECIMAL,
    /** {@code true} or {@code false}. */
    BOOL,
    /** {@code null}. */
    NULL;

    /** Every type. */
    public static Set<JsonValueTypes> all() {
        return Collections.unmodifiableSet(EnumSet.allOf(JsonValueTypes.class));
    }

    /** INT. */
    public static Set<JsonValueTypes> int_() {
        return of(INT);
    }

    /** INT, NULL. */
    public static Set<JsonValueTypes> intOrNull() {
        return of(INT, NULL);
    }

    /** INT, STRING, NULL. */
    public static Set<JsonValueTypes> intLike() {
        return of(INT, STRING, NULL);
    }

    /** INT, DECIMAL. */
    public static Set<JsonValueTypes> number() {
        return of(INT, DECIMAL);
    }

    /** INT, DECIMAL, NULL. */
    public static Set<JsonValueTypes> numberOrNull() {
        return of(INT, DECIMAL, NULL);
    }

    /** INT, DECIMAL, STRING, NULL. */
    public static Set<JsonValueTypes> numberLike() {
        return of(INT, DECIMAL, STRING, NULL);
    }

    /** STRING. */
    public static Set<JsonValueTypes> string() {
        return of(STRING);
    }

    /** STRING, NULL. */
    public static Set<JsonValueTypes> stringOrNull() {
        return of(STRING, NULL);
    }

    /** STRING, INT, DECIMAL, BOOL, NULL. */
    public static Set<JsonValueTypes> stringLike() {
        return of(STRING, INT, DECIMAL, BOOL, NULL);
    }

    /** BOOL. */
    public static Set<JsonValueTypes> bool() {
        return of(BOOL);
    }

    /** BOOL, NULL. */
    public static Set<JsonValueTypes> boolOrNull() {
        return of(BOOL, NULL);
    }

    /** BOOL, STRING, NULL. */
    public static Set<JsonValueTypes> boolLike() {
        return of(BOOL, STRING, NULL);
    }

    /** OBJECT. */
    public static Set<JsonValueTypes> object() {
        return of(OBJECT);
    }

    /** OBJECT, NULL. */
    public static Set<JsonValueTypes> objectOrNull() {
        return of(OBJECT, NULL);
    }

    /** ARRAY. */
    public static Set<JsonValueTypes> array() {
        return of(ARRAY);
    }

    /** ARRAY, NULL. */
    public static Set<JsonValueTypes> arrayOrNull() {
        return of(ARRAY, NULL);
    }

    private static Set<JsonValueTypes> of(JsonValueTypes first, JsonValueTypes... others) {
        return Collections.unmodifiableSet(EnumSet.of(first, others));
    }
}
