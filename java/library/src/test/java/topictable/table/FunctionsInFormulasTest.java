package topictable.table;

import static io.deephaven.engine.util.TableTools.doubleCol;
import static io.deephaven.engine.util.TableTools.emptyTable;
import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.deephaven.api.agg.Aggregation;
import io.deephaven.engine.context.ExecutionContext;
import io.deephaven.engine.context.QueryScope;
import io.deephaven.engine.context.StandaloneQueryScope;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.InvalidArgumentException;
import topictable.Session;
import topictable.TableFailedException;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;
import topictable.testing.Await;
import topictable.testing.NoLeaks;

/** Functions of a program in formulas. */
class FunctionsInFormulasTest {
    private Session session;

    @BeforeEach
    void open() {
        session = Topictable.open();
    }

    @AfterEach
    void close() {
        session.close();
    }

    private static <T> T with(Map<String, ?> scope, Supplier<T> body) {
        QueryScope variables = new StandaloneQueryScope();
        scope.forEach(variables::putParam);
        return ExecutionContext.getContext().withQueryScope(variables).apply(body);
    }

    private static List<Object> column(Table table, String name) {
        List<Object> values = new ArrayList<>();
        table.getRowSet().forAllRowKeys(key -> values.add(table.getColumnSource(name).get(key)));
        return values;
    }

    private static Table numbers() {
        return newTable(intCol("X", 10, NULL_INT, 30), stringCol("S", "a", null, "c"));
    }

    @Test
    void interfacesOfJavaAreCalledByTheirMethodsAndByTheirNames() {
        Map<String, ?> scope = Map.of(
                "fn", (Function<Object, Object>) value -> "<" + value + ">",
                "both", (BiFunction<Integer, String, Object>) (number, text) -> number == NULL_INT ? text : number,
                "next", (IntUnaryOperator) value -> value == NULL_INT ? NULL_INT : value + 1,
                "big", (Predicate<Integer>) value -> value > 15,
                "seven", (Supplier<Object>) () -> 7L,
                "same", UnaryOperator.identity());
        Table table = with(scope, () -> numbers().update("A = fn.apply(S)", "B = fn(i) + ``", "C = both.apply(X, S)",
                "D = next.applyAsInt(X) + 1", "E = big.test(X) ? 1 : 2", "F = seven.get()", "G = (int)same(X)"));
        assertThat(table.getDefinition().getColumn("A").getDataType()).isEqualTo(Object.class);
        assertThat(table.getDefinition().getColumn("D").getDataType()).isEqualTo(int.class);
        assertThat(column(table, "A")).containsExactly("<a>", "<null>", "<c>");
        assertThat(column(table, "B")).containsExactly("<0>", "<1>", "<2>");
        assertThat(column(table, "C")).containsExactly(10, null, 30);
        assertThat(column(table, "D")).containsExactly(12, null, 32);
        assertThat(column(table, "E")).containsExactly(2, 2, 1);
        assertThat(column(table, "F")).containsExactly(7, 7, 7);
        assertThat(column(table, "G")).as("the constant is null").containsExactly(10, null, 30);
        Table filtered = with(scope, () -> numbers().where("big.test(X)"));
        assertThat(column(filtered, "X")).containsExactly(30);
        Table counted = with(scope, () -> numbers().aggBy(List.of(Aggregation.AggCountWhere("N", "big.test(X)"))));
        assertThat(column(counted, "N")).containsExactly(1L);
        Table above = with(Map.of("limit", 10), () -> numbers().aggBy(List.of(Aggregation.AggCountWhere("N", "X > limit"))));
        assertThat(column(above, "N")).as("a variable").containsExactly(1L);
    }

    /** An object of a program. */
    public static final class Book {
        private final Map<String, Integer> prices = Map.of("a", 1, "c", 3);

        public long price(String symbol, int more) {
            return symbol == null ? -1 : prices.get(symbol) + more;
        }

        public String name(Object any) {
            return "object";
        }

        public String name(long number) {
            return "long";
        }

        public String name(double number) {
            return "double";
        }

        public int name() {
            return 7;
        }

        public static boolean fails(int number) {
            throw new IllegalStateException("no " + number);
        }

        long hidden() {
            return 1;
        }

        public void nothing() {}
    }

