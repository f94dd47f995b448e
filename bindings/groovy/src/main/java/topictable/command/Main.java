package topictable.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import topictable.Topictable;

/** The command {@code topictable}. */
@Command(name = "topictable", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        description = "Kafka topics as live tables.", subcommands = {RunCommand.class, TailCommand.class, PublishCommand.class})
public final class Main {
    private Main() {}

    /** Runs the command and ends the process with its status: 0, 1 for a failure, 2 for a wrong call. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs the command and gives its status. */
    static int run(String... args) {
        return new CommandLine(new Main()).execute(args);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"topictable " + Topictable.version()};
        }
    }
}
