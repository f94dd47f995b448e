package io.deephaven.json.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.json.Value;
import io.deephaven.processor.ObjectProcessor;
import io.deephaven.qst.type.Type;
import java.io.File;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import topictable.InvalidArgumentException;
import topictable.UnsupportedFeatureException;
import topictable.internal.Bridge;
import topictable.internal.NativeProcessor;
import topictable.internal.TypeNames;

/** A model and its columns. Immutable. */
final class NativeProvider implements JacksonProvider {
    static final Set<Type<?>> INPUT_TYPES = Set.of(Type.stringType(), Type.find(byte[].class), Type.find(char[].class),
            Type.find(File.class), Type.find(Path.class), Type.find(URL.class), Type.find(ByteBuffer.class),
            Type.find(CharBuffer.class));

    private final Value value;
    private final List<String> names = new ArrayList<>();
    private final List<Type<?>> types = new ArrayList<>();
    private final List<List<String>> paths = new ArrayList<>();

    NativeProvider(Value value) {
        this.value = value;
        JsonNode columns = Bridge.call("object_columns", Bridge.object().set("value", value.document()));
        for (ColumnDefinition<?> column : TypeNames.definition(columns.get("columns")).getColumns()) {
            names.add(column.getName());
            types.add(Type.find(column.getDataType()));
        }
        for (JsonNode path : columns.get("paths")) {
            List<String> parts = new ArrayList<>();
            path.forEach(part -> parts.add(part.asText()));
            paths.add(List.copyOf(parts));
        }
    }

    /** Refuses a factory that reads what the native library does not. */
    static void check(JsonFactory factory) {
        boolean isJson = JsonFactory.FORMAT_NAME_JSON.equals(factory.getFormatName());
        String feature = isJson ? null : factory.getFormatName();
        for (JsonReadFeature read : JsonReadFeature.values()) {
            feature = factory.isEnabled(read.mappedFeature()) ? read.name() : feature;
        }
        if (factory.isEnabled(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)) {
            feature = JsonParser.Feature.STRICT_DUPLICATE_DETECTION.name();
        }
        if (feature != null) {
            throw new UnsupportedFeatureException("a JsonFactory with " + feature + " is not supported: this library"
                    + " reads JSON by itself", Map.of("feature", "JsonFactory " + feature));
        }
    }

    @Override
    public List<String> names() {
        return List.copyOf(names);
    }

    @Override
    public List<String> names(Function<List<String>, String> toColumnName) {
        return paths.stream().map(toColumnName).toList();
    }

    @Override
    public List<Type<?>> outputTypes() {
        return List.copyOf(types);
    }

    @Override
    public int outputSize() {
        return types.size();
    }

    @Override
    public <T> ObjectProcessor<? super T> processor(Type<T> inputType) {
        if (!INPUT_TYPES.contains(inputType)) {
            throw new InvalidArgumentException("Unable to create JSON processor from type " + inputType,
                    Map.of("type", inputType.toString()));
        }
        return processor();
    }

    private <T> ObjectProcessor<T> processor() {
        return new NativeProcessor<>(value.document(), outputTypes());
    }

    @Override
    public ObjectProcessor<String> stringProcessor() {
        return processor();
    }

    @Override
    public ObjectProcessor<byte[]> bytesProcessor() {
        return processor();
    }

    @Override
    public ObjectProcessor<char[]> charsProcessor() {
        return processor();
    }

    @Override
    public ObjectProcessor<File> fileProcessor() {
        return processor();
    }

    @Override
    public ObjectProcessor<Path> pathProcessor() {
        return processor();
    }

    @Override
    public ObjectProcessor<URL> urlProcessor() {
        return processor();
    }

    @Override
    public ObjectProcessor<ByteBuffer> byteBufferProcessor() {
        return processor();
    }

    @Override
    public ObjectProcessor<CharBuffer> charBufferProcessor() {
        return processor();
    }
}
