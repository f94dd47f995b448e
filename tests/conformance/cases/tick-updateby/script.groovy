import io.deephaven.engine.table.ColumnDefinition
import io.deephaven.kafka.KafkaTools
props = new Properties()
props.put('bootstrap.servers', 'redpanda:9092')
props.put('deephaven.partition.column.name', '')
props.put('deephaven.offset.column.name', '')
props.put('deephaven.timestamp.column.name', '')
ColumnDefinition[] defs = [ColumnDefinition.ofString('K'), ColumnDefinition.ofString('G'), ColumnDefinition.ofInt('V'), ColumnDefinition.ofDouble('D'), ColumnDefinition.ofTime('T')]
read = { type -> KafkaTools.consumeToTable(props, 'own-ub', KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
    KafkaTools.Consume.IGNORE, KafkaTools.Consume.jsonSpec(defs), type) }
all = read(KafkaTools.TableType.append())
ring = read(KafkaTools.TableType.ring(4))
cur = all.lastBy('K')
few = cur.where('V > 1')
grown = all.updateBy([CumSum('S = V'), CumProd('P = D'), CumMax('Mx = D'), Fill('F = D'), Delta('Dl = V'), Ema(2.0d, 'E = D'), EmStd(2.0d, 'Sd = V')], 'G')
grownRolling = all.updateBy([RollingSum(3, 'S = V'), RollingAvg(2, 1, 'A = D'), RollingMin(3, 'Mn = V'), RollingGroup(2, 'Gr = V'), RollingFormula(2, 'Fo = sum(V) + 1'), RollingWAvg(3, 'V', 'W = D')], 'G')
grownTime = all.updateBy([RollingSum('T', 5 * SECOND, 'S = V'), RollingGroup('T', 5 * SECOND, 'Gr = V'), RollingMax('T', 5 * SECOND, 3 * SECOND, 'Mx = D'), Ema('T', 5 * SECOND, 'E = D')])
grownTimeK = all.updateBy([RollingCount('T', 15 * SECOND, 'C = D'), RollingFormula('T', 15 * SECOND, 'Fo = sum(V)')], 'G')
changed = cur.updateBy([CumSum('S = V'), CumMin('Mn = D'), Fill('F = D'), Delta('Dl = V'), Ems(2.0d, 'E = D'), EmMax(2.0d, 'Mx = V')])
changedK = cur.updateBy([CumSum('S = V'), CumCountWhere('N', 'V > 2'), RollingSum(2, 'R = V'), RollingGroup(2, 1, 'Gr = K'), RollingStd(3, 'Sd = D')], 'G')
changedRolling = cur.updateBy([RollingSum(2, 1, 'S = V'), RollingMax(3, 'Mx = D'), RollingProduct(2, 0, 'P = V'), RollingCount(3, 'C = D'), RollingFormula(2, 'Fo = max(V)')])
left = few.updateBy([CumSum('S = V'), RollingSum(2, 'R = V'), Delta('Dl = V'), EmStd(2.0d, 'Sd = V')])
leftK = few.updateBy([CumMax('Mx = V'), RollingGroup(2, 'Gr = V')], 'G')
ringed = ring.updateBy([CumSum('S = V'), RollingAvg(2, 'A = V'), RollingSum('T', 5 * SECOND, 'R = V')])
sorted = cur.sort('V').updateBy([CumSum('S = V'), Delta('Dl = V')])
summed = grown.view('G', 'S').lastBy('G')
