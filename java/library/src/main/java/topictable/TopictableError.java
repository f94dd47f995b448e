package topictable;

import java.util.Map;

/**
 * What every exception of this library has, whatever class it extends: a {@linkplain #code() code} and named facts.
 *
 * <p>An invalid argument is an {@link IllegalArgumentException}, a missing feature an
 * {@link UnsupportedOperationException}, the use of something closed an {@link IllegalStateException}; all others are
 * {@link TopictableException}s, and so {@link io.deephaven.UncheckedDeephavenException}s.
 */
public interface TopictableError {
    /** What went wrong. */
    ErrorCode code();

    /** Facts by name, such as {@code topic}, {@code partition}, {@code offset}, {@code field}, {@code pointer}. */
    Map<String, String> details();

    /** The whole message. */
    String getMessage();
}
