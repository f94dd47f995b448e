package io.deephaven.csv;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.csv.parsers.Parser;
import java.util.ArrayList;
import java.util.List;
import topictable.internal.Bridge;

/**
 * How a CSV file is read. Immutable; what is not said is read as Deephaven reads it. Mirrors Deephaven's class of the same
 * name, without legalizers and parsers of one's own, escapes and columns of a fixed width.
 */
public final class CsvSpecs {
    private final ObjectNode request;

    private CsvSpecs(ObjectNode request) {
        this.request = request;
    }

    /** Begins one. */
    public static Builder builder() {
        return new Builder();
    }

    /** Values with commas between, names in the first row. */
    public static CsvSpecs csv() {
        return builder().build();
    }

    /** Values with tabs between, names in the first row. */
    public static CsvSpecs tsv() {
        return builder().delimiter('\t').build();
    }

    /** Values with commas between, without names. */
    public static CsvSpecs headerless() {
        return builder().hasHeaderRow(false).build();
    }

    /** As the native library reads it. */
    ObjectNode request() {
        return request.deepCopy();
    }

    /** Says how a file is read, step by step. */
    public static final class Builder {
        private final ObjectNode request = Bridge.object();

        private Builder() {}

        /** What another one says. */
        public Builder from(CsvSpecs specs) {
            request.setAll(specs.request());
            return this;
        }

        /** What is between two fields. */
        public Builder delimiter(char delimiter) {
            request.put("delimiter", String.valueOf(delimiter));
            return this;
        }

        /** What is around fields that hold a delimiter. */
        public Builder quote(char quote) {
            request.put("quote", String.valueOf(quote));
            return this;
        }

        /** Whether the first row has the names of the columns. */
        public Builder hasHeaderRow(boolean hasHeaderRow) {
            request.put("has_header_row", hasHeaderRow);
            return this;
        }

        /** The names of the columns. */
        public Builder headers(Iterable<String> headers) {
            ArrayNode names = request.putArray("headers");
            headers.forEach(names::add);
            return this;
        }

        /** One more name of a column. */
        public Builder addHeaders(String... headers) {
            ArrayNode names = request.withArray("headers");
            List.of(headers).forEach(names::add);
            return this;
        }

        /** The name of the column at a position from 0. */
        public Builder putHeaderForIndex(int index, String header) {
            request.withObject("/header_for_index").put(String.valueOf(index), header);
            return this;
        }

        /** What columns can be. */
        public Builder parsers(Iterable<? extends Parser<?>> parsers) {
            request.set("parsers", names(parsers));
            return this;
        }

        /** What the column of a name is. */
        public Builder putParserForName(String name, Parser<?> parser) {
            return putParsersForName(name, List.of(parser));
        }

        /** What the column of a name can be. */
        public Builder putParsersForName(String name, List<? extends Parser<?>> parsers) {
            request.withObject("/parsers_for_name").set(name, names(parsers));
            return this;
        }

        /** What the column at a position from 0 is. */
        public Builder putParserForIndex(int index, Parser<?> parser) {
            return putParsersForIndex(index, List.of(parser));
        }

        /** What the column at a position from 0 can be. */
        public Builder putParsersForIndex(int index, List<? extends Parser<?>> parsers) {
            request.withObject("/parsers_for_index").set(String.valueOf(index), names(parsers));
            return this;
        }

        /** What a column without values is. */
        public Builder nullParser(Parser<?> parser) {
            request.put("null_parser", parser.name());
            return this;
        }

        /** The texts that stand for null; an empty one where nothing is said. */
        public Builder nullValueLiterals(Iterable<String> literals) {
            request.set("null_value_literals", texts(literals));
            return this;
        }

        /** The texts that stand for null in the column of a name. */
        public Builder putNullValueLiteralsForName(String name, List<String> literals) {
            request.withObject("/null_value_literals_for_name").set(name, texts(literals));
            return this;
        }

        /** The texts that stand for null in the column at a position from 0. */
        public Builder putNullValueLiteralsForIndex(int index, List<String> literals) {
            request.withObject("/null_value_literals_for_index").set(String.valueOf(index), texts(literals));
            return this;
        }

        /** How many rows are left out before the header. */
        public Builder skipHeaderRows(long rows) {
            request.put("skip_header_rows", rows);
            return this;
        }

        /** How many rows are left out behind it. */
        public Builder skipRows(long rows) {
            request.put("skip_rows", rows);
            return this;
        }

        /** How many rows are read at most. */
        public Builder numRows(long rows) {
            request.put("num_rows", rows);
            return this;
        }

        /** Whether rows of nothing are left out. */
        public Builder ignoreEmptyLines(boolean ignore) {
            request.put("ignore_empty_lines", ignore);
            return this;
        }

        /** Whether a row may have too few fields, which are null. */
        public Builder allowMissingColumns(boolean allow) {
            request.put("allow_missing_columns", allow);
            return this;
        }

        /** Whether a row may have too many fields, which are left out. */
        public Builder ignoreExcessColumns(boolean ignore) {
            request.put("ignore_excess_columns", ignore);
            return this;
        }

        /** Whether blanks around fields are left out; they are where nothing is said. */
        public Builder ignoreSurroundingSpaces(boolean ignore) {
            request.put("ignore_surrounding_spaces", ignore);
            return this;
        }

        /** Whether blanks are left out inside of quotes too. */
        public Builder trim(boolean trim) {
            request.put("trim", trim);
            return this;
        }

        /** Has no meaning here: a file is read by one thread. */
        public Builder concurrent(boolean concurrent) {
            return this;
        }

        /** The specification. */
        public CsvSpecs build() {
            return new CsvSpecs(request.deepCopy());
        }

        private static ArrayNode names(Iterable<? extends Parser<?>> parsers) {
            List<String> names = new ArrayList<>();
            parsers.forEach(parser -> names.add(parser.name()));
            return texts(names);
        }

        private static ArrayNode texts(Iterable<String> texts) {
            ArrayNode array = Bridge.array();
            texts.forEach(array::add);
            return array;
        }
    }
}
