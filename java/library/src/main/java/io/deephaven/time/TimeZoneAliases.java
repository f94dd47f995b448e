package io.deephaven.time;

import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Collectors;

/** Short names of time zones. */
final class TimeZoneAliases {
    private static final Map<String, ZoneId> ZONES = Map.of("ET", ZoneId.of("America/New_York"),
            "CT", ZoneId.of("America/Chicago"), "MT", ZoneId.of("America/Denver"), "PT", ZoneId.of("America/Los_Angeles"),
            "HK", ZoneId.of("Asia/Hong_Kong"), "JP", ZoneId.of("Asia/Tokyo"), "LON", ZoneId.of("Europe/London"));
    private static final Map<ZoneId, String> NAMES =
            ZONES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    private TimeZoneAliases() {}

    /** The zone of a name. */
    static ZoneId zone(String name) {
        ZoneId zone = ZONES.get(name);
        return zone != null ? zone : ZoneId.of(name);
    }

    /** The shortest name of a zone. */
    static String name(ZoneId zone) {
        String name = NAMES.get(zone);
        return name != null ? name : zone.getId();
    }
}
