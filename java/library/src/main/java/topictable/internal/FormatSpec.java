package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.kafka.KafkaTools;

/** A spec of a format that the mirrored API does not have. */
public final class FormatSpec extends KafkaTools.Consume.KeyOrValueSpec {
    /** The spec of a format, with its options. */
    public FormatSpec(String format, JsonNode options) {
        super(Bridge.object().set(format, options));
    }
}