    @Test
    void methodsOfObjectsAreCalled() {
        Map<String, ?> scope = Map.of("book", new Book(), "map", Map.of("a", 1, "c", "x"), "list", List.of("a", "b"),
                "numbers", new ArrayList<>(List.of(10, 20)));
        Table table = with(scope, () -> numbers().update("A = book.price(S, 2) * 2", "B = map.get(`a`)", "C = list.contains(isNull(S) ? `` : S)",
                "D = (int) numbers . indexOf(X)", "E = list.size() + numbers.get(1)",
                "F = book.name(X) + book.name(1.5) + book.name(S) + book.name()"));
        assertThat(table.getDefinition().getColumn("A").getDataType()).isEqualTo(long.class);
        assertThat(table.getDefinition().getColumn("C").getDataType()).isEqualTo(Boolean.class);
        assertThat(column(table, "A")).containsExactly(6L, -2L, 10L);
        assertThat(column(table, "B")).containsExactly(1, 1, 1);
        assertThat(column(table, "C")).containsExactly(true, false, false);
        assertThat(column(table, "D")).containsExactly(0, -1, -1);
        assertThat(column(table, "E")).containsExactly(22L, 22L, 22L);
        assertThat(column(table, "F")).containsExactly("longdoubleobject7", "longdoubleobject7", "longdoubleobject7");
        assertThat(column(with(scope, () -> numbers().where("list.contains(isNull(S) ? `` : S)")), "X")).containsExactly(10);
    }

