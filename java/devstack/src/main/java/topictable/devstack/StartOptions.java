package topictable.devstack;

import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What a stack consists of. */
record StartOptions(int brokers, boolean registry, Set<Listener> listeners, OptionalInt reauthMillis) {
    static StartOptions parse(List<String> arguments) {
        int brokers = 1;
        boolean registry = false;
        Set<Listener> listeners = EnumSet.noneOf(Listener.class);
        OptionalInt reauthMillis = OptionalInt.empty();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--brokers" -> brokers = brokerCount(Main.valueOf(option, rest));
                case "--registry" -> registry = true;
                case "--listeners" -> {
                    for (String label : Main.valueOf(option, rest).split(",")) {
                        if (!label.equals("plaintext")) {
                            listeners.add(Listener.of(label));
                        }
                    }
                }
                case "--reauth" -> reauthMillis = OptionalInt.of(millis(Main.valueOf(option, rest)));
                default -> throw new DevstackException(
                    "unknown option \"" + option + "\" (it takes --brokers, --registry, --listeners and --reauth; see --help)");
            }
        }
        return new StartOptions(brokers, registry, listeners, reauthMillis);
    }

    private static int brokerCount(String text) {
        return switch (text) {
            case "1" -> 1;
            case "3" -> 3;
            default -> throw new DevstackException("--brokers takes 1 or 3, not \"" + text + "\"");
        };
    }

    private static int millis(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new DevstackException("--reauth takes milliseconds, not \"" + text + "\"", e);
        }
    }

    boolean sasl() {
        return listeners.stream().anyMatch(Listener::sasl);
    }

    boolean tls() {
        return listeners.stream().anyMatch(Listener::tls);
    }
}
