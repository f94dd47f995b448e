import io.deephaven.engine.table.impl.AddOnlyToBlinkTableAdapter
import io.deephaven.engine.table.impl.BlinkTableTools
import io.deephaven.engine.table.impl.util.FunctionGeneratedTableFactory
import io.deephaven.engine.table.impl.util.KeyedTranspose
import io.deephaven.engine.table.impl.util.KeyedTranspose.NewColumnBehavior
import io.deephaven.engine.table.ColumnDefinition
import io.deephaven.engine.table.TableDefinition
import io.deephaven.stream.TablePublisher
import static io.deephaven.engine.util.TableTools.*

definition = TableDefinition.of(ColumnDefinition.ofString('Sym'), ColumnDefinition.ofInt('Qty'), ColumnDefinition.ofTime('At'))
publisher = TablePublisher.of('orders', definition, null, null)
blink = publisher.table()
isBlink = newTable(booleanCol('Blink', BlinkTableTools.isBlink(blink)), booleanCol('Alive', publisher.isAlive()))
kept = BlinkTableTools.blinkToAppendOnly(blink)
sums = blink.view('Sym', 'Qty').sumBy('Sym')
arrivals = AddOnlyToBlinkTableAdapter.toBlink(kept)
lastOfArrivals = arrivals.lastBy('Sym')
arrived = BlinkTableTools.blinkToAppendOnly(arrivals)
generated = FunctionGeneratedTableFactory.create({ -> newTable(stringCol('S', 'a', null), intCol('I', 1, NULL_INT)) }, 100)
sizes = FunctionGeneratedTableFactory.create({ -> newTable(longCol('Rows', kept.size())) }, kept)
first = newTable(stringCol('Sym', 'A', 'B'), intCol('Qty', 1, 2))
sides = KeyedTranspose.keyedTranspose(kept, [AggCount('N'), AggMax('Last = At')], ColumnName.from('Qty'), ColumnName.from('Sym'), first)
ignores = KeyedTranspose.keyedTranspose(kept, [AggCount('N')], ColumnName.from('Sym'), ColumnName.from('Qty'), first, NewColumnBehavior.IGNORE)
fails = KeyedTranspose.keyedTranspose(kept, [AggCount('N')], ColumnName.from('Sym'), ColumnName.from('Qty'), first)
publisher.add(newTable(stringCol('Sym', 'A', 'B', 'A'), intCol('Qty', 1, 2, 2), instantCol('At', java.time.Instant.EPOCH, null, java.time.Instant.EPOCH)))
publisher.add(newTable(instantCol('At', java.time.Instant.EPOCH), longCol('More', 1L), intCol('Qty', 3), stringCol('Sym', 'B')))
ended = TablePublisher.of('ended', definition, null, null)
failing = ended.table()
ended.publishFailure(new IllegalStateException('over'))
refused = [
    { publisher.add(newTable(intCol('Qty', 1))) }, { publisher.add(newTable(stringCol('Sym', 'A'), longCol('Qty', 1L), instantCol('At', null as java.time.Instant))) },
    { AddOnlyToBlinkTableAdapter.toBlink(first) }, { FunctionGeneratedTableFactory.create({ -> first }, first) },
    { FunctionGeneratedTableFactory.create({ -> null }, 100) },
].collect { body -> try { body(); 'done' } catch (RuntimeException e) { 'refused' } }
errors = newTable(stringCol('Answer', refused as String[]))
