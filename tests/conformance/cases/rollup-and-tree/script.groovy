import io.deephaven.engine.table.hierarchical.RollupTable
import io.deephaven.engine.table.hierarchical.TreeTable
t = newTable(
    stringCol('A', 'x', 'x', 'y', null, 'x', 'y'),
    stringCol('B', 'p', 'q', 'p', 'p', 'p', null),
    intCol('V', 1, 2, 3, 4, 5, 6),
    doubleCol('D', 1.5, 2.5, 3.5, 4.5, 5.5, 6.5))
both = t.rollup([AggSum('V'), AggAvg('M = D'), AggCount('N')], 'A', 'B')
turned = t.rollup([AggSum('V')], ColumnName.from('B', 'A'))
one = t.rollup([AggMin('Low = D'), AggMax('High = D')], 'A')
total = t.rollup([AggSum('V')])
none = t.where('V > 100').rollup([AggSum('V'), AggCount('N')], 'A')
keys = t.rollup([], 'A', 'B')
withRows = t.rollup([AggSum('V'), AggCount('N')], true, 'A', 'B')
totalWithRows = t.rollup([AggCount('N')], true)
filtered = both.withFilter(FilterComparison.eq(ColumnName.of('A'), io.deephaven.api.literal.Literal.of('x')))
kinds = t.rollup([AggGroup('V'), AggDistinct('D'), AggUnique('U = V'), AggFirst('F = V'), AggLast('L = B'),
    AggCountDistinct('CD = B'), AggFormula('X = max(V) - min(V)'), AggStd('S = V'), AggVar('W = D'), AggMin('B0 = B'),
    AggWAvg('V', 'WA = D'), AggWSum('V', 'WS = D'), AggAbsSum('AS = V'), AggCountWhere('CW', 'V > 2')], 'A', 'B')
facts = newTable(stringCol('Fact',
    "${both.getLeafNodeType()} ${both.includesConstituents()} ${both.getGroupByColumns()*.name()}",
    "${withRows.getLeafNodeType()} ${withRows.includesConstituents()} ${withRows.getAggregations().size()}",
    "${both.getNodeDefinition(RollupTable.NodeType.Aggregated).getColumnNames()}",
    "${withRows.getNodeDefinition(RollupTable.NodeType.Constituent).getColumnNames()}",
    "${both.getRowDepthColumn().name()} ${both.getRowExpandedColumn().name()} ${both.getStructuralColumnDefinitions()*.getName()}"))
nodes = newTable(
    intCol('Id', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    intCol('P', NULL_INT, 1, 1, 2, 99, NULL_INT, 5, 9, 8, 10),
    stringCol('Name', 'a', 'b', 'c', 'd', 'orphan', 'f', 'child of orphan', 'cycle', 'of two', 'itself'))
tree = nodes.tree('Id', 'P')
roots = tree.getRoot()
promoted = TreeTable.promoteOrphans(nodes, 'Id', 'P')
promotedTree = promoted.tree('Id', 'P')
names = newTable(stringCol('Name', 'leaf', 'root', 'b'), stringCol('Above', 'b', null, 'root')).tree('Name', 'Above')
some = tree.rebase(nodes.where('Id != 2'))
found = tree.withFilter(FilterComparison.eq(ColumnName.of('Name'), io.deephaven.api.literal.Literal.of('d')))
foundSource = found.getSource()
treeFacts = newTable(stringCol('Fact', tree.getIdentifierColumn().name(), tree.getParentIdentifierColumn().name(),
    "${tree.getNodeDefinition().getColumnNames()}"))
