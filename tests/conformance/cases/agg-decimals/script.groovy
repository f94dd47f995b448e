dec = { List<String> texts -> texts.collect { it == null ? null : new BigDecimal(it) } as BigDecimal[] }
big = { List<String> texts -> texts.collect { it == null ? null : new BigInteger(it) } as BigInteger[] }
fixed = newTable(
    stringCol('K', 'a', 'a', 'a', 'b', 'b', 'c', 'c', 'd'),
    col('D', dec(['10.00', '1.50', '-3.25', '7.00', null, '1.10', '2.15', null])),
    col('B', big(['5', '-7', '11', '9', null, '3', '8', null])))
own = newTable(
    stringCol('K', 'a', 'a', 'a', 'b', 'b', 'c', 'c', 'd', 'e'),
    col('D', dec(['10', '1.50', '-3.255', '7.00', '6.5', '1E+3', '1', null, '2E+3'])),
    intCol('N', 0, 1, 2, 3, 4, 5, 6, 7, 8))
sums = fixed.sumBy('K')
absSums = fixed.absSumBy('K')
avgs = fixed.avgBy('K')
vars = fixed.varBy('K')
stds = fixed.stdBy('K')
mins = fixed.minBy('K')
maxs = fixed.maxBy('K')
meds = fixed.medianBy('K')
pcts = fixed.aggBy([AggPct(0.25, 'D', 'B')], 'K')
counts = fixed.aggBy([AggCountDistinct('D', 'B'), AggUnique('U = D', 'V = B')], 'K')
sorted = fixed.aggBy([AggSortedFirst('D', 'B'), AggSortedLast('B', 'L = D')], 'K')
ownSums = own.view('K', 'D').sumBy('K')
ownAvgs = own.view('K', 'D').avgBy('K')
ownVars = own.view('K', 'D').varBy('K')
ownStds = own.view('K', 'D').stdBy('K')
ownOrder = own.aggBy([AggMin('Least = D'), AggMax('Most = D'), AggMed('Median = D'), AggPct(0.75, 'P75 = D')], 'K')
ownSorted = own.aggBy([AggSortedFirst('D', 'First = N'), AggSortedLast('D', 'Last = N')], 'K')
ownCounts = own.aggBy([AggCountDistinct('N = D'), AggAbsSum('A = D')], 'K')
whole = fixed.aggBy([AggSum('S = D', 'SB = B'), AggAvg('A = D', 'AB = B'), AggVar('V = D', 'VB = B'), AggStd('T = D', 'TB = B')])
sliding = own.where('N < 3').view('D', 'E = D.multiply(D)').aggBy([AggSum('D', 'E')])
