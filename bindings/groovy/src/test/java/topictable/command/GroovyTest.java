package topictable.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.testing.Topic;

/** What scripts find there without asking, and how they write calls in Groovy. */
class GroovyTest {
    /** Runs a script and gives its tables as TSV. */
    private static String tables(String source) {
        Script.Result result = Script.of(source).run("--once", "--format", "tsv", "--set", "deephaven.timestamp.column.name=");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Table", "ColumnSource", "RowSet", "TrackingRowSet", "ColumnDefinition", "Array", "Instant", "LocalDate", "LocalTime",
        "ZoneId", "ZonedDateTime", "Properties", "HashMap", "Math",
    })
    void classesThatAreImported(String name) {
        assertThat(tables("assert " + name + " instanceof Class\nt = emptyTable(1)")).startsWith("# t\n");
    }

    @Test
    void staticsThatAreImported() {
        assertThat(tables("""
                t = newTable(stringCol('S', 'a'), intCol('I', NULL_INT), longCol('L', NULL_LONG), doubleCol('D', NULL_DOUBLE),
                    floatCol('F', NULL_FLOAT), shortCol('Sh', NULL_SHORT), byteCol('B', NULL_BYTE), charCol('C', NULL_CHAR),
                    booleanCol('Bo', true), instantCol('T', Instant.EPOCH), col('O', 'x', 'y').values.length == 2 ? stringCol('O', 'o') : null)
                assert string(t).startsWith('         S|')
                """)).isEqualTo("""
                # t
                S:String	I:int	L:long	D:double	F:float	Sh:short	B:byte	C:char	Bo:Boolean	T:Instant	O:String
                a	\\N	\\N	\\N	\\N	\\N	\\N	\\N	true	1970-01-01T00:00:00Z	o
                """);
    }

    @Test
    void calendarsAreVariablesAndTheirMethodsAreImported() {
        assertThat(tables("""
                assert CALENDAR_DEFAULT.name() == 'UTC' && calendarName() == 'UTC' && isBusinessDay('2024-07-04')
                cal = calendar('USNYSE_EXAMPLE')
                assert cal == CALENDAR_USNYSE_EXAMPLE && cal.plusBusinessDays('2024-07-03', 1) == '2024-07-05'
                t = newTable(instantCol('Ts', Instant.parse('2024-07-03T14:00:00Z'), null)).update(
                    'A = cal.isBusinessDay(Ts)', 'B = CALENDAR_USBANK_EXAMPLE.plusBusinessDays(Ts, 1)', 'C = isBusinessTime(Ts)')
                """)).isEqualTo("""
                # t
                Ts:Instant	A:Boolean	B:Instant	C:Boolean
                2024-07-03T14:00:00Z	true	2024-07-05T14:00:00Z	true
                \\N	false	\\N	false
                """);
    }

    @Test
    void importsOfTheirOwn() {
        assertThat(tables("""
                import io.deephaven.engine.util.TableTools
                import io.deephaven.engine.table.ColumnDefinition
                import static io.deephaven.util.QueryConstants.NULL_INT as NOTHING
                t = TableTools.newTable(TableTools.intCol('A', 1, NOTHING))
                """)).isEqualTo("# t\nA:int\n1\n\\N\n");
    }

    @Test
    void listeners() {
        assertThat(tables("""
                import io.deephaven.engine.table.TableUpdate
                import io.deephaven.engine.table.impl.InstrumentedTableUpdateListenerAdapter
                import topictable.Topictable
                t = newTable(intCol('A', 1))
                heard = []
                listener = new InstrumentedTableUpdateListenerAdapter(t, false) {
                    @Override
                    void onUpdate(TableUpdate upstream) { heard << 'an update of a table that never changes' }
                }
                t.addUpdateListener(listener)
                Topictable.onChange(t) { change -> heard << change.added().size() }.ended().toCompletableFuture().join()
                t.removeUpdateListener(listener)
                assert heard == [1]
                """)).isEqualTo("# t\nA:int\n1\n");
    }

    @Test
    void specsAsScriptsWriteThem() {
        Topic topic = Topic.create().send(Topic.bytes("k"), Topic.bytes("{\"Price\": 1.5, \"Qty\": 2}"));
        String output = tables(Script.CONSUMING + """
                props.put('deephaven.key.column.name', 'K')
                props.put('deephaven.key.column.type', 'String')
                suffix = 'Id'
                props.put('deephaven.offset.column.name', "Offset${suffix}")
                props.put('fetch.min.bytes', 1)
                defs = [ColumnDefinition.ofDouble('Price'), ColumnDefinition.ofInt('Qty')] as ColumnDefinition[]
                read = { key, value -> KafkaTools.consumeToTable(props, 'TOPIC', KafkaTools.ALL_PARTITIONS,
                    KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, key, value, KafkaTools.TableType.append()) }
                a = read(KafkaTools.Consume.FROM_PROPERTIES, KafkaTools.Consume.jsonSpec(defs, null))
                b = read(KafkaTools.FROM_PROPERTIES, KafkaTools.Consume.jsonSpec(defs, null, null))
                c = read(KafkaTools.Consume.IGNORE, KafkaTools.Consume.jsonSpec(defs, ['Qty': 'Qty', '/Price': 'Price']))
                d = read(KafkaTools.Consume.IGNORE, KafkaTools.Consume.jsonSpec(defs))
                """.replace("TOPIC", topic.name));
        String value = "Price:double\tQty:int\n0\t0\t";
        assertThat(output).isEqualTo("# a\nKafkaPartition:int\tOffsetId:long\tK:String\t" + value + "k\t1.5\t2\n"
                + "# b\nKafkaPartition:int\tOffsetId:long\tK:String\t" + value + "k\t1.5\t2\n"
                + "# c\nKafkaPartition:int\tOffsetId:long\t" + value + "1.5\t2\n"
                + "# d\nKafkaPartition:int\tOffsetId:long\t" + value + "1.5\t2\n");
    }

    @Test
    void primitiveTypesAsArguments() {
        Topic topic = Topic.create().send(new byte[] {0, 0, 0, 7}, new byte[] {0x3f, (byte) 0xf8, 0, 0, 0, 0, 0, 0});
        assertThat(tables(Script.CONSUMING + """
                t = KafkaTools.consumeToTable(props, 'TOPIC', KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
                    KafkaTools.Consume.simpleSpec('K', int), KafkaTools.Consume.simpleSpec('V', double), KafkaTools.TableType.append())
                """.replace("TOPIC", topic.name))).isEqualTo("# t\nKafkaPartition:int\tKafkaOffset:long\tK:int\tV:double\n0\t0\t7\t1.5\n");
    }

    @Test
    void closuresAsFunctions() {
        Topic topic = Topic.create(3);
        for (int partition = 0; partition < 3; partition++) {
            topic.send(partition, null, null, Topic.bytes("a" + partition)).send(partition, null, null, Topic.bytes("b" + partition));
        }
        assertThat(tables(Script.CONSUMING + """
                t = KafkaTools.consumeToTable(props, 'TOPIC', { it > 1 }, { p -> p == 2 ? 1L : KafkaTools.SEEK_TO_BEGINNING },
                    KafkaTools.Consume.IGNORE, KafkaTools.Consume.simpleSpec('V', String), KafkaTools.friendlyNameToTableType('ring:5'))
                u = KafkaTools.consumeToTable(props, 'TOPIC', KafkaTools.partitionFilterFromArray([0, 2] as int[]),
                    KafkaTools.partitionToOffsetFromParallelArrays([0, 2] as int[], [1L, 1L] as long[]),
                    KafkaTools.Consume.IGNORE, KafkaTools.Consume.simpleSpec('V', String), KafkaTools.TableType.append()).view('V').where('V = `b0`')
                """.replace("TOPIC", topic.name)))
                .isEqualTo("# t\nKafkaPartition:int\tKafkaOffset:long\tV:String\n2\t1\tb2\n# u\nV:String\nb0\n");
    }

    @Test
    void operationsAsScriptsWriteThem() {
        assertThat(tables("""
                values = newTable(stringCol('K', 'a', 'b', 'a'), intCol('V', 1, 2, 3))
                key = 'K'
                last = values.lastBy("${key}")
                sum = values
                    .where('V > 1')
                    .sumBy('K')
                view = values.view(['V'] as String[])
                count = values.countBy('N')
                """)).contains("# last\nK:String\tV:int\na\t3\nb\t2\n", "# sum\nK:String\tV:long\nb\t2\na\t3\n",
                "# view\nV:int\n1\n2\n3\n", "# count\nN:long\n3\n");
    }

    @Test
    void formulasNameTheScriptsVariables() {
        assertThat(tables("""
                limit = 1
                factor = 2.5
                suffix = "-${limit}"
                wanted = ['a', 'c']
                names = ['zero', 'one', 'two', 'three'] as String[]
                start = parseInstant('2024-01-01T00:00:00Z')
                values = newTable(stringCol('K', 'a', 'b', 'c'), intCol('V', 1, 2, 3))
                t = values.where('V > limit', 'K in wanted').update('N = names[V]', 'S = K + suffix', 'T = start')
                V = 'no column of this name comes from here'
                u = values.view('W = V * 2')
                addTo = { table -> def added = 10; limit = added; table.view('X = V + limit') }
                w = addTo(values)
                """)).contains("# t\nK:String\tV:int\tN:String\tS:String\tT:Instant\nc\t3\tthree\tc-1\t2024-01-01T00:00:00Z\n",
                "# u\nW:int\n2\n4\n6\n", "# w\nX:int\n11\n12\n13\n");
    }

    @Test
    void formulasCallTheScriptsClosures() {
        assertThat(tables("""
                calls = 0
                counted = { -> ++calls }
                twice = { v -> v * 2 }
                label = { v -> "<${v}>" }
                add = { a, b -> a + b }
                typed = { int v -> v == NULL_INT ? -1 : v }
                lists = { v -> [v, [a: 1.5]] }
                abs = { v -> "own ${v}" }
                values = newTable(stringCol('K', 'a', 'b', 'c'), intCol('V', 1, NULL_INT, 3))
                t = values.update('W = (int)twice(i)', 'L = label(K)', 'A = (String)add.call(K, `!`)', 'N = (int)typed(V)')
                twice = { v -> v * 3 }
                u = values.where('(int)twice(i) > 2').view('C = counted()', 'M = lists(V)', 'X = abs(V)', 'Y = abs(K)')
                big = { v -> v > 1 }
                limit = 3
                n = values.aggBy([AggCountWhere('N', '(boolean)big(V)'), AggCountWhere('M', 'V < limit')])
                """))
                .contains("# t\nK:String\tV:int\tW:int\tL:Object\tA:String\tN:int\n"
                        + "a\t1\t0\t<a>\ta!\t1\nb\t\\N\t2\t<b>\tb!\t-1\nc\t3\t4\t<c>\tc!\t3\n",
                        "# u\nC:Object\tM:Object\tX:int\tY:Object\n", "3\town c\n", "# n\nN:long\tM:long\n1\t2\n");
    }

    @Test
    void aClosureThatThrowsIsTheFailureOfItsLine() {
        Script.Result result = Script.of("""
                inverse = { v -> 10.intdiv(v) }
                t = newTable(intCol('V', 1, 0)).update('W = (int)inverse(V)')
                """).run("--once");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("line 2", "fails for row 1", "the function inverse failed",
                "java.lang.ArithmeticException: / by zero");
    }

    @Test
    void filtersAndOrdersAsObjects() {
        assertThat(tables("""
                import io.deephaven.api.SortColumn
                import io.deephaven.api.filter.FilterOr
                values = newTable(stringCol('K', 'a', 'b', 'c'), intCol('V', 1, 2, 3))
                all = values.where()
                sorted = values.sort(List.of(SortColumn.desc(ColumnName.of('V'))))
                right = newTable(stringCol('K', 'a'), intCol('W', 7))
                joined = values.naturalJoin(right, 'K').where('!isNull(W)')
                renamed = values.renameAllColumns { c -> c + '_x' }
                first = values.sortDescending('V').head(1)
                texts = values.view(['V', "W${1} = V * 2"]).sumBy(['V'])
                """)).contains("# all\nK:String\tV:int\na\t1\nb\t2\nc\t3\n", "# sorted\nK:String\tV:int\nc\t3\nb\t2\na\t1\n",
                "# joined\nK:String\tV:int\tW:int\na\t1\t7\n", "# renamed\nK_x:String\tV_x:int\n", "# first\nK:String\tV:int\nc\t3\n",
                "# texts\nV:int\tW1:long\n1\t2\n2\t4\n3\t6\n");
    }

    @Test
    void partitionedTables() {
        assertThat(tables("""
                values = newTable(stringCol('K', 'a', 'b', 'a'), intCol('V', 1, 2, 3))
                parts = values.partitionBy('K')
                one = parts.constituentFor('a')
                doubled = parts.transform { t -> t.update('W = V * 2') }
                heads = parts.proxy().head(1).target()
                keys = parts.table().view('K')
                """)).contains("# parts#merged\nK:String\tV:int\na\t1\na\t3\nb\t2\n", "# one\nK:String\tV:int\na\t1\na\t3\n",
                "# doubled#merged\nK:String\tV:int\tW:int\na\t1\t2\na\t3\t6\nb\t2\t4\n",
                "# heads#merged\nK:String\tV:int\na\t1\nb\t2\n", "# keys\nK:String\na\nb\n");
    }

    @Test
    void rollupsAndTrees() {
        assertThat(tables("""
                values = newTable(stringCol('K', 'a', 'b', 'a'), intCol('V', 1, 2, 3))
                by = values.rollup([AggSum('V')], 'K')
                wide = topictable.Topictable.levelsOf(by).where('__DEPTH__ = 2')
                tree = newTable(intCol('Id', 1, 2), intCol('Above', 2, NULL_INT)).tree('Id', 'Above')
                """)).contains("# by#levels\n__DEPTH__:int\t__EXPANDED__:Boolean\tK:String\tV:long\n1\ttrue\t\\N\t6\n2\t\\N\ta\t4\n2\t\\N\tb\t2\n",
                "# wide\n__DEPTH__:int\t__EXPANDED__:Boolean\tK:String\tV:long\n2\t\\N\ta\t4\n2\t\\N\tb\t2\n",
                "# tree#levels\n__DEPTH__:int\t__EXPANDED__:Boolean\tId:int\tAbove:int\n1\ttrue\t2\t\\N\n2\t\\N\t1\t2\n");
    }

    @Test
    void timesInScripts() {
        assertThat(tables("""
                import io.deephaven.engine.table.impl.TimeTable
                assert parseDuration('PT1h') == java.time.Duration.ofHours(1)
                assert formatDateTime(parseInstant('2024-01-01T00:00:00Z'), timeZone('ET')) == '2023-12-31T19:00:00.000000000 ET'
                assert lowerBin(parseInstant('2024-01-01T00:07:00Z'), 5 * MINUTE) == parseInstant('2024-01-01T00:05:00Z')
                assert abs(-1) == 1 && isNull(NULL_INT) && max(1, 2) == 2 && parseInt('7') == 7 && randomInt(1, 2) == 1
                t = timeTable(parseInstant('2024-01-01T00:00:00Z'), 365 * DAY).head(1)
                blink = TimeTable.newBuilder().period('PT1S').blinkTable(true).build().where('false')
                """)).contains("# t\nTimestamp:Instant\n2024-01-01T00:00:00Z\n");
    }

    @Test
    void theScriptMissesNoRow() {
        // Nothing changes while a script runs: what it derives from a blink table sees every row.
        Topic topic = Topic.create().sendNumbers(0, 0, 1000);
        assertThat(tables(Script.CONSUMING + """
                blink = KafkaTools.consumeToTable(props, 'TOPIC', KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
                    KafkaTools.Consume.IGNORE, KafkaTools.Consume.simpleSpec('V', String), KafkaTools.TableType.blink())
                Thread.sleep(300)
                count = blink.countBy('N')
                """.replace("TOPIC", topic.name))).contains("# count\nN:long\n1000\n");
    }
}
