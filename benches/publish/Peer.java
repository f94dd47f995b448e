import com.sun.management.OperatingSystemMXBean;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.updategraph.OperationInitializer;
import io.deephaven.engine.updategraph.impl.PeriodicUpdateGraph;
import io.deephaven.engine.util.AbstractScriptSession;
import io.deephaven.engine.util.GroovyDeephavenSession;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Produce;
import io.deephaven.plugin.type.ObjectTypeLookup;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Properties;

/**
 * Deephaven publishes the table of {@code main.rs} once, after a smaller one that warms it up. Prints rows a second, CPU
 * nanoseconds a row, 0, -1 and 0.
 *
 * <p>A program of its own, run from its source: {@code java -cp 'JARS/*' Peer.java BOOTSTRAP REGISTRY SHAPE ROWS COLUMN…}.
 */
public class Peer {
    public static void main(String[] arguments) throws Exception {
        String bootstrap = arguments[0];
        String registry = arguments[1];
        String shape = arguments[2];
        long rows = Long.parseLong(arguments[3]);
        String[] columns = Arrays.copyOfRange(arguments, 4, arguments.length);
        AbstractScriptSession.createScriptCache();
        PeriodicUpdateGraph graph =
            PeriodicUpdateGraph.newBuilder("DEFAULT").numUpdateThreads(1).existingOrBuild();
        GroovyDeephavenSession session = GroovyDeephavenSession.of(graph, OperationInitializer.NON_PARALLELIZABLE,
            ObjectTypeLookup.NoOp.INSTANCE, GroovyDeephavenSession.RunScripts.none());
        try (var ignored = session.getExecutionContext().open()) {
            publish(TableTools.emptyTable(rows / 4 + 1).update(columns).select(), bootstrap, registry, shape);
            Table table = TableTools.emptyTable(rows).update(columns).select();
            var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = system.getProcessCpuTime();
            long begin = System.nanoTime();
            publish(table, bootstrap, registry, shape);
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.println(rows / seconds + " " + (double) (system.getProcessCpuTime() - cpu) / rows + " 0 -1 0");
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void publish(Table table, String bootstrap, String registry, String shape) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("schema.registry.url", registry);
        Produce.KeyOrValueSpec value = switch (shape) {
            case "simple" -> Produce.simpleSpec("Price");
            case "json" -> Produce.jsonSpec(null, null, null);
            // The peer cannot write Booleans.
            default -> Produce.avroSpec("bench_publish_peer", null, null, null, null, "Live"::equals, true, null, null);
        };
        String topic = "peer." + shape + "." + ProcessHandle.current().pid();
        KafkaTools.produceFromTable(table, properties, topic, Produce.simpleSpec("Sym"), value, false).run();
    }
}
