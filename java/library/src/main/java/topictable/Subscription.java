package topictable;

import java.util.concurrent.CompletionStage;

/**
 * A listener's subscription to a table. It lives until it is closed, its table fails or its session is closed, and
 * keeps its table that long.
 */
public interface Subscription extends AutoCloseable {
    /**
     * Ends the subscription. A call that is under way at this moment is not waited for, so that a listener may close its
     * own subscription; no other follows. Closing twice does nothing.
     */
    @Override
    void close();

    /** Whether no further change comes. */
    boolean isEnded();

    /**
     * Completes when no further change comes and the listener has seen the last one: normally when the subscription or
     * the session was closed or the table does not change any more, and otherwise with a {@link TableFailedException} or
     * an {@link OverrunException}.
     */
    CompletionStage<Void> ended();
}
