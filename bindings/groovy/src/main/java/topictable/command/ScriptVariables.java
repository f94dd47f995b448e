package topictable.command;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.deephaven.engine.context.QueryScope;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.hierarchical.HierarchicalTable;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.customizers.ImportCustomizer;
import topictable.Session;
import topictable.Topictable;
import topictable.internal.LiveTable;
import topictable.internal.ProgramScope;

/** Scripts with the imports and variables that they have in the mirrored API's console. */
final class ScriptVariables implements AutoCloseable {
    private static final String[] CLASSES = {
        "io.deephaven.api.ColumnName", "io.deephaven.engine.context.ExecutionContext",
        "io.deephaven.engine.context.QueryScope", "io.deephaven.engine.rowset.RowSet",
        "io.deephaven.engine.rowset.TrackingRowSet", "io.deephaven.engine.table.ColumnDefinition",
        "io.deephaven.engine.table.ColumnSource", "io.deephaven.engine.table.PartitionedTable",
        "io.deephaven.engine.table.PartitionedTableFactory", "io.deephaven.engine.table.Table",
        "io.deephaven.engine.table.TableFactory", "io.deephaven.time.DateTimeUtils", "io.deephaven.util.type.TypeUtils",
        "io.deephaven.util.type.ArrayTypeUtils", "io.deephaven.api.updateby.BadDataBehavior",
        "io.deephaven.api.updateby.DeltaControl", "io.deephaven.api.updateby.OperationControl",
        "io.deephaven.api.updateby.UpdateByControl", "java.lang.reflect.Array", "java.time.Instant",
        "java.time.LocalDate", "java.time.LocalTime", "java.time.ZoneId", "java.time.ZonedDateTime",
    };
    private static final String[] PACKAGES = {"io.deephaven.api", "io.deephaven.api.filter", "java.util"};
    private static final String[] STATICS = {
        "io.deephaven.api.agg.Aggregation", "io.deephaven.api.updateby.UpdateByOperation",
        "io.deephaven.engine.table.impl.util.TableLoggers", "io.deephaven.engine.util.TableTools",
        "io.deephaven.function.Basic", "io.deephaven.function.Numeric", "io.deephaven.function.Parse",
        "io.deephaven.function.Random", "io.deephaven.time.DateTimeUtils",
        "io.deephaven.time.calendar.Calendars", "io.deephaven.time.calendar.StaticCalendarMethods",
        "io.deephaven.util.QueryConstants",
    };

    /** The script's class: a name that no variable of a script has. */
    static final String CLASS = "TopictableScript";
    static final String CLASS_FILE = CLASS + ".groovy";

    private final Session session;
    private final Binding binding = new CalendarBinding();
    private final QueryScope before;

    /** The variables that formulas can name from now on, also those of listeners, until this is closed. */
    ScriptVariables(Session session) {
        this.session = session;
        before = ProgramScope.set(new ScriptScope(binding));
    }

    @Override
    public void close() {
        ProgramScope.set(before);
    }

    /** Runs a script. No table changes while it runs, so that what it derives from a table misses nothing. */
    void run(String source, String name) {
        GroovyShell shell = new GroovyShell(ScriptVariables.class.getClassLoader(), binding, configuration());
        try (Session.Hold hold = session.hold()) {
            shell.evaluate(source, CLASS_FILE);
        } catch (Throwable e) {
            // A script can fail in any way: an assertion is an Error, too.
            throw located(e, source, name);
        }
    }

    /** The tables in the script's variables, by name; partitioned tables are merged, and of rollups and trees it is their levels. */
    Map<String, ShownTable> tables() {
        Map<String, ShownTable> tables = new TreeMap<>();
        for (Object variable : binding.getVariables().entrySet()) {
            if (variable instanceof Map.Entry<?, ?> entry) {
                if (entry.getValue() instanceof LiveTable table) {
                    tables.put(String.valueOf(entry.getKey()), new ShownTable(table));
                } else if (entry.getValue() instanceof PartitionedTable partitioned) {
                    tables.put(entry.getKey() + "#merged", new ShownTable((LiveTable) partitioned.merge()));
                } else if (entry.getValue() instanceof HierarchicalTable<?> hierarchical) {
                    tables.put(entry.getKey() + "#levels", new ShownTable((LiveTable) Topictable.levelsOf(hierarchical)));
                }
            }
        }
        return tables;
    }

    private static CompilerConfiguration configuration() {
        ImportCustomizer imports = new ImportCustomizer();
        imports.addStarImports(PACKAGES);
        // What this version does not have yet is left out: a script that uses it is told so by its name.
        existing(CLASSES).forEach(imports::addImports);
        existing(STATICS).forEach(imports::addStaticStars);
        return new CompilerConfiguration().addCompilationCustomizers(imports);
    }

    private static Stream<String> existing(String... classes) {
        return Stream.of(classes).filter(name ->
                ScriptVariables.class.getClassLoader().getResource(name.replace('.', '/') + ".class") != null
                        || name.startsWith("java."));
    }

    /** The failure with the line of the script that it came from. */
    private static RuntimeException located(Throwable failure, String source, String name) {
        String[] lines = source.split("\n", -1);
        for (StackTraceElement element : failure.getStackTrace()) {
            int line = element.getLineNumber();
            if (CLASS_FILE.equals(element.getFileName()) && line > 0 && line <= lines.length) {
                return new RuntimeException("Error encountered at line " + line + ": " + lines[line - 1], failure);
            }
        }
        return new RuntimeException("the script " + name + " failed: " + failure.getMessage(), failure);
    }
}
