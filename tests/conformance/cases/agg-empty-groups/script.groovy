import io.deephaven.api.ColumnName
rows = newTable(stringCol('K', 'a', 'b', 'a'), intCol('V', 1, 2, 3))
initial = newTable(stringCol('K', 'z', 'a', 'y', 'z'), intCol('Other', 1, 2, 3, 4))
by = [ColumnName.of('K')]
aggs = [AggSum('S = V'), AggCount('N'), AggFirst('F = V'), AggGroup('G = V'), AggAvg('A = V'), AggMin('M = V'), AggUnique('U = V'),
    AggSortedFirst('V', 'SF = V'), AggLast('L = V'), AggStd('T = V'), AggWAvg('V', 'W = V'), AggMed('Me = V'),
    AggFormula('C = count(V)'), AggCountWhere('CW', 'V > 1'), AggPct(0.5, 'P = V')]
kept = rows.aggBy(aggs, true, initial, by)
ordered = rows.aggBy(aggs, false, initial, by)
plain = rows.aggBy(aggs, true, null, by)
nulls = rows.aggBy([AggCount('N')], true, newTable(stringCol('K', null, 'b')), by)
nothing = rows.where('V > 5')
none = nothing.aggBy([AggSum('S = V'), AggCount('N')], true, null, [])
absent = nothing.aggBy([AggSum('S = V'), AggCount('N')], false, null, [])
early = nothing.aggBy([AggCount('N')], true, initial, by)
frozen = rows.lastBy('K').aggBy([AggFreeze('V'), AggCount('N')], 'K')
