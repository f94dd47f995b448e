package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The serializers of a table that is about to be published. Each has a thread of its own, a daemon, which is there before the
 * first row and ends with the publisher or its session. Code of a program that does not return holds up its own publisher only.
 * Closing this says that the publisher was made, or was not.
 */
public final class TopicSerializers implements AutoCloseable {
    private final String topic;
    private final Properties properties;
    private final List<BatchThread> writers = new ArrayList<>();

    /** None yet, for records of which a topic is the default. */
    public TopicSerializers(String topic, Properties properties) {
        this.topic = topic;
        this.properties = properties;
    }

    /** Refuses a class that is no serializer. */
    public static void check(Class<?> serializer) {
        KafkaSerializers.check(serializer);
    }

    /** Makes a serializer of a class, and describes it in a request. */
    public JsonNode open(String column, Class<?> serializer, boolean isKey) {
        KafkaSerializers.Opened opened = KafkaSerializers.open(serializer, BatchThread.configuration(properties), isKey);
        BatchThread writer = new BatchThread(new Writer(topic, opened));
        writers.add(writer);
        writer.start("topictable-serializer-" + (topic == null ? column : topic), true);
        return describe(column, writer.number);
    }

    /** Describes a serializer that nothing is asked of. */
    public static JsonNode describe(String column) {
        return describe(column, BatchThread.nextNumber());
    }

    private static JsonNode describe(String column, long number) {
        return Bridge.object().set("numbered", Bridge.object().put("column", column).put("number", number));
    }

    @Override
    public void close() {
        writers.forEach(BatchThread::settled);
    }

    /** Makes keys or values of cells. */
    private record Writer(String topic, KafkaSerializers.Opened serializer) implements BatchThread.Work {
        @Override
        public byte[] answer(JsonNode batch, ObjectNode answer) {
            Object[][] cells = cells(batch);
            Object[] payloads = new Object[batch.get("rows").asInt()];
            ArrayNode bad = Bridge.array();
            for (int row = 0; row < payloads.length; row++) {
                String own = cells.length < 2 ? null : (String) cells[1][row];
                try {
                    payloads[row] = serializer.write(own == null ? topic : own, cells[0][row]);
                } catch (RuntimeException | Error e) {
                    // Kafka's own exception says nothing of what has happened.
                    Throwable cause = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
                    bad.addObject().put("index", row).put("reason", cause.toString());
                }
            }
            answer.set("bad", bad);
            ColumnValues values = new ColumnValues(payloads.length);
            values.add("payload", byte[].class, payloads);
            return values.bytes();
        }

        /** The cells by columns: nothing native is held while the program has them. */
        private static Object[][] cells(JsonNode batch) {
            JsonNode columns = batch.get("columns");
            Object[][] cells = new Object[columns.size()][batch.get("rows").asInt()];
            TableView view = new TableView(batch.get("view"), cells.length, "cells", null);
            try {
                for (int column = 0; column < cells.length; column++) {
                    Cells.Reader reader = Cells.reader(columns.get(column).get("type").asText());
                    for (int row = 0; row < cells[column].length; row++) {
                        Piece piece = view.pieceOf(column, row);
                        cells[column][row] = piece == null ? null : reader.read(piece, row);
                    }
                }
                return cells;
            } finally {
                view.handle.close();
            }
        }

        @Override
        public void close() {
            serializer.close();
        }
    }
}
