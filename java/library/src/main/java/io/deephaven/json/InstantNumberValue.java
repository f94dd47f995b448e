package io.deephaven.json;

import java.time.Instant;
import java.util.Locale;

/** A time as a number. Mirrors Deephaven's class of the same name. */
public final class InstantNumberValue extends ValueSingleValueBase<Instant> {
    private final Format format;

    private InstantNumberValue(Builder builder) {
        super("instant_number", builder);
        this.format = builder.format;
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** The unit of the number. */
    public Format format() {
        return format;
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Instant, InstantNumberValue, Builder> {
        private Format format;

        private Builder() {}

        /** The unit of the number. */
        public Builder format(Format format) {
            this.format = format;
            options.put("unit", format.name().toLowerCase(Locale.ROOT));
            return this;
        }

        private Builder decimals(boolean allowDecimal) {
            options.put("decimals", allowDecimal);
            return this;
        }

        @Override
        public InstantNumberValue build() {
            require("format", format != null);
            return new InstantNumberValue(this);
        }
    }

    /** The units. */
    public enum Format {
        /** Seconds since 1970. */
        EPOCH_SECONDS,
        /** Milliseconds since 1970. */
        EPOCH_MILLIS,
        /** Microseconds since 1970. */
        EPOCH_MICROS,
        /** Nanoseconds since 1970. */
        EPOCH_NANOS;

        /**
         * Also as text; nulls and missing values are taken.
         *
         * @param allowDecimal whether numbers with a point or an exponent are taken, and cut
         */
        public InstantNumberValue lenient(boolean allowDecimal) {
            return builder().format(this).mode("lenient").decimals(allowDecimal).build();
        }

        /**
         * Nulls and missing values are taken.
         *
         * @param allowDecimal whether numbers with a point or an exponent are taken, and cut
         */
        public InstantNumberValue standard(boolean allowDecimal) {
            return builder().format(this).decimals(allowDecimal).build();
        }

        /**
         * Neither null nor missing.
         *
         * @param allowDecimal whether numbers with a point or an exponent are taken, and cut
         */
        public InstantNumberValue strict(boolean allowDecimal) {
            return builder().format(this).mode("strict").decimals(allowDecimal).build();
        }
    }
}
