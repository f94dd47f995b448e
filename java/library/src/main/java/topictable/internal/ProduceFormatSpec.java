package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.kafka.KafkaTools;

/** What keys and values are made of in a format that the mirrored API does not have. */
public final class ProduceFormatSpec extends KafkaTools.Produce.KeyOrValueSpec {
    /** The spec of a format, with its options. */
    public ProduceFormatSpec(String format, JsonNode options) {
        super(Bridge.object().set(format, options));
    }
}
