import io.deephaven.engine.table.impl.util.KeyedTranspose
import io.deephaven.engine.table.impl.util.KeyedTranspose.NewColumnBehavior
import static io.deephaven.engine.util.TableTools.*

log = newTable(stringCol('Date', 'd1', 'd1', 'd2', 'd2', 'd3'), stringCol('Level', 'INFO', 'WARN', 'INFO', 'ERR OR', null),
    intCol('Node', 1, 2, 2, 1, 1), doubleCol('Px', 1.5d, 2.5d, 3.5d, 4.5d, 5.5d))
date = ColumnName.from('Date')
level = ColumnName.from('Level')
one = KeyedTranspose.keyedTranspose(log, [AggCount('Count')], date, level)
two = KeyedTranspose.keyedTranspose(log, [AggCount('Count'), AggSum('Px')], date, level)
keys = KeyedTranspose.keyedTranspose(log, [AggCount('Count')], date, ColumnName.from('Level', 'Node'))
both = KeyedTranspose.keyedTranspose(log, [AggCount('Count'), AggFirst('Px')], date, ColumnName.from('Level', 'Node'))
rows = KeyedTranspose.keyedTranspose(log, [AggCount('Count')], ColumnName.from('Date', 'Node'), level)
numbers = KeyedTranspose.keyedTranspose(log, [AggCount('Count')], date, ColumnName.from('Node'))
doubles = KeyedTranspose.keyedTranspose(log, [AggCount('Count')], date, ColumnName.from('Px'))
outs = KeyedTranspose.keyedTranspose(log, [AggSum('A = Px', 'B = Px')], date, ColumnName.from('Node'))
same = KeyedTranspose.keyedTranspose(log, [AggCount('Count')], date, date)
names = newTable(stringCol('D', 'a', 'b', 'c', 'd', 'e', 'f'), stringCol('L', 'A B', 'A-B', '1x', 'new', 'i', '$x_'), intCol('V', 1, 2, 3, 4, 5, 6))
named = KeyedTranspose.keyedTranspose(names, [AggSum('V')], ColumnName.from('D'), ColumnName.from('L'))
values = newTable(stringCol('D', 'a', 'b'), instantCol('T', java.time.Instant.EPOCH, null), booleanCol('B', true, null), charCol('C', 'x' as char, 'y' as char),
    longCol('N', -5L, NULL_LONG), doubleCol('F', -1.5d, Double.NaN))
ofInstant = KeyedTranspose.keyedTranspose(values, [AggCount('V')], ColumnName.from('D'), ColumnName.from('T'))
ofBoolean = KeyedTranspose.keyedTranspose(values, [AggCount('V')], ColumnName.from('D'), ColumnName.from('B'))
ofChar = KeyedTranspose.keyedTranspose(values, [AggCount('V')], ColumnName.from('D'), ColumnName.from('C'))
ofLong = KeyedTranspose.keyedTranspose(values, [AggCount('V')], ColumnName.from('D'), ColumnName.from('N'))
ofDouble = KeyedTranspose.keyedTranspose(values, [AggCount('V')], ColumnName.from('D'), ColumnName.from('F'))
first = newTable(stringCol('Level', 'INFO', 'FATAL'), stringCol('Date', 'd9', 'd1'))
initial = KeyedTranspose.keyedTranspose(log, [AggCount('Count'), AggSum('Px')], date, level, first)
ignoring = KeyedTranspose.keyedTranspose(log, [AggCountWhere('Count', 'Px > 2')], date, level, first, NewColumnBehavior.IGNORE)
refused = [
    { KeyedTranspose.keyedTranspose(log, [], date, level) }, { KeyedTranspose.keyedTranspose(log, [AggCount('N')], [], level) },
    { KeyedTranspose.keyedTranspose(log, [AggCount('N')], date, []) }, { KeyedTranspose.keyedTranspose(log.where('Px > 9'), [AggCount('N')], date, level) },
].collect { body -> try { body(); 'made' } catch (IllegalArgumentException e) { 'refused' } }
errors = newTable(stringCol('Answer', refused as String[]))
