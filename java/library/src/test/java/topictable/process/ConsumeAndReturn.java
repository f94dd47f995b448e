package topictable.process;

import io.deephaven.engine.table.Table;
import java.io.IOException;
import topictable.testing.Consuming;
import topictable.testing.Rows;

/**
 * A program that reads a topic and does not clean up. Its arguments are the broker, the topic, the rows to wait for, and
 * how it ends: {@code return}, {@code exit} or {@code throw}. It ends when a line comes.
 */
final class ConsumeAndReturn {
    private static Table kept;

    private ConsumeAndReturn() {}

    public static void main(String[] arguments) throws IOException {
        kept = Consuming.of(arguments[1]).with("bootstrap.servers", arguments[0]).unregistered();
        Rows.await(kept, Integer.parseInt(arguments[2]));
        System.out.println("ready");
        while (System.in.read() != '\n') {
            // The line is not over yet.
        }
        switch (arguments[3]) {
            case "exit" -> System.exit(5);
            case "throw" -> throw new IllegalStateException("thrown by main");
            default -> System.out.println("returns");
        }
    }
}
