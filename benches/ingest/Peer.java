import com.sun.management.OperatingSystemMXBean;
import io.deephaven.engine.context.ExecutionContext;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.updategraph.OperationInitializer;
import io.deephaven.engine.updategraph.impl.PeriodicUpdateGraph;
import io.deephaven.engine.util.AbstractScriptSession;
import io.deephaven.engine.util.GroovyDeephavenSession;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.plugin.type.ObjectTypeLookup;
import java.lang.management.ManagementFactory;
import java.util.Properties;

/**
 * Deephaven reads a topic of {@code fill.rs} into an append table, twice, so that the first time warms it up. Prints rows a
 * second after the first rows that are seen, CPU nanoseconds a row, milliseconds to the first row, bytes of heap a row and a checksum.
 *
 * <p>A program of its own, run from its source:
 * {@code java -cp 'JARS/*' Peer.java BOOTSTRAP REGISTRY SHAPE TOPIC ROWS CHECKED}.
 */
public class Peer {
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", arguments[0]);
        properties.put("schema.registry.url", arguments[1]);
        String shape = arguments[2];
        String topic = arguments[3];
        long rows = Long.parseLong(arguments[4]);
        AbstractScriptSession.createScriptCache();
        PeriodicUpdateGraph graph = PeriodicUpdateGraph.newBuilder("DEFAULT").targetCycleDurationMillis(50)
            .numUpdateThreads(1).existingOrBuild();
        graph.start();
        GroovyDeephavenSession session = GroovyDeephavenSession.of(graph, OperationInitializer.NON_PARALLELIZABLE,
            ObjectTypeLookup.NoOp.INSTANCE, GroovyDeephavenSession.RunScripts.none());
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (var ignored = session.getExecutionContext().open()) {
            for (int round = 0; round < 2; round++) {
                long before = used();
                long cpu = system.getProcessCpuTime();
                long begin = System.nanoTime();
                Table table = consume(properties, shape, topic);
                while (table.size() == 0) {
                    Thread.sleep(1);
                }
                long seen = table.size();
                long first = System.nanoTime();
                while (table.size() < rows) {
                    Thread.sleep(1);
                }
                double seconds = (System.nanoTime() - first) / 1e9;
                double nanos = (double) (system.getProcessCpuTime() - cpu) / rows;
                double bytes = (double) (used() - before) / rows;
                String checked = arguments[5].equals("Text") ? "Text.length()" : arguments[5];
                Table sum = graph.sharedLock().computeLocked(
                    () -> table.snapshot().view("Checked = (double) " + checked).sumBy());
                double checksum = sum.getColumnSource("Checked", double.class).getDouble(sum.getRowSet().firstRowKey());
                if (round > 0) {
                    System.out.println(
                        (rows - seen) / seconds + " " + nanos + " " + (first - begin) / 1e6 + " " + bytes + " " + checksum);
                }
            }
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static Table consume(Properties properties, String shape, String topic) {
        Consume.KeyOrValueSpec key = Consume.IGNORE;
        Consume.KeyOrValueSpec value;
        switch (shape) {
            case "simple":
                key = Consume.simpleSpec("Sym", String.class);
                value = Consume.simpleSpec("Price", double.class);
                break;
            case "string":
                value = Consume.simpleSpec("Text", String.class);
                break;
            case "json":
                value = Consume.jsonSpec(new ColumnDefinition<?>[] {ColumnDefinition.ofString("Sym"),
                    ColumnDefinition.ofDouble("Price"), ColumnDefinition.ofInt("Qty"), ColumnDefinition.ofString("Side"),
                    ColumnDefinition.ofLong("Id"), ColumnDefinition.ofTime("Time")});
                break;
            case "avro":
                value = Consume.avroSpec("bench-avro");
                break;
            default:
                value = Consume.protobufSpec(
                    io.deephaven.kafka.protobuf.ProtobufConsumeOptions.builder()
                        .descriptorProvider(io.deephaven.kafka.protobuf.DescriptorSchemaRegistry.builder()
                            .subject("bench-protobuf").build())
                        .build());
        }
        Consume.KeyOrValueSpec keySpec = key;
        return KafkaTools.consumeToTable(properties, topic, KafkaTools.ALL_PARTITIONS,
            KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, keySpec, value, KafkaTools.TableType.append());
    }

    private static long used() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            System.gc();
            Thread.sleep(50);
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
