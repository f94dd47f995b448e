package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.chunk.ObjectChunk;
import io.deephaven.chunk.WritableChunk;
import io.deephaven.processor.ObjectProcessor;
import io.deephaven.qst.type.Type;
import java.util.List;
import java.util.Map;
import topictable.UnsupportedFeatureException;

/**
 * A processor of JSON that the native library runs.
 *
 * @param value the model, as the native library reads it
 * @param outputTypes the types of its columns
 */
public record NativeProcessor<T>(JsonNode value, List<Type<?>> outputTypes) implements ObjectProcessor<T> {
    @Override
    public void processAll(ObjectChunk<? extends T, ?> in, List<WritableChunk<?>> out) {
        throw new UnsupportedFeatureException("a processor of JacksonProvider cannot be called by a program: the native"
                + " library reads the records of a topic with it", Map.of("feature", "ObjectProcessor.processAll"));
    }
}
