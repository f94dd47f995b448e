package topictable;

import java.util.List;

/** How a subscriber wants its changes. Immutable: each method gives other options. */
public final class SubscribeOptions {
    /**
     * What happens when a subscriber has not taken its changes and another one comes. No change is ever lost silently.
     */
    public enum Policy {
        /**
         * The session's next update cycle waits until the subscriber has taken one: no table of the session changes
         * meanwhile, and in the end its consumers wait too. Closing the session waits for nobody.
         */
        BLOCK,
        /**
         * The change becomes one with the last one that waits: what was added and removed between is not seen. A mirror
         * stays right; the rows of blink tables, which come and go, are missed.
         */
        COALESCE,
        /** The subscription ends with an {@link OverrunException}. */
        FAIL
    }

    private static final SubscribeOptions DEFAULTS = new SubscribeOptions(Policy.BLOCK, 64, List.of());

    private final Policy policy;
    private final int capacity;
    private final List<String> columns;

    private SubscribeOptions(Policy policy, int capacity, List<String> columns) {
        this.policy = policy;
        this.capacity = capacity;
        this.columns = columns;
    }

    /** {@link Policy#BLOCK}, 64 changes, all columns. */
    public static SubscribeOptions defaults() {
        return DEFAULTS;
    }

    /** The same with another policy. */
    public SubscribeOptions policy(Policy policy) {
        return new SubscribeOptions(policy, capacity, columns);
    }

    /** The same with another number of changes that may wait, at least 1; they keep the rows that they tell of. */
    public SubscribeOptions capacity(int changes) {
        return new SubscribeOptions(policy, changes, columns);
    }

    /** The same with only these columns, in this order; without any, all. */
    public SubscribeOptions columns(String... names) {
        return new SubscribeOptions(policy, capacity, List.of(names));
    }

    /** What happens when {@link #capacity()} changes wait. */
    public Policy policy() {
        return policy;
    }

    /** How many changes may wait. */
    public int capacity() {
        return capacity;
    }

    /** The columns that are wanted; none for all. */
    public List<String> columns() {
        return columns;
    }
}
