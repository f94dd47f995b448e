package topictable.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import topictable.command.Screen.Layout;

/** How the screen is shared, and its lines. */
class ScreenTest {
    @ParameterizedTest
    @CsvSource({
        "1, 20, 1, 16",
        "2, 20, 2, 6",
        "4, 20, 4, 1",
        // One line for each of the four that have no rows.
        "7, 20, 3, 1",
        "20, 20, 1, 1",
        "1, 3, 1, 1",
    })
    void tablesShareTheRoom(int tables, int room, int full, int rows) {
        assertThat(Layout.fullTables(tables, room)).isEqualTo(full);
        assertThat(Layout.rowsEach(tables, full, room)).isEqualTo(rows);
    }

    @Test
    void linesFitTheWidth() {
        assertThat(ScreenLine.plain("abcdef", 6).text()).isEqualTo("abcdef");
        assertThat(ScreenLine.plain("abcdefg", 6).text()).isEqualTo("abcde…");
        // Wide characters take two columns.
        ScreenLine wide = ScreenLine.plain("日本語", 5);
        assertThat(wide.text()).isEqualTo("日本…");
        assertThat(wide.width()).isEqualTo(5);
        assertThat(ScreenLine.plain("a\033[2Jb", 9).text()).isEqualTo("a\uFFFD[2Jb");
    }

    @Test
    void whatIsLongIsWrapped() {
        List<ScreenLine> lines = ScreenLine.wrapped("abcdefgh", 3);
        assertThat(lines).extracting(ScreenLine::text).containsExactly("abc", "def", "gh");
        assertThat(ScreenLine.wrapped("x".repeat(100), 10)).hasSize(5).last().extracting(ScreenLine::text)
                .isEqualTo("xxxxxxxxx…");
    }

    @Test
    void aNarrowerTerminalHasWrappedThem() {
        ScreenLine line = ScreenLine.plain("abcdef", 10);
        assertThat(line.rowsOn(10)).isEqualTo(1);
        assertThat(line.rowsOn(6)).isEqualTo(1);
        assertThat(line.rowsOn(4)).isEqualTo(2);
        assertThat(ScreenLine.plain("", 10).rowsOn(4)).isEqualTo(1);
    }
}
