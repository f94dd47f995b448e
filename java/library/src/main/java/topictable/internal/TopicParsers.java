package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The parsers of a table that is being made. Each gets a thread of its own once there is the table, as Kafka's consumers
 * have one: a daemon, which ends when the table has gone or its session was closed. Code of a program that does not return
 * holds up its own table only. Closing this forgets those that were not started.
 */
public final class TopicParsers implements AutoCloseable {
    private final String topic;
    private final Properties properties;
    private final List<BatchThread> readers = new ArrayList<>();

    /** None yet, for a topic. */
    public TopicParsers(String topic, Properties properties) {
        this.topic = topic;
        this.properties = properties;
    }

    /** Gets a parser ready, and describes it in a request. */
    public JsonNode open(RecordParser parser, boolean isKey) {
        BatchThread reader = new BatchThread(
                new Reader(parser, parser.open(topic, BatchThread.configuration(properties), isKey)));
        readers.add(reader);
        return describe(parser, reader.number);
    }

    /** Describes a parser of which no records are asked. */
    public static JsonNode describe(RecordParser parser) {
        return describe(parser, BatchThread.nextNumber());
    }

    private static JsonNode describe(RecordParser parser, long number) {
        ObjectNode spec = Bridge.object().put("number", number);
        spec.set("columns", parser.describe());
        return Bridge.object().set("numbered", spec);
    }

    /** The table was made: its records are read from now on. */
    public void start() {
        readers.forEach(reader -> reader.start("topictable-parser-" + topic, false));
        readers.clear();
    }

    @Override
    public void close() {
        readers.forEach(BatchThread::close);
    }

    /** Makes columns of records. */
    private record Reader(RecordParser parser, RecordParser.Reading reading) implements BatchThread.Work {
        @Override
        public byte[] answer(JsonNode batch, ObjectNode answer) {
            byte[][] records = records(batch);
            RecordParser.Rows rows = new RecordParser.Rows(parser.columns, records.length);
            reading.read(records, rows);
            byte[] payload = rows.encode();
            answer.set("bad", rows.bad);
            return payload;
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

        @Override
        public void close() {
            reading.close();
        }
    }
}
