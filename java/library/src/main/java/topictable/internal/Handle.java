package topictable.internal;

import java.lang.ref.Cleaner;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import topictable.ClosedException;
import topictable.NativeBridge;

/**
 * A native object. It is released when it is closed, or when nobody can reach it any more; not while somebody uses
 * it, and never twice. Safe for use by several threads.
 *
 * <p>A user calls {@link #acquire}, works with the object, and calls {@link #done}.
 */
public final class Handle implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final System.Logger LOG = System.getLogger("topictable");

    private final State state;
    private final Cleaner.Cleanable cleanable;

    /** Takes over the native object {@code handle}; {@code what} names it in messages. */
    public Handle(long handle, String what) {
        this(handle, what, null);
    }

    /** The same; the object of {@code owner}, which must not be closed, is not released before this one. */
    Handle(long handle, String what, Handle owner) {
        state = new State(handle, what, owner == null ? null : owner.state);
        if (owner != null) {
            owner.acquire();
        }
        cleanable = CLEANER.register(this, state::unreachable);
    }

    /** Keeps the object from being released until {@link #done}, and gives its number. */
    public long acquire() {
        if (!tryAcquire()) {
            throw new ClosedException(state.what + " is closed", Map.of());
        }
        return state.handle;
    }

    /** The same, but false when the object is closed. */
    public boolean tryAcquire() {
        while (true) {
            int users = state.users.get();
            if (users <= 0 || state.closed) {
                return false;
            }
            if (state.users.compareAndSet(users, users + 1)) {
                return true;
            }
        }
    }

    /** The number of an object that is acquired. */
    public long number() {
        return state.handle;
    }

    /** Ends a use. */
    public void done() {
        state.leave();
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return state.closed;
    }

    /** Releases the object as soon as nobody uses it. */
    @Override
    public void close() {
        state.close();
        cleanable.clean();
    }

    /** What outlives the handle: it must not refer to it. */
    private static final class State {
        private final long handle;
        private final String what;
        private final State owner;
        /** Users, and one for the handle itself. */
        private final AtomicInteger users = new AtomicInteger(1);
        private volatile boolean closed;

        State(long handle, String what, State owner) {
            this.handle = handle;
            this.what = what;
            this.owner = owner;
        }

        /** False when it was closed before. */
        synchronized boolean close() {
            if (closed) {
                return false;
            }
            closed = true;
            leave();
            return true;
        }

        void leave() {
            if (users.decrementAndGet() == 0) {
                NativeBridge.release(handle);
                if (owner != null) {
                    owner.leave();
                }
            }
        }

        /** Run by the cleaner, also after a close. */
        void unreachable() {
            if (close()) {
                LOG.log(System.Logger.Level.DEBUG, "{0} was not closed: it is released now that nobody uses it", what);
            }
        }
    }
}
