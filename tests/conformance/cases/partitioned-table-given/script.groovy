import io.deephaven.api.filter.Filter
import io.deephaven.engine.table.PartitionedTableFactory
src = newTable(stringCol('Sym', 'B', 'A', 'B', 'C', 'A'), intCol('Qty', 1, 2, 3, 4, 5))
def parts = src.partitionBy('Sym')
def tables = PartitionedTableFactory.ofTables(src, src.head(2), null, src.tail(1))
together = tables.merge()
tableSizes = tables.table().view('Rows = __CONSTITUENT__.size()')
def some = PartitionedTableFactory.of(parts.table().where('Sym != `C`'))
someMerged = some.merge()
def given = PartitionedTableFactory.of(src.aggBy([AggPartition('Part'), AggCount('N')], 'Sym').sort('Sym'), ['Sym'], true, 'Part', src.getDefinition(), false)
givenMerged = given.merge()
givenA = given.constituentFor('A')
def filtered = parts.filter(Filter.from('Sym > `A`', 'Sym < `C`'))
filteredMerged = filtered.merge()
def sorted = parts.sort([SortColumn.desc(ColumnName.of('Sym'))])
sortedMerged = sorted.merge()
sortedKeys = sorted.table().view('Sym')
sortedFirst = sorted.constituents()[0]
heads = sorted.transform({ t -> t.head(1) }).merge()
def flag = { p -> p.uniqueKeys() ? 'unique' : 'several' }
facts = newTable(stringCol('Of', 'tables', 'some', 'given', 'filtered', 'sorted'), stringCol('Keys', [tables, some, given, filtered, sorted].collect { it.keyColumnNames().join(',') } as String[]), stringCol('Unique', [tables, some, given, filtered, sorted].collect { flag(it) } as String[]), stringCol('Column', [tables, some, given, filtered, sorted].collect { it.constituentColumnName() } as String[]), booleanCol('Changes', [tables, some, given, filtered, sorted].collect { it.constituentChangesPermitted() } as Boolean[]))
refusal = { body -> try { body(); 'none' } catch (IllegalArgumentException e) { 'argument' } catch (UnsupportedOperationException e) { 'unsupported' } catch (RuntimeException e) { 'other' } }
refusals = newTable(stringCol('What', 'filter', 'sort', 'key', 'noTables', 'noColumn'), stringCol('Refused', refusal { parts.filter(Filter.from('__CONSTITUENT__.size() > 1')) }, refusal { parts.sort([SortColumn.asc(ColumnName.of('__CONSTITUENT__'))]) }, refusal { tables.constituentFor() }, refusal { PartitionedTableFactory.ofTables() }, refusal { PartitionedTableFactory.of(src) }))
otherColumns = newTable(stringCol('Refused', ({ try { PartitionedTableFactory.ofTables(src, src.view('Sym')); 'no' } catch (RuntimeException e) { 'yes' } })()))
