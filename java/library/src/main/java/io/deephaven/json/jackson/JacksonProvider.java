package io.deephaven.json.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import io.deephaven.json.Value;
import io.deephaven.processor.NamedObjectProcessor;
import io.deephaven.processor.ObjectProcessor;
import io.deephaven.qst.type.Type;
import java.io.File;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Columns of JSON values of stated types. Mirrors Deephaven's interface of the same name; records are read by the native
 * library, and not by Jackson.
 */
public interface JacksonProvider extends NamedObjectProcessor.Provider {
    /**
     * The columns of a model.
     *
     * @throws topictable.InvalidArgumentException when no column can be named after a field
     */
    static JacksonProvider of(Value value) {
        return new NativeProvider(value);
    }

    /**
     * The columns of a model, whose records are read as a factory reads them: one with the settings of {@code new
     * JsonFactory()}, since the native library reads JSON as RFC 8259 has it.
     *
     * @throws topictable.UnsupportedFeatureException for a factory that reads anything else
     */
    static JacksonProvider of(Value value, JsonFactory factory) {
        NativeProvider.check(factory);
        return of(value);
    }

    /** The classes of objects that there are processors for. */
    static Set<Type<?>> getInputTypes() {
        return NativeProvider.INPUT_TYPES;
    }

    @Override
    default Set<Type<?>> inputTypes() {
        return getInputTypes();
    }

    /** The names of the columns, made by a function of the names that lead to each. */
    List<String> names(Function<List<String>, String> toColumnName);

    /** The processor of texts. */
    ObjectProcessor<String> stringProcessor();

    /** The processor of bytes. */
    ObjectProcessor<byte[]> bytesProcessor();

    /** The processor of characters. */
    ObjectProcessor<char[]> charsProcessor();

    /** The processor of files. */
    ObjectProcessor<File> fileProcessor();

    /** The processor of paths. */
    ObjectProcessor<Path> pathProcessor();

    /** The processor of what is behind a URL. */
    ObjectProcessor<URL> urlProcessor();

    /** The processor of buffers of bytes. */
    ObjectProcessor<ByteBuffer> byteBufferProcessor();

    /** The processor of buffers of characters. */
    ObjectProcessor<CharBuffer> charBufferProcessor();
}
