package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import topictable.ClosedException;
import topictable.SubscribeOptions;
import topictable.Subscription;

/**
 * A listener of a native table. Its turns never overlap: a turn takes one change and calls the listener, and then either
 * has the executor run the next one, or, when nothing was there, waits for an event.
 */
final class NativeSubscription implements Subscription {
    private static final System.Logger LOG = System.getLogger("topictable");

    /** What is called for each change; what it throws is logged. */
    interface Listener {
        void accept(NativeChange change) throws Exception;
    }

    private final String what;
    private final Handle handle;
    private final Listener listener;
    private final Executor executor;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean closed;

    private NativeSubscription(LiveTable table, long handle, Listener listener, Executor executor) {
        this.what = table.toString();
        this.handle = new Handle(handle, "the subscription to " + what);
        this.listener = listener;
        this.executor = executor;
    }

    /** Subscribes; the listener is called by the executor, which is that of all listeners when it is null. */
    static NativeSubscription of(LiveTable table, SubscribeOptions options, Listener listener, Executor executor) {
        ObjectNode request = Bridge.object();
        request.put("policy", options.policy().name().toLowerCase(Locale.ROOT)).put("capacity", options.capacity());
        if (!options.columns().isEmpty()) {
            ArrayNode columns = request.putArray("columns");
            options.columns().forEach(columns::add);
        }
        long handle = Bridge.call(table.handle(), "subscribe", request).get("handle").asLong();
        NativeSubscription subscription =
                new NativeSubscription(table, handle, listener, executor == null ? Dispatcher.EXECUTOR : executor);
        Dispatcher.add(handle, subscription);
        Bridge.call(subscription.handle, "ring");
        return subscription;
    }

    /** Has the executor take the next change. */
    void schedule() {
        try {
            executor.execute(this::turn);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.ERROR, "the subscription to " + what + " ends: its executor takes no task", e);
            finish(e);
        }
    }

    private void turn() {
        JsonNode answer;
        try {
            answer = Bridge.call(handle, "next_change");
        } catch (ClosedException e) {
            finish(null);
            return;
        } catch (RuntimeException e) {
            finish(e);
            return;
        }
        if (answer.isNull()) {
            return;
        }
        try (NativeChange change = new NativeChange(answer)) {
            if (!isEnded()) {
                listener.accept(change);
            }
        } catch (Throwable e) {
            // Whatever one listener does is no other's business; an Error of its own is not ours to pass on either.
            LOG.log(System.Logger.Level.ERROR, "a listener of " + what + " has thrown", e);
        }
        schedule();
    }

    private void finish(Throwable why) {
        end();
        if (why == null) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(why);
        }
    }

    private void end() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        Dispatcher.remove(handle.number());
        handle.close();
    }

    @Override
    public void close() {
        finish(null);
    }

    @Override
    public synchronized boolean isEnded() {
        return closed;
    }

    /** Tells how it ended: null when by a close. */
    void whenEnded(Consumer<Throwable> told) {
        ended.whenComplete((nothing, why) -> told.accept(why));
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }
}
