package topictable.devstack;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command beside a stack and ends with it. */
final class Exec {
    /** How long a command may take to end by itself after a signal that may have reached it too, as Ctrl-C does. */
    private static final long OWN_END_MILLIS = 500;
    /** And how long after it was told. */
    private static final long TOLD_END_MILLIS = 1_000;
    /** What shells answer for a command that is not there. */
    private static final int NOT_FOUND = 127;

    private final Stack stack;
    private volatile Process command;

    private Exec(Stack stack) {
        this.stack = stack;
    }

    static int run(List<String> arguments) {
        int separator = arguments.indexOf("--");
        if (separator < 0 || separator == arguments.size() - 1) {
            throw new DevstackException("exec needs a command after --, as in: devstack exec --registry -- make check");
        }
        StartOptions options = StartOptions.parse(arguments.subList(0, separator));
        Exec exec = new Exec(new Stack(options));
        Runtime.getRuntime().addShutdownHook(new Thread(exec::end, "devstack-end"));
        exec.stack.start();
        return exec.runCommand(arguments.subList(separator + 1, arguments.size()));
    }

    private int runCommand(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
        Map<String, String> environment = builder.environment();
        environment.put("TOPICTABLE_BOOTSTRAP", stack.bootstrap());
        environment.put("TOPICTABLE_STACK", stack.describe().toString());
        if (stack.registryUrl() == null) {
            environment.remove("TOPICTABLE_REGISTRY");
        } else {
            environment.put("TOPICTABLE_REGISTRY", stack.registryUrl());
        }
        try {
            command = stack.startProcess(builder);
        } catch (DevstackException e) {
            System.err.println("devstack: " + e.getMessage());
            return NOT_FOUND;
        }
        try {
            return command.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void end() {
        Process running = command;
        if (running == null) {
            stack.end();
            return;
        }
        try {
            // The stack outlives the command, so that the command can end in order.
            if (!running.waitFor(OWN_END_MILLIS, TimeUnit.MILLISECONDS)) {
                running.destroy();
                if (!running.waitFor(TOLD_END_MILLIS, TimeUnit.MILLISECONDS)) {
                    running.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        stack.end();
        // Also after a signal, which would give this JVM a status of its own.
        Runtime.getRuntime().halt(running.exitValue());
    }
}
