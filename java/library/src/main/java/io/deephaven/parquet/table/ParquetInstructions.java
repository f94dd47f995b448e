package io.deephaven.parquet.table;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How Parquet files are read and written. Immutable. Mirrors Deephaven's class of the same name: codecs and names of columns;
 * what else its builder says has no meaning for whole local files.
 */
public final class ParquetInstructions {
    /** Nothing is said. */
    public static final ParquetInstructions EMPTY = builder().build();

    private final String codec;
    private final Map<String, String> columns;

    private ParquetInstructions(String codec, Map<String, String> columns) {
        this.codec = codec;
        this.columns = columns;
    }

    /** Begins one. */
    public static Builder builder() {
        return new Builder();
    }

    /** How files are compressed. */
    public String getCompressionCodecName() {
        return codec;
    }

    /** The names of the table's columns by those of the file. */
    Map<String, String> columns() {
        return columns;
    }

    /** Says how files are read and written, step by step. */
    public static final class Builder {
        private String codec = "SNAPPY";
        private final Map<String, String> columns = new LinkedHashMap<>();

        private Builder() {}

        /** {@code UNCOMPRESSED}, {@code SNAPPY} (where nothing is said), {@code GZIP}, {@code LZ4_RAW} or {@code ZSTD}. */
        public Builder setCompressionCodecName(String compressionCodecName) {
            codec = compressionCodecName;
            return this;
        }

        /** The column of the file is the table's column. */
        public Builder addColumnNameMapping(String parquetColumnName, String columnName) {
            columns.put(parquetColumnName, columnName);
            return this;
        }

        /** The instructions. */
        public ParquetInstructions build() {
            return new ParquetInstructions(codec, Map.copyOf(columns));
        }
    }
}
