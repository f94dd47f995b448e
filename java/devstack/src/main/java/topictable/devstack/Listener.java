package topictable.devstack;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A way into the brokers beside the plaintext one, which is always there. */
enum Listener {
    SASL_PLAINTEXT("SASL_PLAINTEXT"),
    SASL_SSL("SASL_SSL"),
    MTLS("SSL");

    /** Kafka's name of what is spoken on it. */
    final String protocol;

    Listener(String protocol) {
        this.protocol = protocol;
    }

    /** As options and the ready line spell it. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    boolean sasl() {
        return this != MTLS;
    }

    boolean tls() {
        return this != SASL_PLAINTEXT;
    }

    static Listener of(String label) {
        return Arrays.stream(values()).filter(listener -> listener.label().equals(label)).findFirst()
            .orElseThrow(() -> new DevstackException("--listeners does not know \"" + label + "\": it takes plaintext, "
                + Arrays.stream(values()).map(Listener::label).collect(Collectors.joining(", "))));
    }
}
