package topictable.devstack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A stack that is led through standard input and output, and ends with standard input. */
final class Interactive {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Interactive() {}

    static int run(StartOptions options, PrintStream answers) {
        Interactive interactive = new Interactive();
        // Read from the beginning: whoever started this may be gone before the stack is ready.
        Thread reader = new Thread(interactive::read, "devstack-input");
        reader.setDaemon(true);
        reader.start();
        Stack stack = new Stack(options);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::end, "devstack-end"));
        stack.start();
        answers.println(stack.describe());
        interactive.serve(new Commands(stack), answers);
        return 0;
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isBlank()) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // As good as the end.
        }
        // At once, whatever is going on: the program that this stack was started for is gone.
        System.exit(0);
    }

    private void serve(Commands commands, PrintStream answers) {
        while (true) {
            String line;
            try {
                line = lines.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            ObjectNode answer = commands.answer(line);
            answers.println(answer);
            if (commands.ended()) {
                return;
            }
        }
    }
}
