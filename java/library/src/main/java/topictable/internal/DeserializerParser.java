package topictable.internal;

import java.util.List;
import java.util.Map;

/** One column of what a program's deserializer makes. */
public final class DeserializerParser extends RecordParser {
    private final Class<?> deserializer;

    /** A column of what an instance of the class makes, one for each table. */
    public DeserializerParser(String column, Class<?> type, Class<?> deserializer) {
        super(List.of(new Column(column, type)));
        KafkaDeserializers.check(deserializer);
        columns.get(0).typeName();
        this.deserializer = deserializer;
    }

    @Override
    Reading open(String topic, Map<String, ?> configuration, boolean isKey) {
        KafkaDeserializers.Opened opened =
                KafkaDeserializers.open(KafkaDeserializers.make(deserializer), topic, configuration, isKey);
        return new Reading() {
            @Override
            public void read(byte[][] records, Rows rows) {
                for (int row = 0; row < records.length; row++) {
                    try {
                        rows.set(0, row, records[row] == null ? null : opened.read(records[row]));
                    } catch (RuntimeException | Error e) {
                        rows.reject(row, e);
                    }
                }
            }

            @Override
            public void close() {
                opened.close();
            }
        };
    }
}
