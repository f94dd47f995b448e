package io.deephaven.json;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Objects;

/** A time as text. Mirrors Deephaven's class of the same name. */
public final class InstantValue extends ValueSingleValueBase<Instant> {
    private final DateTimeFormatter dateTimeFormatter;

    private InstantValue(Builder builder) {
        super("instant", builder);
        this.dateTimeFormatter = builder.dateTimeFormatter;
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Nulls and missing values are taken. */
    public static InstantValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static InstantValue strict() {
        return builder().mode("strict").build();
    }

    /** In which form it is written. */
    public DateTimeFormatter dateTimeFormatter() {
        return dateTimeFormatter;
    }

    @Override
    public <T> T walk(Visitor<T> visitor) {
        return visitor.visit(this);
    }

    /** What is told of it. */
    public static final class Builder extends ValueSingleValueBase.Builder<Instant, InstantValue, Builder> {
        private DateTimeFormatter dateTimeFormatter = DateTimeFormatter.ISO_INSTANT;

        private Builder() {}

        /**
         * In which form it is written.
         *
         * @throws topictable.UnsupportedFeatureException when it is built, for a formatter that this library does not know
         */
        public Builder dateTimeFormatter(DateTimeFormatter dateTimeFormatter) {
            this.dateTimeFormatter = Objects.requireNonNull(dateTimeFormatter, "dateTimeFormatter");
            return this;
        }

        @Override
        public InstantValue build() {
            options.set("format", Formatters.document(dateTimeFormatter));
            return new InstantValue(this);
        }
    }
}
