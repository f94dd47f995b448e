package topictable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.csv.CsvSpecs;
import io.deephaven.csv.CsvTools;
import io.deephaven.csv.parsers.Parsers;
import io.deephaven.csv.util.CsvReaderException;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.extensions.arrow.ArrowWrapperTools;
import io.deephaven.parquet.table.ParquetInstructions;
import io.deephaven.parquet.table.ParquetTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topictable.ArrowFiles;
import topictable.NotFoundException;
import topictable.TopictableError;
import topictable.testing.Rows;

class FilesTest {
    private static final String TEXT = "Sym,Qty,Px,At,C\na,1,1.5,2024-01-02T03:04:05Z,x\n,,,,\n";
    private static final List<Object> FIRST = List.of("a", 1, 1.5, Instant.parse("2024-01-02T03:04:05Z"), 'x');

    @TempDir
    Path folder;

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static Table read(String text, CsvSpecs specs) throws CsvReaderException {
        return closeLater(CsvTools.readCsv(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), specs));
    }

    private static List<String> types(Table table) {
        return table.getDefinition().getColumnStream().map(ColumnDefinition::getDataType).map(Class::getSimpleName).toList();
    }

    @Test
    void columnsOfCsvAreFound() throws Exception {
        Files.writeString(folder.resolve("a.csv"), TEXT);
        for (Table table : List.of(closeLater(CsvTools.readCsv(path("a.csv"))), closeLater(CsvTools.readCsv(folder.resolve("a.csv"))),
                closeLater(CsvTools.readCsv("file://" + path("a.csv"))), read(TEXT, CsvSpecs.csv()))) {
            assertThat(types(table)).containsExactly("char", "int", "double", "Instant", "char");
            assertThat(Rows.of(table)).containsExactly(List.of('a', 1, 1.5, FIRST.get(3), 'x'), Arrays.asList(null, null, null, null, null));
            assertThat(table.isRefreshing()).isFalse();
        }
    }

    @Test
    void specifications() throws Exception {
        CsvSpecs specs = CsvSpecs.builder().delimiter(';').quote('\'').headers(List.of("P", "Q")).hasHeaderRow(false)
                .putParserForName("P", Parsers.LONG).nullValueLiterals(List.of("NA")).numRows(2).build();
        Table table = read("1;'a;b'\n2;NA\n3;c\n", specs);
        assertThat(types(table)).containsExactly("long", "String");
        assertThat(Rows.of(table)).containsExactly(List.of(1L, "a;b"), Arrays.asList(2L, null));
        assertThat(types(read("A,B\n1,x\n", CsvSpecs.builder().parsers(Parsers.COMPLETE).putHeaderForIndex(1, "Z").build())))
                .containsExactly("byte", "char");
        assertThat(Rows.of(closeLater(CsvTools.readCsv(new ByteArrayInputStream("A|B\n1|2\n".getBytes(StandardCharsets.UTF_8)), '|'))))
                .containsExactly(List.of(1, 2));
        Files.writeString(folder.resolve("h.csv"), "1,ab\n");
        assertThat(closeLater(CsvTools.readHeaderlessCsv(path("h.csv"))).getDefinition().getColumnNames()).containsExactly("Column1", "Column2");
        assertThat(closeLater(CsvTools.readHeaderlessCsv(path("h.csv"), "N", "S")).getDefinition().getColumnNames()).containsExactly("N", "S");
        assertThatThrownBy(() -> read("A,B\n1\n", CsvSpecs.csv())).isInstanceOf(CsvReaderException.class)
                .hasMessageContaining("row 2 has too few columns");
        assertThatThrownBy(() -> CsvTools.readCsv(path("nope.csv"))).isInstanceOf(CsvReaderException.class)
                .hasCauseInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> CsvTools.fromLegacyFormat("EXCEL")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void csvIsWritten() throws Exception {
        Table table = read("Sym,Qty\nab,1\n,\n", CsvSpecs.csv());
        CsvTools.writeCsv(table, path("a.csv"));
        assertThat(folder.resolve("a.csv")).hasContent("Sym,Qty\nab,1\n,\n");
        CsvTools.writeCsv(table, path("a.csv"), false, "Qty");
        assertThat(folder.resolve("a.csv")).hasContent("Qty\n1\n(null)\n");
        CsvTools.writeCsv(table, path("a.csv"), false, ZoneId.of("UTC"), true, ';', "Qty", "Sym");
        assertThat(folder.resolve("a.csv")).hasContent("Qty;Sym\n1;ab\n;\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CsvTools.writeCsv(table, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Sym,Qty\nab,1\n,\n");
        assertThatThrownBy(() -> CsvTools.writeCsv(table, path("a.csv"), false, ZoneId.of("America/New_York")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void parquetIsWrittenAndRead() throws IOException, CsvReaderException {
        Table table = read(TEXT.replace("\na,", "\nab,"), CsvSpecs.csv());
        List<List<Object>> rows = Rows.of(table);
        ParquetTools.writeTable(table, path("new/a.parquet"));
        Table again = closeLater(ParquetTools.readTable(path("new/a.parquet")));
        assertThat(types(again)).isEqualTo(types(table));
        assertThat(Rows.of(again)).isEqualTo(rows);
        ParquetInstructions renamed = ParquetInstructions.builder().addColumnNameMapping("Other", "Qty").setCompressionCodecName("ZSTD").build();
        ParquetTools.writeTable(table, path("new/b.parquet"), renamed);
        assertThat(closeLater(ParquetTools.readTable(path("new/b.parquet"))).getDefinition().getColumnNames()).contains("Other");
        assertThat(closeLater(ParquetTools.readTable(path("new/b.parquet"), renamed)).getDefinition().getColumnNames()).contains("Qty");
        ParquetTools.writeTables(new Table[] {table, table}, new String[] {path("all/x.parquet"), path("all/y.parquet")}, ParquetTools.GZIP);
        assertThat(closeLater(ParquetTools.readTable(path("all"))).size()).isEqualTo(4);
        ParquetTools.deleteTable(path("all"));
        assertThat(folder.resolve("all")).doesNotExist();
        assertThatThrownBy(() -> ParquetTools.writeTable(table, path("a.txt"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not end in .parquet");
        assertThatThrownBy(() -> ParquetTools.readTable(path("nope.parquet"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void arrowIsWrittenAndRead() throws IOException, CsvReaderException {
        Table table = read(TEXT.replace("\na,", "\nab,"), CsvSpecs.csv());
        List<List<Object>> rows = Rows.of(table);
        for (String name : List.of("new/a.arrow", "a.arrows", "a.feather", "a.ipc")) {
            ArrowFiles.writeTable(table, path(name));
            Table again = closeLater(ArrowFiles.readTable(path(name)));
            assertThat(types(again)).as(name).isEqualTo(types(table));
            assertThat(Rows.of(again)).as(name).isEqualTo(rows);
            assertThat(again.isRefreshing()).isFalse();
        }
        byte[] magic = "ARROW1".getBytes(StandardCharsets.US_ASCII);
        assertThat(Files.readAllBytes(folder.resolve("a.feather"))).startsWith(magic);
        byte[] stream = Files.readAllBytes(folder.resolve("a.arrows"));
        assertThat(Arrays.copyOf(stream, magic.length)).isNotEqualTo(magic);
        assertThat(Rows.of(closeLater(ArrowWrapperTools.readFeather(path("a.feather"))))).isEqualTo(rows);
        // What a file is, it says itself.
        Files.copy(folder.resolve("a.arrows"), folder.resolve("bytes"));
        assertThat(closeLater(ArrowFiles.readTable(path("bytes"))).size()).isEqualTo(2);
        assertThatThrownBy(() -> ArrowFiles.writeTable(table, path("a.txt"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not end with one of .arrow");
        assertThatThrownBy(() -> ArrowFiles.readTable(path("nope.arrow"))).isInstanceOf(NotFoundException.class);
        Files.writeString(folder.resolve("text.arrow"), "no Arrow at all");
        assertThatThrownBy(() -> ArrowFiles.readTable(path("text.arrow"))).isInstanceOf(TopictableError.class)
                .hasMessageContaining("text.arrow");
    }
}
