package topictable;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import topictable.internal.Bridge;

/**
 * What a publisher has done so far.
 *
 * @param state what it is doing
 * @param records records that it has taken over from the table
 * @param delivered those of them that the cluster has
 * @param unsent those of them that it does not have: they are under way or, at the end, lost
 * @param badRows rows that could not be written, which were left out or have nulls, as {@code topictable.publish.on.error} says
 * @param error why it has failed, or why records wait
 */
public record PublisherStatus(State state, long records, long delivered, long unsent, long badRows,
        Optional<RuntimeException> error) {
    /** What a publisher is doing. */
    public enum State {
        /** It publishes what comes. */
        RUNNING,
        /** Records wait for a cluster that does not take them at the moment. */
        RETRYING,
        /** The table will not change any more, and all is delivered. */
        FINISHED,
        /** It was stopped, or its session closed. */
        STOPPED,
        /** It has ended with an error. */
        FAILED
    }

    static PublisherStatus of(JsonNode answer) {
        JsonNode error = answer.get("error");
        return new PublisherStatus(State.valueOf(answer.get("state").asText().toUpperCase(Locale.ROOT)),
                answer.get("records").asLong(), answer.get("delivered").asLong(), answer.get("unsent").asLong(),
                answer.get("bad_rows").asLong(),
                error.isNull() ? Optional.empty() : Optional.of(Bridge.exception(error)));
    }
}
