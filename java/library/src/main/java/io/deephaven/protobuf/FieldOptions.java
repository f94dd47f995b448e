package io.deephaven.protobuf;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Whether a field becomes columns, and as what. Immutable. Mirrors Deephaven's class of the same name.
 *
 * @param include whether it does
 * @param wellKnown what a message of a well-known type becomes
 * @param bytes what bytes become
 * @param map what a map becomes
 */
public record FieldOptions(boolean include, WellKnownBehavior wellKnown, BytesBehavior bytes, MapBehavior map) {
    private static final FieldOptions DEFAULTS = builder().build();
    private static final FieldOptions EXCLUDE = builder().include(false).build();

    /** All of it. */
    public FieldOptions {
        Objects.requireNonNull(wellKnown, "wellKnown");
        Objects.requireNonNull(bytes, "bytes");
        Objects.requireNonNull(map, "map");
    }

    /** Options that are still to be told. */
    public static Builder builder() {
        return new Builder();
    }

    /** It does, well-known types as values, bytes as arrays, maps as maps. */
    public static FieldOptions defaults() {
        return DEFAULTS;
    }

    /** It does not, and nothing below either. */
    public static FieldOptions exclude() {
        return EXCLUDE;
    }

    /** Only fields for which the condition holds. */
    public static Function<FieldPath, FieldOptions> includeIf(Predicate<FieldPath> condition) {
        return path -> condition.test(path) ? defaults() : exclude();
    }

    /** What a message of a well-known type, such as {@code google.protobuf.Timestamp}, becomes. */
    public sealed interface WellKnownBehavior {
        /** One value. */
        static WellKnownBehavior asWellKnown() {
            return WellKnown.AS_WELL_KNOWN;
        }

        /** A column for each of its fields. */
        static WellKnownBehavior asRecursive() {
            return WellKnown.AS_RECURSIVE;
        }
    }

    /** What bytes become. */
    public sealed interface BytesBehavior {
        /** A {@code byte[]}. */
        static BytesBehavior asByteArray() {
            return Bytes.AS_BYTE_ARRAY;
        }

        /** protobuf-java's {@code ByteString}. */
        static BytesBehavior asByteString() {
            return Bytes.AS_BYTE_STRING;
        }
    }

    /** What a map becomes. */
    public sealed interface MapBehavior {
        /** A {@code java.util.Map}. */
        static MapBehavior asMap() {
            return Maps.AS_MAP;
        }

        /** A list of keys and a list of values. */
        static MapBehavior asRepeated() {
            return Maps.AS_REPEATED;
        }
    }

    private enum WellKnown implements WellKnownBehavior {
        AS_WELL_KNOWN, AS_RECURSIVE
    }

    private enum Bytes implements BytesBehavior {
        AS_BYTE_ARRAY, AS_BYTE_STRING
    }

    private enum Maps implements MapBehavior {
        AS_MAP, AS_REPEATED
    }

    /** Tells the options step by step. */
    public static final class Builder {
        private boolean include = true;
        private WellKnownBehavior wellKnown = WellKnownBehavior.asWellKnown();
        private BytesBehavior bytes = BytesBehavior.asByteArray();
        private MapBehavior map = MapBehavior.asMap();

        private Builder() {}

        /** Whether the field becomes columns; true by default. */
        public Builder include(boolean included) {
            include = included;
            return this;
        }

        /** What a message of a well-known type becomes; one value by default. */
        public Builder wellKnown(WellKnownBehavior behavior) {
            wellKnown = behavior;
            return this;
        }

        /** What bytes become; arrays by default. */
        public Builder bytes(BytesBehavior behavior) {
            bytes = behavior;
            return this;
        }

        /** What a map becomes; a map by default. */
        public Builder map(MapBehavior behavior) {
            map = behavior;
            return this;
        }

        /** What was told. */
        public FieldOptions build() {
            return new FieldOptions(include, wellKnown, bytes, map);
        }
    }
}
