package topictable.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.context.ExecutionContext;
import io.deephaven.engine.context.QueryScope;
import io.deephaven.engine.context.StandaloneQueryScope;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.TableDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.UnsupportedFeatureException;

class FormulaVariablesTest {
    private static final TableDefinition COLUMNS = TableDefinition.of(ColumnDefinition.ofInt("X"), ColumnDefinition.ofInt("Y"));

    private static List<String> names(String formula) {
        List<String> names = new ArrayList<>();
        FormulaNames.find(formula, 0, (name, method) -> names.add(method == null ? name : method.of(name)));
        return names;
    }

    /** The variables that are sent with these formulas, when the scope has these. */
    private static String sent(Map<String, Object> scope, boolean assigning, String... formulas) {
        return of(scope, assigning, formulas).values().toString().replace('"', '\'');
    }

    private static FormulaVariables of(Map<String, Object> scope, boolean assigning, String... formulas) {
        QueryScope variables = new StandaloneQueryScope();
        scope.forEach(variables::putParam);
        return ExecutionContext.getContext().withQueryScope(variables)
                .apply(() -> FormulaVariables.of(List.of(formulas), COLUMNS, assigning));
    }

    @Test
    void namesOutsideOfLiterals() {
        assertThat(names("A + b_1 * $c")).containsExactly("A", "b_1", "$c");
        assertThat(names("`in text` + \"a \\\" b\" + 'c' + D")).containsExactly("D");
        assertThat(names("m.get(A) + l . size () + a.b + f(c)")).containsExactly("m.get/1", "A", "l.size/0", "a", "f", "c");
        assertThat(names("o.f(a(1, 2), `,)`, new int[]{1, 2}) + o.f( ) + o.f(b")).contains("o.f/3", "o.f/0", "o.f/1");
        assertThat(names("1L + 2.5e3 + 0xFFL + 1_000 + e")).containsExactly("e");
        assertThat(names("S.length() + Math.max(a, b . c)")).containsExactly("S.length/0", "Math.max/2", "a", "b");
        assertThat(names("X in limit, `y`")).containsExactly("X", "in", "limit");
        assertThat(names("`never ends")).isEmpty();
        assertThat(names("")).isEmpty();
    }

    @Test
    void whatIsAssignedIsAColumn() {
        assertThat(FormulaNames.assigned("New = A + 1")).isEqualTo("New");
        assertThat(FormulaNames.assigned(" New=A == 1")).isEqualTo("New");
        assertThat(FormulaNames.assigned("A")).isEqualTo("A");
        assertThat(FormulaNames.afterAssignment("A == 1")).isZero();
    }

    @Test
    void columnsComeFirst() {
        Map<String, Object> scope = Map.of("X", 1, "a", 2, "New", 3);
        assertThat(sent(scope, true, "New = X + a")).isEqualTo("{'a':{'int':2}}");
        assertThat(sent(scope, true, "Other = X + New")).isEqualTo("{'New':{'int':3}}");
        assertThat(sent(scope, true, "New = 1", "Other = New + a")).isEqualTo("{'a':{'int':2}}");
        assertThat(sent(scope, false, "New = X")).as("a filter").isEqualTo("{'New':{'int':3}}");
        assertThat(sent(scope, false, "X > 1")).isEqualTo("{}");
    }

    @Test
    void valuesOfAllTypes() {
        assertThat(Constants.of(null)).hasToString("{\"null\":null}");
        assertThat(Constants.of(true)).hasToString("{\"boolean\":true}");
        assertThat(Constants.of((byte) -1)).hasToString("{\"byte\":-1}");
        assertThat(Constants.of('x')).hasToString("{\"char\":\"x\"}");
        assertThat(Constants.of((short) 2)).hasToString("{\"short\":2}");
        assertThat(Constants.of(3)).hasToString("{\"int\":3}");
        assertThat(Constants.of(Integer.MIN_VALUE)).as("NULL_INT").hasToString("{\"null_of\":\"int\"}");
        assertThat(Constants.of(-Double.MAX_VALUE)).as("NULL_DOUBLE").hasToString("{\"null_of\":\"double\"}");
        assertThat(Constants.of(4L)).hasToString("{\"long\":4}");
        assertThat(Constants.of(1.5f)).hasToString("{\"float\":1.5}");
        assertThat(Constants.of(2.5)).hasToString("{\"double\":2.5}");
        assertThat(Constants.of(Double.NaN)).hasToString("{\"double\":\"NaN\"}");
        assertThat(Constants.of(Double.NEGATIVE_INFINITY)).hasToString("{\"double\":\"-Infinity\"}");
        assertThat(Constants.of("text")).hasToString("{\"string\":\"text\"}");
        assertThat(Constants.of(new StringBuilder("built"))).hasToString("{\"string\":\"built\"}");
        assertThat(Constants.of(Instant.ofEpochSecond(1, 5))).hasToString("{\"instant\":1000000005}");
        assertThat(Constants.of(Duration.ofSeconds(2))).hasToString("{\"duration\":2000000000}");
        assertThat(Constants.of(LocalDate.ofEpochDay(7))).hasToString("{\"local_date\":7}");
        assertThat(Constants.of(LocalTime.of(0, 0, 1))).hasToString("{\"local_time\":1000000000}");
        assertThat(Constants.of(Period.ofMonths(1))).hasToString("{\"period\":\"P1M\"}");
        assertThat(Constants.of(ZoneId.of("Asia/Tokyo"))).hasToString("{\"zone_id\":\"Asia/Tokyo\"}");
        assertThat(Constants.of(new BigDecimal("1.50"))).hasToString("{\"big_decimal\":\"1.50\"}");
        assertThat(Constants.of(BigInteger.TEN)).hasToString("{\"big_integer\":\"10\"}");
        assertThat(Constants.of(Arrays.asList("a", null))).hasToString("{\"list\":[{\"string\":\"a\"},{\"null\":null}]}");
        assertThat(Constants.of(new int[] {1, Integer.MIN_VALUE})).hasToString("{\"list\":[{\"int\":1},{\"null\":null}]}");
        assertThat(Constants.of(new String[] {"a"})).hasToString("{\"list\":[{\"string\":\"a\"}]}");
        assertThat(Constants.of(new Object())).isNull();
        assertThat(Constants.of(List.of(new Object()))).isNull();
        assertThatThrownBy(() -> Constants.of(Instant.MAX)).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("nanoseconds");
    }

    @Test
    void whatNoFormulaCanHaveIsNamedWhenItIsMissed() {
        FormulaVariables variables = of(Map.of("thread", Thread.currentThread()), true, "A = thread");
        assertThat(variables.values()).isEmpty();
        RuntimeException missed = new InvalidArgumentException("no column thread", Map.of());
        assertThat(variables.explain(missed)).isInstanceOf(UnsupportedFeatureException.class).hasCause(missed)
                .hasMessageContaining("the variable thread is of class java.lang.Thread").hasMessageContaining("no column thread");
        RuntimeException other = new InvalidArgumentException("something else", Map.of());
        assertThat(variables.explain(other)).isSameAs(other);
    }
}
