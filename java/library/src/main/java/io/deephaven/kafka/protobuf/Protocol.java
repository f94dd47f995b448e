package io.deephaven.kafka.protobuf;

/** How a payload holds a message. Mirrors Deephaven's interface of the same name. */
public sealed interface Protocol {
    /** As Confluent's serializers write it: what comes before the message is stepped over. */
    static Protocol serdes() {
        return Known.SERDES;
    }

    /** The message alone. */
    static Protocol raw() {
        return Known.RAW;
    }

    /** The protocols that there are. */
    enum Known implements Protocol {
        /** Confluent's. */
        SERDES,
        /** The message alone. */
        RAW
    }
}
