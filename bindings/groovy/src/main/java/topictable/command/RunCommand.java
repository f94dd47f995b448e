package topictable.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import topictable.Session;
import topictable.Topictable;

/** Runs a Groovy script and shows the tables that it leaves in its variables. */
@Command(name = "run", mixinStandardHelpOptions = true,
        description = "Runs a Groovy script and shows its tables until it is interrupted.")
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SCRIPT", description = "The script: a file.")
    private Path script;

    @Option(names = "--set", paramLabel = "NAME=VALUE",
            description = "A property of every consumer and producer in the script, whatever the script says;"
                    + " topictable.cycle.min.ms is one of the session. May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--for", paramLabel = "DURATION", converter = DurationConverter.class,
            description = "How long to show the tables, such as 10s, 500ms or 2m; for ever by default.")
    private Duration duration;

    @Option(names = "--watch", paramLabel = "TABLE", description = "Show this table only.")
    private String watch;

    @Option(names = "--once", description = "Show the tables once and end: after --for, else as soon as none of them"
            + " has changed for a second.")
    private boolean once;

    @Option(names = "--format", paramLabel = "FORMAT",
            description = "How to show tables: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Option(names = "--stacktrace", description = "Show where in the code an error came from.")
    private boolean stacktrace;

    @Option(names = "--protocol", hidden = true,
            description = "For test programs: print @ready, and the tables as TSV on a line of input.")
    private boolean protocol;

    @Override
    public Integer call() {
        Messages messages = Messages.install();
        Session opened;
        try {
            opened = openSession();
        } catch (RuntimeException | LinkageError e) {
            return report(e);
        }
        try (Session session = opened; ScriptVariables variables = new ScriptVariables(session)) {
            variables.run(read(), script.getFileName().toString());
            if (protocol) {
                new Protocol(System.out).serve(System.in, variables.tables());
                return 0;
            }
            return show(variables.tables(), messages);
        } catch (RuntimeException e) {
            return report(e);
        }
    }

    private Session openSession() {
        SetProperties properties = SetProperties.of(set);
        properties.ofClients().forEach(Topictable::override);
        return properties.open();
    }

    private String read() {
        try {
            return Files.readString(script);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("the script " + script + " does not exist");
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the script " + script + " is not UTF-8");
        } catch (IOException e) {
            throw new IllegalArgumentException("the script " + script + " cannot be read: " + e, e);
        }
    }

    private int show(Map<String, ShownTable> tables, Messages messages) {
        if (watch != null) {
            ShownTable only = tables.get(watch);
            if (only == null) {
                System.err.println("topictable: the script has no table " + watch + "; it has " + tables.keySet());
                return 1;
            }
            tables = Map.of(watch, only);
        }
        if (tables.isEmpty()) {
            System.err.println("topictable: the script has left no table in its variables");
            return 0;
        }
        return new Viewer(tables, format, script.getFileName().toString(), messages).run(once, duration);
    }

    private int report(Throwable failure) {
        if (stacktrace) {
            failure.printStackTrace();
        }
        if (protocol) {
            System.out.println("@error " + Failures.chain(failure));
            System.out.flush();
            return 2;
        }
        System.err.println("topictable: " + Failures.describe(failure, script.getFileName().toString()));
        return 1;
    }
}
