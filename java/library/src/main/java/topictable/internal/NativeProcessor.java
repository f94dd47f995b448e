package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.processor.ObjectProcessor;
import io.deephaven.qst.type.Type;
import java.util.List;

/**
 * A processor of JSON that the native library runs.
 *
 * @param value the model, as the native library reads it
 * @param outputTypes the types of its columns
 */
public record NativeProcessor<T>(JsonNode value, List<Type<?>> outputTypes) implements ObjectProcessor<T> {}
