t = newTable(stringCol('A', 'x', 'y'), intCol('V', 1, 2))
r = t.rollup([AggSum('V'), AggMed('M = V')], 'A')
