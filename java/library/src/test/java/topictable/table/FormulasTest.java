package topictable.table;

import static io.deephaven.engine.util.TableTools.doubleCol;
import static io.deephaven.engine.util.TableTools.emptyTable;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.api.ColumnName;
import io.deephaven.api.RawString;
import io.deephaven.api.Selectable;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.filter.FilterComparison;
import io.deephaven.api.filter.FilterIn;
import io.deephaven.api.filter.FilterOr;
import io.deephaven.api.literal.Literal;
import io.deephaven.engine.context.ExecutionContext;
import io.deephaven.engine.context.QueryScope;
import io.deephaven.engine.context.StandaloneQueryScope;
import io.deephaven.engine.table.Table;
import io.deephaven.util.QueryConstants;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import topictable.TopictableError;
import topictable.UnsupportedFeatureException;
import topictable.testing.Rows;

class FormulasTest {
    private static Table values() {
        return closeLater(newTable(stringCol("S", "a", "b", null), intCol("X", 1, 2, 3), doubleCol("D", 0.5, 1.5, 2.5)));
    }

    @Test
    void columnsThatAreComputed() {
        Table values = values();
        for (Table made : List.of(values.update("Y = X * 2", "Z = Y + 1"), values.updateView("Y = X * 2", "Z = Y + 1"),
                values.lazyUpdate("Y = X * 2", "Z = Y + 1"))) {
            closeLater(made);
            assertThat(made.getDefinition().getColumnNames()).containsExactly("S", "X", "D", "Y", "Z");
            assertThat(Rows.column(made, "Z")).containsExactly(3, 5, 7);
        }
        assertThat(Rows.of(closeLater(values.select("Half = X / 2", "S")))).containsExactly(List.of(0.5, "a"), List.of(1.0, "b"), Arrays.asList(1.5, null));
        assertThat(Rows.of(closeLater(values.view("X")))).containsExactly(List.of(1), List.of(2), List.of(3));
        assertThat(Rows.of(closeLater(values.select()))).isEqualTo(Rows.of(values));
        assertThat(Rows.of(closeLater(values.view()))).isEqualTo(Rows.of(values));
        assertThat(Rows.of(closeLater(values.update()))).isEqualTo(Rows.of(values));
        Table objects = closeLater(values.view(List.of(ColumnName.of("S"), Selectable.of(ColumnName.of("Y"), RawString.of("X + 1")))));
        assertThat(Rows.of(objects)).containsExactly(List.of("a", 2), List.of("b", 3), Arrays.asList(null, 4));
    }

    @Test
    void valuesOfOtherTypes() {
        Table made = closeLater(closeLater(emptyTable(1)).update("Day = '2024-02-29'", "Time = '10:00'", "Span = 'PT1h'",
                "Big = java.math.BigDecimal.valueOf(1.5)", "Whole = java.math.BigInteger.TEN", "Ints = new int[]{1, NULL_INT}",
                "Texts = new String[]{`a`, null}"));
        assertThat(Rows.of(made, "Day", "Time", "Span", "Whole")).containsExactly(
                List.of(LocalDate.of(2024, 2, 29), LocalTime.of(10, 0), Duration.ofHours(1), BigInteger.TEN));
        assertThat((BigDecimal) made.getColumnSource("Big").get(0)).isEqualByComparingTo("1.5");
        assertThat(made.getColumnSource("Ints").get(0)).isEqualTo(new int[] {1, Integer.MIN_VALUE});
        assertThat(made.getColumnSource("Texts").get(0)).isEqualTo(new String[] {"a", null});
        assertThat(made.getDefinition().getColumnStream().map(column -> column.getDataType().getSimpleName()))
                .containsExactly("LocalDate", "LocalTime", "Duration", "BigDecimal", "BigInteger", "int[]", "String[]");
    }

    @Test
    void daysOfTheWeek() {
        Table days = closeLater(emptyTable(3).view("D = epochDaysToLocalDate(ii).getDayOfWeek()", "M = epochDaysToLocalDate(ii).getMonth()"));
        assertThat(days.getDefinition().getColumn("D").getDataType()).isEqualTo(DayOfWeek.class);
        assertThat(Rows.column(closeLater(days.sortDescending("D")), "D"))
                .containsExactly(DayOfWeek.SATURDAY, DayOfWeek.FRIDAY, DayOfWeek.THURSDAY);
        assertThat(Rows.column(days, "M")).containsOnly(Month.JANUARY);
        Table work = closeLater(days.where("D <= java.time.DayOfWeek.FRIDAY", "D != `THURSDAY`"));
        assertThat(Rows.column(work, "D")).containsExactly(DayOfWeek.FRIDAY);
        QueryScope scope = new StandaloneQueryScope();
        scope.putParam("letter", (Function<DayOfWeek, String>) day -> day.name().substring(0, 1));
        ExecutionContext.getContext().withQueryScope(scope).apply(() -> {
            Table letters = closeLater(days.update("L = (String)letter.apply(D)"));
            assertThat(Rows.column(letters, "L")).containsExactly("T", "F", "S");
        });
    }

