import io.deephaven.api.JoinAddition
import io.deephaven.api.JoinMatch
import io.deephaven.engine.table.MultiJoinFactory
import io.deephaven.engine.table.MultiJoinInput
a = newTable(stringCol('K', 'x', 'y', null), intCol('K2', 1, 2, 3), intCol('A', 1, 2, 3))
b = newTable(stringCol('K', 'z', 'y'), intCol('K2', 9, 2), intCol('B', 10, 20))
c = newTable(stringCol('KC', 'w', 'x', null), doubleCol('C', 1.5, 2.5, 3.5), intCol('B', 7, 8, 9))
m1 = MultiJoinFactory.of('K', a.dropColumns('K2'), b.dropColumns('K2')).table()
m2 = MultiJoinFactory.of(['K', 'K2'] as String[], a, b).table()
m3 = MultiJoinFactory.of('K, K2', a, b).table()
m4 = MultiJoinFactory.of(MultiJoinInput.of(a, 'K', 'A'), MultiJoinInput.of(c, 'K = KC', 'C')).table()
m5 = MultiJoinFactory.of(MultiJoinInput.of(a, 'Key = K', 'A1 = A'), MultiJoinInput.of(c, 'Key = KC', 'C')).table()
m6 = MultiJoinFactory.of('K', a).table()
m7 = MultiJoinFactory.of('', a.head(1).view('A'), b.head(1).view('B')).table()
m8 = MultiJoinFactory.of(MultiJoinInput.of(a, 'K, K2', 'A'), MultiJoinInput.of(b, 'K2, K', 'B')).table()
m9 = MultiJoinFactory.of(MultiJoinInput.of(a, ['K'] as String[], ['A'] as String[]), MultiJoinInput.of(b, ['K'] as String[], ['B'] as String[])).table()
m10 = MultiJoinFactory.of(MultiJoinInput.of(a, [JoinMatch.parse('K')], [JoinAddition.parse('A')]), MultiJoinInput.of(b, [JoinMatch.parse('K')], [])).table()
m11 = MultiJoinFactory.of(MultiJoinInput.of(a, 'Key = K', ''), MultiJoinInput.of(b, 'Key = K', 'B')).table()
m12 = MultiJoinFactory.of(MultiJoinInput.from('K', a.dropColumns('K2'), b.dropColumns('K2'), c.renameColumns('K = KC', 'B2 = B'))).table()
