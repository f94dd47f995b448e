package io.deephaven.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** The forms of times and dates that the native library reads. */
final class Formatters {
    private static final Map<DateTimeFormatter, String> NAMES = Map.of(
            DateTimeFormatter.ISO_INSTANT, "iso_instant",
            DateTimeFormatter.ISO_OFFSET_DATE_TIME, "iso_offset_date_time",
            DateTimeFormatter.ISO_ZONED_DATE_TIME, "iso_zoned_date_time",
            // A time without an offset is no instant, so that these two are one.
            DateTimeFormatter.ISO_DATE_TIME, "iso_zoned_date_time",
            DateTimeFormatter.ISO_LOCAL_DATE, "iso_local_date",
            DateTimeFormatter.ISO_DATE, "iso_date",
            DateTimeFormatter.BASIC_ISO_DATE, "basic_iso_date");

    private Formatters() {}

    static JsonNode document(DateTimeFormatter formatter) {
        String name = NAMES.get(formatter);
        return name != null ? TextNode.valueOf(name) : FormatterPattern.document(formatter);
    }
}