    @Test
    void variables() {
        Table values = values();
        QueryScope scope = new StandaloneQueryScope();
        scope.putParam("factor", 10);
        scope.putParam("X", 1000);
        scope.putParam("wanted", List.of("a", "c"));
        scope.putParam("names", new String[] {"zero", "one", "two", "three"});
        ExecutionContext.getContext().withQueryScope(scope).apply(() -> {
            assertThat(Rows.column(closeLater(values.update("Y = X * factor")), "Y")).as("columns come first").containsExactly(10, 20, 30);
            scope.putParam("factor", 2L);
            assertThat(Rows.column(closeLater(values.update("Y = X * factor")), "Y")).containsExactly(2L, 4L, 6L);
            scope.putParam("nothing", QueryConstants.NULL_INT);
            Table nothing = closeLater(values.view("Y = nothing", "Z = nothing + 1"));
            assertThat(Rows.of(nothing)).as("NULL_INT is null").containsOnly(Arrays.asList(null, null));
            assertThat(nothing.getDefinition().getColumn("Z").getDataType()).isEqualTo(int.class);
            assertThat(Rows.column(closeLater(values.view("N = names[X]")), "N")).containsExactly("one", "two", "three");
        });
        assertThatThrownBy(() -> values.update("Y = X * factor")).isInstanceOf(TopictableError.class).hasMessageContaining("factor");
    }

    @Test
    void filtersAsColumns() {
        Table values = values();
        Table matches = closeLater(values.wouldMatch("IsA = S = `a`", "Some = X in 1, 3", "Known = !isNull(S)"));
        assertThat(Rows.of(matches, "IsA", "Some", "Known"))
                .containsExactly(List.of(true, true, true), List.of(false, false, true), List.of(false, true, false));
        assertThatThrownBy(() -> values.wouldMatch("X = X > 1")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The table already contains the following columns: X");
    }

    @Test
    void filtersAsObjects() {
        Table values = values();
        Filter large = FilterComparison.gt(ColumnName.of("X"), Literal.of(1));
        assertThat(Rows.column(closeLater(values.where(large)), "X")).containsExactly(2, 3);
        assertThat(Rows.column(closeLater(values.where(large.invert())), "X")).containsExactly(1);
        assertThat(Rows.column(closeLater(values.where(Filter.not(RawString.of("X = 2")))), "X")).containsExactly(1, 3);
        assertThat(Rows.column(closeLater(values.where(Filter.or(Filter.from("X = 1", "S = `b`")))), "X")).containsExactly(1, 2);
        assertThat(Rows.column(closeLater(values.where(Filter.and(large, Filter.isNotNull(ColumnName.of("S"))))), "X")).containsExactly(2);
        assertThat(Rows.column(closeLater(values.where(FilterIn.of(ColumnName.of("S"), Literal.of("a"), Literal.of("z")))), "X")).containsExactly(1);
        assertThat(closeLater(values.where(Filter.ofFalse())).isEmpty()).isTrue();
        assertThat(closeLater(values.where()).size()).isEqualTo(3);
        QueryScope scope = new StandaloneQueryScope();
        scope.putParam("limit", 2);
        Filter either = FilterOr.of(RawString.of("X > limit"), RawString.of("S = `a`"));
        assertThat(Rows.column(closeLater(ExecutionContext.getContext().withQueryScope(scope).apply(() -> values.where(either))), "X"))
                .containsExactly(1, 3);
    }

    @Test
    void whatNoFormulaCanUseIsNamed() {
        QueryScope scope = new StandaloneQueryScope();
        scope.putParam("thread", Thread.currentThread());
        Table values = values();
        assertThatThrownBy(() -> ExecutionContext.getContext().withQueryScope(scope).apply(() -> values.update("Y = thread + 1")))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("the variable thread is of class java.lang.Thread");
        assertThat(Rows.column(closeLater(ExecutionContext.getContext().withQueryScope(scope).apply(() -> values.view("thread = X"))), "thread"))
                .as("a column may be called so").containsExactly(1, 2, 3);
    }

    @Test
    void theFormulaThatIsWrongIsNamed() {
        Table values = values();
        assertThatThrownBy(() -> values.update("Y = X + * 2")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("X + * 2");
        assertThatThrownBy(() -> values.update("Y = X - S")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("X - S");
        assertThatThrownBy(() -> values.update("Y = Nope + 1")).isInstanceOf(TopictableError.class).hasMessageContaining("Nope");
    }
}
