package topictable.devstack;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** The command: {@code start} (the default), {@code exec} and {@code feed}. {@code bin/devstack} prepares what it needs. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // Standard output carries JSON for a program: what anything else prints belongs elsewhere.
        System.setOut(System.err);
        int status;
        try {
            status = run(Arrays.asList(arguments), answers);
        } catch (DevstackException e) {
            System.err.println("devstack: " + e.getMessage());
            status = 1;
        } catch (Throwable e) {
            System.err.println("devstack: an error of devstack itself:");
            e.printStackTrace();
            status = 1;
        }
        // Ends every child too: the shutdown hook of the stack does that on every way out.
        System.exit(status);
    }

    private static int run(List<String> arguments, PrintStream answers) {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        if (command.isEmpty() || command.startsWith("-")) {
            return Interactive.run(StartOptions.parse(arguments), answers);
        }
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (command) {
            case "start" -> Interactive.run(StartOptions.parse(rest), answers);
            case "exec" -> Exec.run(rest);
            case "feed" -> Feeder.run(rest);
            default -> throw new DevstackException("unknown command \"" + command + "\" (it has start, exec and feed; see --help)");
        };
    }

    /** The value that follows an option. */
    static String valueOf(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new DevstackException(option + " needs a value");
        }
        return rest.next();
    }
}
