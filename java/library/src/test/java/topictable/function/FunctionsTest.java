package topictable.function;

import static io.deephaven.util.QueryConstants.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.function.Basic;
import io.deephaven.function.Numeric;
import io.deephaven.function.Parse;
import io.deephaven.function.Random;
import org.junit.jupiter.api.Test;

class FunctionsTest {
    @Test
    void nullConstants() {
        assertThat(MIN_INT).isEqualTo(-2_147_483_647);
        assertThat(MAX_BYTE).isEqualTo((byte) 127);
        assertThat((int) MAX_CHAR).isEqualTo(65_534);
        assertThat(MIN_DOUBLE).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(MIN_FINITE_DOUBLE).isEqualTo(-1.7976931348623155E308);
        assertThat(MIN_FINITE_FLOAT).isEqualTo(-3.4028233E38f);
        assertThat(MIN_POS_FLOAT).isEqualTo(1.4E-45f);
        assertThat(NULL_LONG_BOXED).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aboutNull() {
        assertThat(Basic.isNull(NULL_INT)).isTrue();
        assertThat(Basic.isNull(0)).isFalse();
        assertThat(Basic.isNull((Object) NULL_DOUBLE)).isTrue();
        assertThat(Basic.isNull((Object) null)).isTrue();
        assertThat(Basic.replaceIfNull(NULL_LONG, 5L)).isEqualTo(5);
        assertThat(Basic.replaceIfNull((String) null, "none")).isEqualTo("none");
        assertThat(Basic.ifelseObj(true, "a", "b")).isEqualTo("a");
        assertThat(Basic.ifelseObj(null, "a", "b")).isNull();
        assertThat(Basic.inRange(2, 1, 3)).isTrue();
        assertThat(Basic.inRange(NULL_INT, NULL_INT, 3)).isFalse();
        assertThat(Basic.inObj("a", "b", "a")).isTrue();
    }

    @Test
    void numbers() {
        assertThat(Numeric.abs(-1)).isEqualTo(1);
        assertThat(Numeric.abs(NULL_INT)).isEqualTo(NULL_INT);
        assertThat(Numeric.round(2.5)).isEqualTo(3);
        assertThat(Numeric.round(NULL_DOUBLE)).isEqualTo(NULL_LONG);
        assertThat(Numeric.min(1, NULL_INT)).as("null is skipped").isEqualTo(1);
        assertThat(Numeric.max(NULL_DOUBLE, -5.0)).isEqualTo(-5);
        assertThat(Numeric.pow(2, 3)).isEqualTo(8);
        assertThat(Numeric.sqrt(NULL_DOUBLE)).isEqualTo(NULL_DOUBLE);
        assertThat(Numeric.signum(-3)).isEqualTo(-1);
    }

    @Test
    void fromText() {
        assertThat(Parse.parseInt("12")).isEqualTo(12);
        assertThat(Parse.parseDouble("1.5")).isEqualTo(1.5);
        assertThat(Parse.parseLong(null)).isEqualTo(NULL_LONG);
        assertThat(Parse.parseBoolean("TRUE")).isTrue();
        assertThatThrownBy(() -> Parse.parseInt("x")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void random() {
        for (int i = 0; i < 100; i++) {
            assertThat(Random.randomInt(3, 5)).isBetween(3, 4);
            assertThat(Random.randomDouble(1, 2)).isBetween(1.0, 2.0);
            assertThat(Random.random()).isBetween(0.0, 1.0);
        }
    }
}