    @Test
    void whatIsNoMethodOfAnObjectIsNamed() {
        Map<String, ?> scope = Map.of("book", new Book(), "list", List.of("a"));
        assertThatThrownBy(() -> with(scope, () -> numbers().update("A = book.hidden()")))
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining("the variable book is of class").hasMessageContaining("Book");
        assertThatThrownBy(() -> with(scope, () -> numbers().update("A = book.nothing()"))).isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> with(scope, () -> numbers().update("A = book"))).isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> with(scope, () -> numbers().update("A = list.missing()"))).hasMessageContaining("has no method missing");
        assertThatThrownBy(() -> with(scope, () -> numbers().update("A = book.price(S)")))
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> with(scope, () -> numbers().update("A = book.price(X, X)")))
                .hasMessageContaining("Book.price does not take (Integer, Integer)");
        assertThatThrownBy(() -> with(scope, () -> numbers().update("A = book.fails(X)")))
                .hasMessageContaining("no 10").rootCause().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void objectsKeepTheirClasses() {
        List<Object> given = Arrays.asList(1, 1L << 40, 2.5, true, "te\"xt\n\u0001", null, List.of(1, "a"),
                Map.of("a", List.of()), Double.NaN, 'c', new int[] {1, NULL_INT}, Duration.ofSeconds(1));
        Function<Integer, Object> pick = given::get;
        Table table = with(Map.of("pick", pick), () -> emptyTable(given.size()).update("O = pick.apply(i)", "T = O + ``"));
        assertThat(column(table, "O")).containsExactly(1, 1L << 40, 2.5, true, "te\"xt\n\u0001", null, List.of(1, "a"),
                Map.of("a", List.of()), "NaN", "c", Arrays.asList(1, null), "PT1S");
        assertThat(column(table, "T")).containsExactly("1", "1099511627776", "2.5", "true", "te\"xt\n\u0001", "null", "[1, a]",
                "{a=[]}", "NaN", "c", "[1, null]", "PT1S");
    }

    @Test
    void aRegisteredFunctionHasATypeAndSeesNull() {
        session.registerFunction("half", double.class, arguments -> arguments[0] == null ? null : (int) arguments[0] / 2.0);
        session.registerFunction("joined", String.class, arguments -> Arrays.toString(arguments));
        Table table = numbers().update("H = half(X) + 1", "J = joined(X, S, null, 1.5)");
        assertThat(column(table, "H")).containsExactly(6.0, null, 16.0);
        assertThat(column(table, "J")).containsExactly("[10, a, null, 1.5]", "[null, null, null, 1.5]", "[30, c, null, 1.5]");
        session.registerFunction("half", double.class, arguments -> 0.0);
        assertThat(column(table, "H")).as("the function of its operation").containsExactly(6.0, null, 16.0);
        assertThatThrownBy(() -> session.registerFunction("abs", int.class, arguments -> 1))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("formulas have a function of this name");
        assertThatThrownBy(() -> session.registerFunction("a b", int.class, arguments -> 1))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void whatAFunctionThrowsNamesTheRowAndIsTheCause() {
        IllegalStateException own = new IllegalStateException("on purpose");
        Function<Integer, Object> fails = value -> {
            if (value == 30) {
                throw own;
            }
            return value;
        };
        assertThatThrownBy(() -> with(Map.of("fails", fails), () -> numbers().update("F = fails.apply(X)")))
                .isInstanceOf(InvalidArgumentException.class).hasCause(own)
                .hasMessage("the formula fails.apply(X) fails for row 2: the function fails failed: "
                        + "java.lang.IllegalStateException: on purpose");
        session.registerFunction("wrong", int.class, arguments -> (Integer) arguments[1]);
        assertThatThrownBy(() -> numbers().update("F = wrong(X)")).hasMessageContaining("ArrayIndexOutOfBounds");
        Supplier<Object> error = () -> {
            throw new AssertionError("an Error");
        };
        assertThatThrownBy(() -> with(Map.of("error", error), () -> numbers().update("F = error.get()")))
                .hasMessageContaining("an Error").hasCauseInstanceOf(AssertionError.class);
        // The thread of functions has survived that.
        assertThat(column(with(Map.of("fails", fails), () -> emptyTable(1).update("F = (int)fails(1)")), "F")).containsExactly(1);
    }

    private static Table live(int... values) {
        Table table = AppendOnlyArrayBackedInputTable.make(numbers().getDefinition());
        add(table, values);
        return table;
    }

    private static void add(Table table, int... values) {
        InputTableUpdater.from(table).add(newTable(intCol("X", values), stringCol("S", new String[values.length])));
    }

    @Test
    void liveTablesCallFunctionsInTheirCycles() {
        Table table = live(1, 2);
        Function<Integer, Object> fails = value -> 10 / (value - 5);
        Table failing = with(Map.of("fails", fails), () -> table.update("F = (int)fails.apply(X)"));
        Table sound = with(Map.of("seven", (Supplier<Object>) () -> 7), () -> table.update("F = (int)seven()"));
        add(table, 3);
        assertThat(column(failing, "F")).containsExactly(-2, -3, -5);
        add(table, 5);
        assertThat(Topictable.failure(failing)).get().isInstanceOf(TableFailedException.class)
                .asString().contains("fails for row 3").contains("java.lang.ArithmeticException: / by zero");
        assertThat(column(sound, "F")).containsExactly(7, 7, 7, 7);
    }

    @Test
    void aHeldSessionAndAListenerCallFunctionsToo() {
        Table table = live(1);
        Supplier<Object> seven = () -> 7;
        try (Session.Hold hold = session.hold()) {
            assertThat(column(with(Map.of("seven", seven), () -> table.update("F = (int)seven()")), "F")).containsExactly(7);
        }
        AtomicReference<Table> made = new AtomicReference<>();
        try (var subscription = Topictable.onChange(table, change -> made.set(
                with(Map.of("seven", seven), () -> table.update("F = (int)seven() + X"))))) {
            Await.until("the listener has made a table", () -> made.get() != null);
            assertThat(column(made.get(), "F")).containsExactly(8);
        }
    }

    @Test
    void aFunctionMayReadTablesButNotMakeOrAwaitThem() {
        Table table = live(1, 2);
        Function<Object, Object> size = value -> table.size() + (int) table.getColumnSource("X").get(0);
        assertThat(column(with(Map.of("size", size), () -> table.update("N = (int)size.apply(X)")), "N")).containsExactly(3, 3);
        Function<Object, Object> makes = value -> table.where("X > 1").size();
        Function<Object, Object> waits = value -> Topictable.awaitChange(table, Duration.ofDays(1))
                && Topictable.awaitChange(table, Duration.ofDays(1));
        Table view = with(Map.of("size", size), () -> table.view("N = size.apply(X)"));
        Function<Object, Object> nested = value -> view.getColumnSource("N").get(0);
        for (Function<Object, Object> function : List.of(makes, waits, nested)) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThatThrownBy(
                    () -> with(Map.of("f", function), () -> table.update("N = f.apply(X)")))
                    .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("function that a formula calls"));
        }
    }

    @Test
    void closingASessionEndsACallThatDoesNotReturn() throws InterruptedException {
        Table table = live(1);
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Function<Object, Object> hangs = value -> {
            called.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return value;
        };
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread maker = new Thread(() -> {
            try {
                with(Map.of("hangs", hangs), () -> table.update("N = hangs.apply(X)"));
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        maker.start();
        NoLeaks.closeLater(never::countDown);
        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        assertTimeoutPreemptively(Duration.ofSeconds(10), session::close);
        maker.join(10_000);
        assertThat(failure.get()).isInstanceOf(ClosedException.class).hasMessageContaining("the session was closed");
        // Another session's functions are called all the same.
        try (Session other = Topictable.open()) {
            other.registerFunction("one", int.class, arguments -> 1);
            assertTimeoutPreemptively(Duration.ofSeconds(10),
                    () -> assertThat(column(emptyTable(1).update("N = one()"), "N")).containsExactly(1));
        }
    }

    @Test
    void callsAreMadeInTheOrderOfTheRows() {
        AtomicInteger calls = new AtomicInteger();
        Function<Integer, Object> order = value -> value - calls.getAndIncrement();
        int rows = 150_000;
        Table table = with(Map.of("order", order), () -> emptyTable(rows).update("N = (int)order.apply(i)"));
        assertThat(calls).hasValue(rows);
        assertThat(column(table.where("N != 0"), "N")).isEmpty();
        Table doubles = newTable(doubleCol("D", 1.5, -0.0, Double.NaN, Double.POSITIVE_INFINITY));
        assertThat(column(with(Map.of("same", UnaryOperator.identity()), () -> doubles.view("D = (double)same(D)")), "D"))
                .containsExactly(1.5, -0.0, Double.NaN, Double.POSITIVE_INFINITY);
    }
}
