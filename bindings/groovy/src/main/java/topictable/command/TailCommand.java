package topictable.command;

import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import topictable.ClosedException;
import topictable.Session;
import topictable.SubscribeOptions;
import topictable.Subscription;
import topictable.Topictable;

/** Shows the records of a topic as they come. */
@Command(name = "tail", mixinStandardHelpOptions = true,
        description = {"Shows the records of a topic as they come, each on one line: partition, offset, time, key, value.",
            "Keys and values of no stated format are text where the bytes of the record are printable UTF-8, and"
                    + " hexadecimal after 0x where they are not."},
        footer = {"", "Formats: auto (default), string, json, avro, protobuf, csv, msgpack, short, int, long, float, double,"
                + " uuid, hex. Of avro and protobuf the registry of --set schema.registry.url=… has the schema, under the"
                + " subject TOPIC-value or TOPIC-key, or SUBJECT in avro:SUBJECT."})
final class TailCommand implements Callable<Integer> {
    private static final String PARTITION = "KafkaPartition";
    private static final String OFFSET = "KafkaOffset";
    private static final String TIME = "KafkaTimestamp";
    /** How many changes may wait for the terminal; they keep their records in memory. */
    private static final int WAITING = 4;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", description = "The topic.")
    private String topic;

    @Option(names = "--from", paramLabel = "START", converter = TailStart.Converter.class,
            description = "Where to begin: beginning, end, an offset such as 1000, a time such as 2024-01-02T03:04:05Z or"
                    + " 2024-01-02, or an age such as 10m. By default the end; the beginning with --no-follow.")
    private TailStart from;

    @Option(names = "--key", paramLabel = "FORMAT", converter = PayloadFormat.Converter.class,
            description = "What keys are (default: ${DEFAULT-VALUE}).", defaultValue = "auto")
    private PayloadFormat key;

    @Option(names = "--format", paramLabel = "FORMAT", converter = PayloadFormat.Converter.class,
            description = "What values are (default: ${DEFAULT-VALUE}).", defaultValue = "auto")
    private PayloadFormat value;

