package io.deephaven.kafka.ingest;

import java.util.Map;
import java.util.function.IntPredicate;
import topictable.InvalidArgumentException;

/** Partition filters. Mirrors what Deephaven's class of the same name has for programs. */
public final class KafkaIngester {
    private KafkaIngester() {}

    /** The partitions from one number to another, both included. */
    public static class PartitionRange implements IntPredicate {
        private final int first;
        private final int last;

        /** @throws InvalidArgumentException when the range ends before it begins */
        public PartitionRange(int startInclusive, int endInclusive) {
            if (endInclusive < startInclusive) {
                throw new InvalidArgumentException("endInclusive is " + endInclusive + ", expected at least startInclusive, "
                        + startInclusive, Map.of("argument", "endInclusive"));
            }
            first = startInclusive;
            last = endInclusive;
        }

        @Override
        public boolean test(int partition) {
            return first <= partition && partition <= last;
        }
    }

    /** One partition. */
    public static class SinglePartition extends PartitionRange {
        /** The partition of this number. */
        public SinglePartition(int partition) {
            super(partition, partition);
        }
    }

    /** Every n-th partition: n tables with the indexes from 0 share a topic's partitions. */
    public static class PartitionRoundRobin implements IntPredicate {
        private final int index;
        private final int count;

        /** @throws InvalidArgumentException unless the index is less than the count */
        public PartitionRoundRobin(int consumerIndex, int consumerCount) {
            if (consumerIndex < 0 || consumerIndex >= consumerCount) {
                throw new InvalidArgumentException("consumerIndex is " + consumerIndex
                        + ", expected 0 or more and less than consumerCount, " + consumerCount,
                        Map.of("argument", "consumerIndex"));
            }
            index = consumerIndex;
            count = consumerCount;
        }

        @Override
        public boolean test(int partition) {
            return partition % count == index;
        }
    }
}
