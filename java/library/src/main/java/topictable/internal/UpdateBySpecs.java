package topictable.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.api.Strings;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.updateby.BadDataBehavior;
import io.deephaven.api.updateby.ColumnUpdateOperation;
import io.deephaven.api.updateby.DeltaControl;
import io.deephaven.api.updateby.OperationControl;
import io.deephaven.api.updateby.UpdateByOperation;
import io.deephaven.api.updateby.spec.UpdateBySpec;
import io.deephaven.api.updateby.spec.WindowScale;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import topictable.InvalidArgumentException;

/** Operations of {@code updateBy} as the native library reads them. */
final class UpdateBySpecs {
    private UpdateBySpecs() {}

    /** Each as {@code {"ema": {"decay": …, "columns": […]}}}; their formulas and filters are those of {@code owner}. */
    static ArrayNode operations(Collection<? extends UpdateByOperation> operations, Operation owner) {
        ArrayNode array = Bridge.array();
        for (UpdateByOperation operation : operations) {
            if (!(operation instanceof ColumnUpdateOperation columns)) {
                throw new InvalidArgumentException("not an updateBy operation of this library: " + operation, Map.of());
            }
            UpdateBySpec spec = columns.spec();
            ObjectNode arguments = array.addObject().putObject(spec.description());
            spec.arguments().forEach((name, value) -> put(arguments, name, value, owner));
            boolean takesColumns = !spec.arguments().containsKey("column")
                    && (!spec.arguments().containsKey("formula") || spec.arguments().containsKey("parameter"));
            if (takesColumns) {
                ArrayNode pairs = arguments.putArray("columns");
                columns.columns().forEach(pair -> pairs.add(Strings.of(pair)));
            }
        }
        return array;
    }

    private static void put(ObjectNode arguments, String name, Object value, Operation owner) {
        if (value instanceof WindowScale scale) {
            arguments.set(name, decay(scale));
        } else if (value instanceof UpdateBySpec.Window window) {
            arguments.set(name, window(window));
        } else if (value instanceof OperationControl control) {
            arguments.putObject(name).put("on_null", text(control.onNullValueOrDefault()))
                    .put("on_nan", text(control.onNanValueOrDefault()))
                    .set("context", context(control.bigValueContextOrDefault()));
        } else if (value instanceof DeltaControl control) {
            arguments.put(name, switch (control.nullBehavior()) {
                case NullDominates -> "null_dominates";
                case ValueDominates -> "value_dominates";
                case ZeroDominates -> "zero_dominates";
            });
        } else if (value instanceof Filter filter) {
            arguments.putArray("filters").addAll(Specs.filters(List.copyOf(Filter.extractAnds(filter))));
            owner.naming(filter);
        } else {
            arguments.put(name, String.valueOf(value));
            if (name.equals("formula")) {
                owner.naming(String.valueOf(value));
            }
        }
    }

    /** {@code {"precision": 16, "rounding": "half_even"}}. */
    static ObjectNode context(MathContext context) {
        return Bridge.object().put("precision", context.getPrecision())
                .put("rounding", context.getRoundingMode().name().toLowerCase(Locale.ROOT));
    }

    private static String text(BadDataBehavior behavior) {
        return behavior.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode decay(WindowScale scale) {
        ObjectNode decay = Bridge.object();
        if (scale.isTimeBased()) {
            decay.putObject("time").put("column", scale.timestampCol()).put("nanos", scale.timeUnits());
        } else {
            decay.put("ticks", scale.tickUnits());
        }
        return decay;
    }

    private static ObjectNode window(UpdateBySpec.Window window) {
        WindowScale reverse = window.reverse();
        WindowScale forward = window.forward();
        ObjectNode node = Bridge.object();
        if (reverse.isTimeBased()) {
            node.putObject("time").put("column", reverse.timestampCol()).put("reverse", reverse.timeUnits())
                    .put("forward", forward.timeUnits());
        } else {
            node.putObject("ticks").put("reverse", (long) reverse.tickUnits()).put("forward", (long) forward.tickUnits());
        }
        return node;
    }
}
