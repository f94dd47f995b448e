import io.deephaven.engine.table.ColumnDefinition
import io.deephaven.kafka.KafkaTools
import io.deephaven.api.snapshot.SnapshotWhenOptions
props = new Properties()
props.put('bootstrap.servers', 'redpanda:9092')
props.put('deephaven.partition.column.name', '')
props.put('deephaven.offset.column.name', '')
props.put('deephaven.timestamp.column.name', '')

ColumnDefinition[] vDefs = [ColumnDefinition.ofString('K'), ColumnDefinition.ofInt('X'), ColumnDefinition.ofDouble('D')]
v = KafkaTools.consumeToTable(props, 'a7-v', KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
    KafkaTools.Consume.IGNORE, KafkaTools.Consume.jsonSpec(vDefs), KafkaTools.TableType.append())
ColumnDefinition[] trDefs = [ColumnDefinition.ofInt('Tick')]
tr = KafkaTools.consumeToTable(props, 'a7-tr', KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
    KafkaTools.Consume.IGNORE, KafkaTools.Consume.jsonSpec(trDefs), KafkaTools.TableType.append())
cur = v.lastBy('K')
snap1 = cur.snapshotWhen(tr)
snap2 = cur.snapshotWhen(tr, [], 'Tick')
snap3 = cur.snapshotWhen(tr, SnapshotWhenOptions.Flag.INITIAL)
hist = cur.snapshotWhen(tr, SnapshotWhenOptions.Flag.HISTORY)
snapSum = v.view('X').sumBy().snapshotWhen(tr)
afterSnap = snap1.where('X > 2').update('Y = X * 10')
