package topictable.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topictable.ClosedException;
import topictable.Publisher;
import topictable.PublisherStatus;
import topictable.Session;
import topictable.internal.Bridge;

/** Publishes the rows of a file to a topic. */
@Command(name = "publish", mixinStandardHelpOptions = true,
        description = {"Publishes the rows of a file to a topic, a record each, in their order.",
            "Arrow and Parquet files have columns. Those of CSV and JSON lines are found in the first records; a record that"
                    + " does not fit later is an error that names its line, and --type says what a column is."},
        footer = {"", "Values: json (default), an object of all columns; avro, with a schema that is made of the columns and"
                + " registered, or that of a subject: avro:SUBJECT; protobuf and protobuf:SUBJECT, the same; csv, a row of"
                + " all columns; simple, the one column of --columns as Kafka's own serializer of its type writes it."})
final class PublishCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(200);
    /** How long a closed session's publisher may take to say that it has ended. */
    private static final Duration GRACE = Duration.ofMillis(1500);
    /** How long the end of the process waits until it was told what has become of the records. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** What {@code --type} can say. */
    private static final List<String> TYPES = List.of("boolean", "byte", "char", "short", "int", "long", "float", "double",
            "string", "instant", "json", "local_date", "big_integer");

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file; - for standard input.")
    private String file;

    @Option(names = "--topic", paramLabel = "TOPIC", required = true, description = "The topic.")
    private String topic;

    @Option(names = "--format", paramLabel = "FORMAT", converter = PublishFormat.Converter.class,
            description = "What values are (default: ${DEFAULT-VALUE}).", defaultValue = "json")
    private PublishFormat value;

    @Option(names = "--columns", paramLabel = "COLUMN", split = ",",
            description = "The columns that values are made of, separated by commas; all by default.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--key", paramLabel = "COLUMN", description = "The column that is the key, as Kafka's own serializer of"
            + " its type writes it: whole numbers are 8 bytes, unless --set topictable.simple.encoding=text.")
    private String key;

    @Option(names = "--partition", paramLabel = "N", description = "The partition; by default the key decides.")
    private Integer partition;

    @Option(names = "--timestamp", paramLabel = "COLUMN", description = "The column of the records' times.")
    private String timestamp;

    @Option(names = "--input-format", paramLabel = "FORMAT", description = "What the file is: ${COMPLETION-CANDIDATES}; by"
            + " default its extension says it.")
    private InputFormat inputFormat;

    @Option(names = "--no-header", description = "CSV has no row of names: columns are Column1, Column2, …")
    private boolean noHeader;

    @Option(names = "--names", paramLabel = "NAME", split = ",",
            description = "The names of the fields of CSV without a header, separated by commas.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--delimiter", paramLabel = "CHAR", description = "What is between the fields of CSV, \\t for a tab; by"
            + " default a comma, and a tab for .tsv.")
    private String delimiter;

    @Option(names = "--null", paramLabel = "TEXT", description = "The text of CSV that stands for null (default: the empty one).")
    private String nullText;

    @Option(names = "--type", paramLabel = "COLUMN=TYPE", description = "The type of a column of CSV or JSON lines: boolean,"
            + " byte, char, short, int, long, float, double, string, instant or json; of JSON lines also local_date and"
            + " big_integer. May be repeated.")
    private Map<String, String> types = new LinkedHashMap<>();

    @Option(names = "--infer", paramLabel = "N", description = "In how many records of CSV and JSON lines the columns are"
            + " found (default: 1000).")
    private Long infer;

    @Option(names = "--limit", paramLabel = "N", description = "End after so many rows.")
    private Long limit;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A property of the producer, such as bootstrap.servers"
            + " (default: localhost:9092) or schema.registry.url. May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--stacktrace", description = "Show where in the code an error came from.")
    private boolean stacktrace;

    private final PublishProgress progress = new PublishProgress(System.err, PublishProgress.isTerminal());

    @Override
    public Integer call() {
        check();
        Messages.install();
        CountDownLatch over = new CountDownLatch(1);
        Thread lastWords = new Thread(() -> await(over), "topictable-publish-end");
        Runtime.getRuntime().addShutdownHook(lastWords);
        try {
            return publish();
        } catch (RuntimeException | LinkageError e) {
            return failed(e, null);
        } finally {
            over.countDown();
            forget(lastWords);
        }
    }

    private void check() {
        if (value.kind() == PublishFormat.Kind.SIMPLE && columns.size() != 1) {
            throw wrong("--format simple needs --columns with one column");
        }
        if (columns.contains("")) {
            throw wrong("--columns has an empty name");
        }
        if (limit != null && limit < 1) {
            throw wrong("--limit " + limit + " publishes nothing: expected at least 1");
        }
        if (infer != null && infer < 1) {
            throw wrong("--infer " + infer + " finds no columns: expected at least 1");
        }
        if (delimiter != null && delimiter().length() != 1) {
            throw wrong("--delimiter '" + delimiter + "': expected one character, or \\t");
        }
        checkTypes();
    }

    private void checkTypes() {
        types.forEach((column, type) -> {
            if (!TYPES.contains(type)) {
                throw wrong("--type " + column + "=" + type + ": expected " + String.join(", ", TYPES));
            }
        });
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private String delimiter() {
        return delimiter.equals("\\t") ? "\t" : delimiter;
    }

    private int publish() {
        SetProperties properties = SetProperties.of(set);
        try (Session session = properties.open()) {
            Publisher publisher = new Publisher(session, request(properties.ofClients()), "the publisher");
            try {
                return await(publisher, session);
            } finally {
                close(publisher);
            }
        }
    }

    private int await(Publisher publisher, Session session) {
        RuntimeException failure = null;
        long closed = Long.MAX_VALUE;
        try {
            // Ctrl-C closes the session, which ends the publisher, unless it waits for a pipe.
            while (!publisher.await(LOOK) && System.nanoTime() - closed < GRACE.toNanos()) {
                progress.show(publisher.status());
                if (session.isClosed()) {
                    closed = Math.min(closed, System.nanoTime());
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        progress.clear();
        PublisherStatus status = publisher.status();
        if (failure != null) {
            return failed(failure, status);
        }
        report(status);
        return status.state() == PublisherStatus.State.FINISHED ? 0 : 1;
    }

    private static void close(Publisher publisher) {
        try {
            publisher.close();
        } catch (RuntimeException e) {
            // Why it has failed was told before.
        }
    }

    private ObjectNode request(Map<String, String> given) {
        ObjectNode request = Bridge.object().put("path", file);
        ObjectNode options = request.putObject("options");
        if (inputFormat != null) {
            options.put("format", inputFormat.name);
        }
        if (noHeader) {
            options.put("header", false);
        }
        if (!names.isEmpty()) {
            ArrayNode all = options.putArray("names");
            names.forEach(all::add);
        }
        if (delimiter != null) {
            options.put("delimiter", delimiter());
        }
        if (nullText != null) {
            options.put("null", nullText);
        }
        if (!types.isEmpty()) {
            ObjectNode all = options.putObject("columns");
            types.forEach(all::put);
        }
        if (infer != null) {
            options.put("infer", infer);
        }
        if (limit != null) {
            options.put("limit", limit);
        }
        ObjectNode publish = request.putObject("publish").put("topic", topic);
        ObjectNode properties = publish.putObject("properties").put("bootstrap.servers", "localhost:9092");
        given.forEach(properties::put);
        publish.set("value", value.spec(columns, topic));
        if (key != null) {
            publish.set("key", PublishFormat.simple(key));
        }
        if (partition != null) {
            publish.put("partition", partition);
        }
        if (timestamp != null) {
            publish.put("timestamp_column", timestamp);
        }
        return request;
    }

    private void report(PublisherStatus status) {
        String records = records(status.delivered());
        if (status.state() != PublisherStatus.State.FINISHED) {
            System.err.println("topictable: interrupted: " + records + " delivered");
            return;
        }
        double seconds = progress.elapsed().toMillis() / 1000.0;
        System.out.printf(Locale.ROOT, "topic %s: %s delivered in %.1f s%s%n", topic, records, seconds,
                status.badRows() == 0 ? "" : String.format(Locale.ROOT, "; %,d rows could not be written", status.badRows()));
    }

    /** Tells of a failure, and of what was delivered before, if anything can have been. */
    private int failed(Throwable failure, PublisherStatus status) {
        if (stacktrace) {
            failure.printStackTrace();
        }
        boolean isInterrupted = failure instanceof ClosedException;
        String delivered = status == null ? "" : "\n  " + records(status.delivered()) + " delivered"
                + (status.unsent() == 0 ? "" : String.format(Locale.ROOT, ", %,d not", status.unsent()));
        System.err.println("topictable: " + (isInterrupted ? "interrupted: " : "") + Failures.describe(failure, file) + delivered);
        return 1;
    }

    private static String records(long count) {
        return String.format(Locale.ROOT, "%,d record%s", count, count == 1 ? "" : "s");
    }

    /** Keeps the process, which is being interrupted, until it was said what has become of the records. */
    private static void await(CountDownLatch over) {
        try {
            over.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending: it was waited for.
        }
    }
}