    @Option(names = "--columns", paramLabel = "FIELD", split = ",",
            description = "The fields of values to show: names, or JSON pointers such as /a/b, of JSON objects; names of"
                    + " fields of the other formats; of CSV names for all of them. Separated by commas.")
    private List<String> fields = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "End after so many records.")
    private Long limit;

    @Option(names = "--follow", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Whether to wait for more at the end of the topic; --no-follow ends there.")
    private boolean follow;

    @Option(names = "--output", paramLabel = "FORMAT", description = "How to show records: ${COMPLETION-CANDIDATES}; by"
            + " default table on a terminal and tsv elsewhere.")
    private Format output;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A property of the consumer, such as"
            + " bootstrap.servers (default: localhost:9092). May be repeated.")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--stacktrace", description = "Show where in the code an error came from.")
    private boolean stacktrace;

    @Override
    public Integer call() {
        check();
        Messages.install();
        try {
            SetProperties properties = SetProperties.of(set);
            try (Session session = properties.open()) {
                show(session, properties.ofClients());
            }
            return 0;
        } catch (ClosedException e) {
            // Ctrl-C closes the session while the process ends.
            return 0;
        } catch (RuntimeException | LinkageError e) {
            if (stacktrace) {
                e.printStackTrace();
            }
            String why = Failures.describe(e, topic);
            System.err.println("topictable: " + (why.contains(topic) ? "" : "topic " + topic + ": ") + why);
            return 1;
        }
    }

    private void check() {
        fields = fields.stream().distinct().toList();
        if (fields.contains("")) {
            throw wrong("--columns has an empty name; the JSON pointer / is that of such a field");
        }
        if (limit != null && limit < 1) {
            throw wrong("--limit " + limit + " shows nothing: expected at least 1");
        }
        if (!follow && TailStart.END.equals(from)) {
            throw wrong("--from end shows nothing with --no-follow");
        }
        switch (value.kind()) {
            case AUTO, JSON, AVRO, PROTOBUF -> { }
            case CSV, MSGPACK -> {
                if (fields.isEmpty()) {
                    throw wrong("--format " + value + " needs --columns: the names of its fields");
                }
            }
            default -> {
                if (!fields.isEmpty()) {
                    throw wrong("--columns needs values with fields: json, avro, protobuf, csv or msgpack, not " + value);
                }
            }
        }
        if (key.kind() == PayloadFormat.Kind.CSV || key.kind() == PayloadFormat.Kind.MSGPACK) {
            throw wrong("--key " + key + " is for values only: --columns names the fields of values");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void show(Session session, Map<String, String> given) {
        TailStart start = from != null ? from : follow ? TailStart.END : TailStart.BEGINNING;
        PayloadColumns keys = new PayloadColumns("key", key, List.of());
        PayloadColumns values = new PayloadColumns("value", value, fields);
        Consumer<String> complaints = text -> System.err.println("topictable: topic " + topic + ", " + text);
        BadRecords bad;
        Tail tail;
        Subscription records;
        Subscription errors;
        // Without the hold, records would come before there is who shows them.
        try (Session.Hold hold = session.hold()) {
            Table table = KafkaTools.consumeToTable(properties(start, given), topic, KafkaTools.ALL_PARTITIONS, start.offsets(),
                    keys.spec(topic), values.spec(topic), KafkaTools.TableType.blink());
            List<RecordColumn> columns = columns(keys, values, table);
            Format format = output != null ? output : Screen.isTerminal() ? Format.table : Format.tsv;
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
            RecordWriter writer = RecordWriter.of(format, Screen.isTerminal(), columns, out, complaints);
            writer.flush();
            bad = new BadRecords(table, complaints);
            tail = new Tail(columns, writer, bad, start.firstOffset(), limit == null ? Long.MAX_VALUE : limit);
            SubscribeOptions options = SubscribeOptions.defaults().capacity(WAITING);
            errors = bad.subscribe(options);
            records = Topictable.onChange(table, options, tail::show);
        }
        try (records; errors) {
            tail.await(records.ended());
            boolean all = records.isEnded();
            records.close();
            bad.finish(session, all);
        }
    }

    /** Those of the consumer: what is only a default, what is given, and what the command relies on. */
    private Properties properties(TailStart start, Map<String, String> given) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", "localhost:9092");
        // A look leaves no trace, and a record that cannot be read is told of among the others.
        properties.put("enable.auto.commit", "false");
        properties.put("topictable.on.error", "null");
        properties.putAll(given);
        properties.put("deephaven.partition.column.name", PARTITION);
        properties.put("deephaven.offset.column.name", OFFSET);
        properties.put("deephaven.timestamp.column.name", TIME);
        if (start.firstOffset() > 0) {
            // A partition that does not have the offset any more begins where it does; what is before it is not shown.
            properties.put("auto.offset.reset", "earliest");
        }
        if (start.time() != null) {
            properties.put("topictable.start.time", start.time().toString());
        }
        if (!follow) {
            properties.put("topictable.end.offset", "latest");
        }
        return properties;
    }

    private List<RecordColumn> columns(PayloadColumns keys, PayloadColumns values, Table table) {
        List<RecordColumn> columns = new ArrayList<>();
        columns.add(new RecordColumn(null, "partition", PARTITION, PayloadFormat.Kind.AUTO));
        columns.add(new RecordColumn(null, "offset", OFFSET, PayloadFormat.Kind.AUTO));
        columns.add(new RecordColumn(null, "time", TIME, PayloadFormat.Kind.AUTO));
        List<String> ofTable = table.getDefinition().getColumnNames();
        columns.addAll(keys.shown(ofTable, topic));
        columns.addAll(values.shown(ofTable, topic));
        return columns;
    }
}
