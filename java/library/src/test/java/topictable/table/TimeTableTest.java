package topictable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.BlinkTableTools;
import io.deephaven.engine.table.impl.TimeTable;
import io.deephaven.engine.util.TableTools;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import topictable.testing.Rows;

class TimeTableTest {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    @Test
    void aRowEachPeriod() {
        Table times = Rows.await(closeLater(TableTools.timeTable("PT0.02S")), 3);
        assertThat(times.getDefinition().getColumnNames()).containsExactly("Timestamp");
        assertThat(times.isRefreshing()).isTrue();
        List<Object> first = Rows.column(times, "Timestamp").subList(0, 3);
        assertThat(Duration.between((Instant) first.get(0), (Instant) first.get(1))).isEqualTo(Duration.ofMillis(20));
        assertThat(Duration.between((Instant) first.get(1), (Instant) first.get(2))).isEqualTo(Duration.ofMillis(20));
        assertThat(((Instant) first.get(0)).getNano() % 20_000_000).as("a multiple of the period").isZero();
        assertThat(times.getAttributes()).containsOnly(java.util.Map.entry("AddOnly", true), java.util.Map.entry("AppendOnly", true));
    }

    @Test
    void allWaysToSayIt() {
        Instant start = Instant.now().minusSeconds(1);
        for (Table times : List.of(TableTools.timeTable(start, "PT1S"), TableTools.timeTable(start, 1_000_000_000L),
                TableTools.timeTable(start.toString(), "PT00:00:01"), TableTools.timeTable(start.toString(), 1_000_000_000L),
                TableTools.timeTable(start, "00:00:01"), TableTools.timeTableBuilder().startTime(start).period("PT1S").build(),
                TimeTable.newBuilder().startTime(start.toString()).period(Duration.ofSeconds(1)).build())) {
            closeLater(times);
            assertThat(Rows.await(times, 2).getColumnSource("Timestamp").get(0)).isEqualTo(start);
        }
        Rows.await(closeLater(TableTools.timeTable(1_000_000L)), 1);
        Rows.await(closeLater(TableTools.timeTable(Duration.ofMillis(1))), 1);
    }

    @Test
    void blink() {
        Table times = closeLater(TimeTable.newBuilder().period(1_000_000).blinkTable(true).build());
        assertThat(BlinkTableTools.isBlink(times)).isTrue();
        Table all = closeLater(BlinkTableTools.blinkToAppendOnly(times));
        assertThat(BlinkTableTools.isBlink(all)).isFalse();
        Rows.await(all, 20);
        Table count = closeLater(times.removeBlink());
        assertThat(BlinkTableTools.isBlink(count)).isFalse();
    }

    @Test
    void periodsThatAreNone() {
        assertThatThrownBy(() -> TableTools.timeTable("soon")).isInstanceOf(DateTimeParseException.class).hasMessage("Cannot parse time: soon");
        assertThatThrownBy(() -> TableTools.timeTable(-1L)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
        assertThatThrownBy(() -> TimeTable.newBuilder().startTime(START).build()).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("period");
    }
}
