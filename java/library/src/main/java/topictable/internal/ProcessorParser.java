package topictable.internal;

import io.deephaven.chunk.ObjectChunk;
import io.deephaven.chunk.WritableChunk;
import io.deephaven.processor.ObjectProcessor;
import io.deephaven.qst.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The columns of a program's processor of objects. */
public final class ProcessorParser extends RecordParser {
    private final Object deserializer;
    private final ObjectProcessor<Object> processor;

    /**
     * The columns that a processor makes.
     *
     * @param deserializer what makes the objects; null for the bytes themselves
     */
    @SuppressWarnings("unchecked")
    public ProcessorParser(Object deserializer, ObjectProcessor<?> processor, List<String> names) {
        super(columns(names, processor.outputTypes().stream().map(Type::clazz).toList()));
        if (deserializer != null) {
            KafkaDeserializers.check(deserializer.getClass());
        }
        columns.forEach(Column::typeName);
        this.deserializer = deserializer;
        this.processor = (ObjectProcessor<Object>) processor;
    }

    @Override
    Reading open(String topic, Map<String, ?> configuration, boolean isKey) {
        if (deserializer == null) {
            return new Processing(null);
        }
        return new Processing(KafkaDeserializers.open(deserializer, topic, configuration, isKey));
    }

    /** Reads records; without a deserializer their bytes are the objects. */
    private final class Processing implements Reading {
        private final KafkaDeserializers.Opened opened;

        Processing(KafkaDeserializers.Opened opened) {
            this.opened = opened;
        }

        @Override
        public void read(byte[][] records, Rows rows) {
            List<Object> objects = new ArrayList<>(records.length);
            int[] places = new int[records.length];
            for (int row = 0; row < records.length; row++) {
                try {
                    boolean plain = opened == null || records[row] == null;
                    objects.add(plain ? records[row] : opened.read(records[row]));
                    places[objects.size() - 1] = row;
                } catch (RuntimeException | Error e) {
                    rows.reject(row, e);
                }
            }
            try {
                process(objects.toArray(), places, 0, rows);
            } catch (RuntimeException | Error e) {
                // One by one, to know which ones are to blame.
                for (int i = 0; i < objects.size(); i++) {
                    single(objects.get(i), places, i, rows);
                }
            }
        }

        private void single(Object object, int[] places, int index, Rows rows) {
            try {
                process(new Object[] {object}, places, index, rows);
            } catch (RuntimeException | Error e) {
                // As of every other spec, a null key or value is null in every column.
                if (object != null) {
                    rows.reject(places[index], e);
                }
            }
        }

        /** Fills the rows of the places from {@code first} on. Nothing is filled when the processor fails. */
        private void process(Object[] objects, int[] places, int first, Rows rows) {
            List<OutputChunk> outputs = columns.stream().map(column -> OutputChunk.of(column.type(), objects.length)).toList();
            List<WritableChunk<?>> chunks = new ArrayList<>();
            outputs.forEach(output -> chunks.add(output.chunk()));
            processor.processAll(ObjectChunk.chunkWrap(objects), chunks);
            for (int i = 0; i < chunks.size(); i++) {
                if (chunks.get(i).size() != objects.length) {
                    throw new IllegalStateException("the processor has added " + chunks.get(i).size() + " values to column "
                            + columns.get(i).name() + " for " + objects.length + " objects");
                }
            }
            for (int row = 0; row < objects.length; row++) {
                int bad = rows.bad.size();
                for (int i = 0; i < outputs.size() && rows.bad.size() == bad; i++) {
                    rows.set(i, places[first + row], outputs.get(i).values().apply(row));
                }
            }
        }

        @Override
        public void close() {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
