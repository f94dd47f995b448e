package topictable.internal;

import static io.deephaven.kafka.KafkaTools.ALL_PARTITIONS;
import static io.deephaven.kafka.KafkaTools.ALL_PARTITIONS_DONT_SEEK;
import static io.deephaven.kafka.KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING;
import static io.deephaven.kafka.KafkaTools.ALL_PARTITIONS_SEEK_TO_END;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Properties;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import topictable.InvalidArgumentException;
import topictable.Session;

/** Which partitions a consumer reads, and from where, as a program tells by functions. */
public final class PartitionChoice {
    private PartitionChoice() {}

    /** Asks the functions about each partition, where they are not those whose answers are known. */
    public static void write(ObjectNode request, Session session, Properties properties, String topic,
            IntPredicate filter, IntToLongFunction offsets) {
        String start = offsets == ALL_PARTITIONS_SEEK_TO_BEGINNING ? "beginning"
                : offsets == ALL_PARTITIONS_SEEK_TO_END ? "end" : offsets == ALL_PARTITIONS_DONT_SEEK ? "dont_seek" : null;
        if (start != null) {
            request.put("offsets", start);
        }
        if (start != null && filter == ALL_PARTITIONS) {
            return;
        }
        int[] wanted = IntStream.of(session.partitions(properties, topic)).filter(filter).toArray();
        ArrayNode list = request.putObject("partitions").putArray("list");
        IntStream.of(wanted).forEach(list::add);
        if (start == null) {
            ObjectNode starts = request.putObject("offsets").putObject("partitions");
            for (int partition : wanted) {
                starts.put(Integer.toString(partition), start(offsets, partition));
            }
        }
    }

    private static long start(IntToLongFunction offsets, int partition) {
        try {
            return offsets.applyAsLong(partition);
        } catch (ClassCastException e) {
            // What a closure returns is not converted.
            throw new InvalidArgumentException("partitionToInitialOffset gives no long for partition " + partition
                    + ", such as 0L: " + e.getMessage(), Map.of("argument", "partitionToInitialOffset"));
        }
    }
}
