package topictable;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
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
 * @param file how far the file is read, if it is one that is published
 */
public record PublisherStatus(State state, long records, long delivered, long unsent, long badRows,
        Optional<RuntimeException> error, Optional<FileProgress> file) {
    /**
     * How far a file is read.
     *
     * @param rows rows that were read
     * @param bytes bytes that were read
     * @param size the bytes of the whole file; empty for a pipe
     */
    public record FileProgress(long rows, long bytes, OptionalLong size) {}

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
                error.isNull() ? Optional.empty() : Optional.of(Bridge.exception(error)),
                file(answer.get("file")));
    }

    private static Optional<FileProgress> file(JsonNode file) {
        if (file.isNull()) {
            return Optional.empty();
        }
        JsonNode size = file.get("size");
        return Optional.of(new FileProgress(file.get("rows").asLong(), file.get("bytes").asLong(),
                size.isNull() ? OptionalLong.empty() : OptionalLong.of(size.asLong())));
    }
}
