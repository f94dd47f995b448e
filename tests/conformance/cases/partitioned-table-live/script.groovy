import io.deephaven.engine.context.ExecutionContext
import io.deephaven.kafka.KafkaTools

kafkaProps = new Properties()
kafkaProps.put('bootstrap.servers', 'redpanda:9092')
def read = { topic, column, type -> KafkaTools.consumeToTable(kafkaProps, topic, KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
    KafkaTools.Consume.simpleSpec('Sym', java.lang.String), KafkaTools.Consume.simpleSpec(column, type), KafkaTools.TableType.append()).view('Sym', column) }
trades = read('partitioned-live-trades', 'Qty', int)
names = read('partitioned-live-names', 'Name', java.lang.String)

groups = trades.aggBy([AggPartition('Part'), AggSum('Qty')], 'Sym').view('Sym', 'Qty', 'Rows = Part.size()')
def last = trades.lastBy('Sym').where('Qty > 0')
lastParts = last.aggBy([AggPartition('Part'), AggCount('N')], 'Sym').view('Sym', 'N', 'Rows = Part.size()')
def parts = trades.partitionBy('Sym')
cells = parts.table().view('Sym', 'Rows = __CONSTITUENT__.size()')
def named = names.lastBy('Sym').partitionBy('Sym')
pairs = parts.partitionedTransform(named, ExecutionContext.getContext(), { t, n -> t.naturalJoin(n, 'Sym') }, true)
pairRows = pairs.table().view('Sym', 'Rows = __CONSTITUENT__.size()')
both = pairs.merge()
only = parts.filter(io.deephaven.api.filter.Filter.from('Sym != `A`'))
some = only.merge()
def grouped = trades.partitionedAggBy([AggCount('N'), AggPartition('Part')], false, null, 'Sym')
groupedRows = grouped.table().view('Sym', 'N', 'Rows = Part.size()')
same = parts.proxy().naturalJoin(grouped.transform(ExecutionContext.getContext(), { t -> t.countBy('N', 'Sym') }, true).proxy(), 'Sym').target().merge()
