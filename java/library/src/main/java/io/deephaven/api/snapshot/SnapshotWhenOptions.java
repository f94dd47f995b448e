package io.deephaven.api.snapshot;

import io.deephaven.api.JoinAddition;
import io.deephaven.api.Strings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which snapshots of a table are taken when another one, the trigger, changes. Immutable. Mirrors Deephaven's class of the
 * same name.
 */
public final class SnapshotWhenOptions {
    private final Set<Flag> flags;
    private final List<JoinAddition> stampColumns;

    private SnapshotWhenOptions(Builder builder) {
        flags = Collections.unmodifiableSet(EnumSet.copyOf(builder.flags));
        stampColumns = List.copyOf(builder.stampColumns);
    }

    /** What kind of snapshots. */
    public enum Flag {
        /** A first one is taken at once; otherwise there are no rows until the trigger changes. */
        INITIAL,
        /** Stamps stand beside the rows with which they came or changed; otherwise the last ones stand beside all rows. */
        INCREMENTAL,
        /** All snapshots are there, one after another, with the stamps before the other columns. Not with other flags. */
        HISTORY
    }

    /** Snapshots of this kind, with all columns of the trigger as stamps. */
    public static SnapshotWhenOptions of(Flag... flags) {
        return builder().addFlags(flags).build();
    }

    /** Snapshots of this kind. */
    public static SnapshotWhenOptions of(boolean doInitial, boolean doIncremental, boolean doHistory, String... stampColumns) {
        Builder builder = builder();
        if (doInitial) {
            builder.addFlags(Flag.INITIAL);
        }
        if (doIncremental) {
            builder.addFlags(Flag.INCREMENTAL);
        }
        if (doHistory) {
            builder.addFlags(Flag.HISTORY);
        }
        return builder.stamps(stampColumns).build();
    }

    /** Snapshots of this kind, with these columns of the trigger, {@code "Time"} or {@code "When = Time"}, as stamps. */
    public static SnapshotWhenOptions of(Iterable<Flag> flags, String... stampColumns) {
        return builder().addAllFlags(flags).stamps(stampColumns).build();
    }

    /** A builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** The kind of snapshots. */
    public Set<Flag> flags() {
        return flags;
    }

    /** The columns of the trigger that stand beside the rows; empty for all. */
    public List<JoinAddition> stampColumns() {
        return stampColumns;
    }

    /** Whether the snapshots are of that kind. */
    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** The options as text. */
    public String description() {
        return Stream.concat(flags.stream().map(Flag::name), stampColumns.stream().map(Strings::of))
                .collect(Collectors.joining(",", "snapshotWhen(", ")"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SnapshotWhenOptions options && flags.equals(options.flags)
                && stampColumns.equals(options.stampColumns);
    }

    @Override
    public int hashCode() {
        return 31 * flags.hashCode() + stampColumns.hashCode();
    }

    @Override
    public String toString() {
        return description();
    }

    /** Collects options. */
    public static final class Builder {
        private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        private final List<JoinAddition> stampColumns = new ArrayList<>();

        private Builder() {}

        /** Adds a stamp. */
        public Builder addStampColumns(JoinAddition element) {
            stampColumns.add(element);
            return this;
        }

        /** Adds stamps. */
        public Builder addStampColumns(JoinAddition... elements) {
            return addAllStampColumns(Arrays.asList(elements));
        }

        /** Adds stamps. */
        public Builder addAllStampColumns(Iterable<? extends JoinAddition> elements) {
            elements.forEach(stampColumns::add);
            return this;
        }

        private Builder stamps(String... texts) {
            return addAllStampColumns(JoinAddition.from(texts));
        }

        /** Adds a flag. */
        public Builder addFlags(Flag element) {
            flags.add(element);
            return this;
        }

        /** Adds flags. */
        public Builder addFlags(Flag... elements) {
            return addAllFlags(Arrays.asList(elements));
        }

        /** Adds flags. */
        public Builder addAllFlags(Iterable<Flag> elements) {
            elements.forEach(flags::add);
            return this;
        }

        /** The options. */
        public SnapshotWhenOptions build() {
            return new SnapshotWhenOptions(this);
        }
    }
}
