// Quotes and trades: the last trade of each symbol, each trade with the quote that was valid then, and the
// volume-weighted average price by symbol and minute. bindings/c/examples/walkthrough.c is the same in C.
import static io.deephaven.api.agg.Aggregation.AggAvg
import static io.deephaven.api.agg.Aggregation.AggSum
import io.deephaven.engine.table.ColumnDefinition
import io.deephaven.kafka.KafkaTools

props = new Properties()
props.put('bootstrap.servers', 'localhost:9092')

consume = { topic, ColumnDefinition... columns ->
    KafkaTools.consumeToTable(props, topic, KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
        KafkaTools.Consume.IGNORE, KafkaTools.Consume.jsonSpec(columns), KafkaTools.TableType.append())
}

quotes = consume('quotes', ColumnDefinition.ofString('Sym'), ColumnDefinition.ofDouble('BidPrice'),
    ColumnDefinition.ofLong('BidTime')).updateView('BidTime = millisToTime(BidTime)')
trades = consume('trades', ColumnDefinition.ofString('Sym'), ColumnDefinition.ofInt('Size'),
    ColumnDefinition.ofDouble('Price'), ColumnDefinition.ofLong('Time')).updateView('Time = millisToTime(Time)')

last = trades.lastBy('Sym')
relatedQuotes = trades.aj(quotes, 'Sym, Time = BidTime', 'BidTime, BidPrice')
vwap = trades.view('Sym', 'Size', 'Price', 'TimeBin = lowerBin(Time, MINUTE)', 'Gross = Price * Size')
    .aggBy([AggAvg('AvgPrice = Price'), AggSum('Volume = Size', 'TotalGross = Gross')], 'Sym', 'TimeBin')
    .updateView('VWAP = TotalGross / Volume')

lastLines = last.view('Line = Sym + ` ` + Size + ` ` + Price')
relatedLines = relatedQuotes.view('Line = Sym + ` ` + Time + ` ` + Price + ` ` + BidTime + ` ` + BidPrice')
vwapLines = vwap.view('Line = Sym + ` ` + TimeBin + ` ` + AvgPrice + ` ` + Volume + ` ` + VWAP')
