package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The parsers of a table that is being made. Each gets a thread of its own once there is the table, as Kafka's consumers
 * have one: a daemon, which ends when the table has gone or its session was closed. Code of a program that does not return
 * holds up its own table only. Closing this forgets those that were not started.
 */
public final class TopicParsers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("topictable");
    /** How long one native wait may take: the time after which a thread sees that its session was closed. */
    private static final long WAIT_MILLIS = 200;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String topic;
    private final Properties properties;
    private final List<Reader> readers = new ArrayList<>();

    /** None yet, for a topic. */
    public TopicParsers(String topic, Properties properties) {
        this.topic = topic;
        this.properties = properties;
    }

    /** Gets a parser ready, and describes it in a request. */
    public JsonNode open(RecordParser parser, boolean isKey) {
        Map<String, Object> configuration = new HashMap<>();
        properties.forEach((name, value) -> configuration.put(String.valueOf(name), value));
        properties.stringPropertyNames().forEach(name -> configuration.put(name, properties.getProperty(name)));
        Reader reader = new Reader(NUMBERS.incrementAndGet(), parser, parser.open(topic, configuration, isKey));
        readers.add(reader);
        return describe(parser, reader.number);
    }

    /** Describes a parser of which no records are asked. */
    public static JsonNode describe(RecordParser parser) {
        return describe(parser, NUMBERS.incrementAndGet());
    }

    private static JsonNode describe(RecordParser parser, long number) {
        ObjectNode spec = Bridge.object().put("number", number);
        spec.set("columns", parser.describe());
        return Bridge.object().set("numbered", spec);
    }

    /** The table was made: its records are read from now on. */
    public void start() {
        for (Reader reader : readers) {
            Thread thread = new Thread(reader, "topictable-parser-" + topic);
            thread.setDaemon(true);
            thread.start();
        }
        readers.clear();
    }

    @Override
    public void close() {
        readers.forEach(Reader::close);
    }

    /** Takes batches of records and answers with columns. */
    private record Reader(long number, RecordParser parser, RecordParser.Reading reading) implements Runnable {
        @Override
        public void run() {
            try {
                while (next()) {
                    // The next batch.
                }
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "the records of a table are not parsed any more", e);
            } finally {
                close();
            }
        }

        /** Waits for a batch; false when there will be no other one. */
        private boolean next() {
            ObjectNode request = Bridge.object().put("parser", number).put("timeout_ms", WAIT_MILLIS);
            JsonNode news = Bridge.call("await_records", request);
            if (!news.get("batch").isNull()) {
                answer(news.get("batch"));
            }
            return !news.get("ended").asBoolean();
        }

        private void answer(JsonNode batch) {
            ObjectNode answer = Bridge.object().put("parser", number).put("ticket", batch.get("ticket").asLong());
            byte[] payload = null;
            try {
                byte[][] records = records(batch);
                RecordParser.Rows rows = new RecordParser.Rows(parser.columns, records.length);
                reading.read(records, rows);
                payload = rows.encode();
                answer.set("bad", rows.bad);
            } catch (Throwable e) {
                // Also an Error of the program's own: whoever waits for the answer must get one.
                answer.put("failure", e.toString());
            }
            Bridge.call("answer_records", answer, payload);
        }

        /** The bytes of the records: copies, which the program may keep. */
        private static byte[][] records(JsonNode batch) {
            TableView view = new TableView(batch.get("view"), 1, "records", null);
            try {
                byte[][] records = new byte[batch.get("rows").asInt()][];
                for (int row = 0; row < records.length; row++) {
                    Piece piece = view.pieceOf(0, row);
                    records[row] = piece == null ? null : piece.bytes(row);
                }
                return records;
            } finally {
                view.handle.close();
            }
        }

        void close() {
            try {
                reading.close();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "a parser could not be closed", e);
            }
        }
    }
}
