package topictable.command;

import java.util.HashMap;
import java.util.Map;
import topictable.Session;
import topictable.Topictable;

/**
 * What {@code --set} has set.
 *
 * @param ofSession the properties of the session
 * @param ofClients those of consumers and producers
 */
record SetProperties(Map<String, String> ofSession, Map<String, String> ofClients) {
    static SetProperties of(Map<String, String> set) {
        SetProperties properties = new SetProperties(new HashMap<>(), new HashMap<>());
        set.forEach((name, value) -> {
            if (name.isBlank()) {
                throw new IllegalArgumentException("--set " + name + "=" + value + " names no property");
            }
            (name.startsWith("topictable.cycle.") ? properties.ofSession : properties.ofClients).put(name, value);
        });
        return properties;
    }

    Session open() {
        return Topictable.open(ofSession);
    }
}
