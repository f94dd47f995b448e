package io.deephaven.json;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Objects;

/** A date as text. Mirrors Deephaven's class of the same name. */
public final class LocalDateValue extends ValueSingleValueBase<LocalDate> {
    private final DateTimeFormatter dateTimeFormatter;

    private LocalDateValue(Builder builder) {
        super("local_date", builder);
        this.dateTimeFormatter = builder.dateTimeFormatter;
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Nulls and missing values are taken. */
    public static LocalDateValue standard() {
        return builder().build();
    }

    /** Neither null nor missing. */
    public static LocalDateValue strict() {
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
    public static final class Builder extends ValueSingleValueBase.Builder<LocalDate, LocalDateValue, Builder> {
        private DateTimeFormatter dateTimeFormatter = DateTimeFormatter.ISO_LOCAL_DATE;

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
        public LocalDateValue build() {
            options.set("format", Formatters.document(dateTimeFormatter));
            return new LocalDateValue(this);
        }
    }
}
