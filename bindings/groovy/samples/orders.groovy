/*
 * JSON orders as tables: all of them, the large ones, the last one of each symbol, and counts and sums by symbol.
 *
 * Start a broker in one terminal. It prints its address and runs until you close its input (Ctrl-D):
 *
 *     bin/devstack start
 *
 * In a second one, with that address, send orders for as long as you like, 20 a second:
 *
 *     for symbol in AAPL TSLA GOOG; do for qty in 10 250 40; do
 *         printf '{"topic":"orders","value":{"utf8":"{\\"symbol\\":\\"%s\\",\\"order\\":{\\"price\\":101.5,\\"qty\\":%d}}"}}\n' $symbol $qty
 *     done; done | bin/devstack feed --bootstrap ADDRESS --create orders:1 --rate 20 --loop
 *
 * In a third one, run the script. Ctrl-C ends it:
 *
 *     bin/topictable run bindings/groovy/samples/orders.groovy --set bootstrap.servers=ADDRESS
 *
 * With the broker of docker-compose.yml (`docker compose up -d --wait`) leave out --set, and send orders with
 *
 *     for symbol in AAPL TSLA GOOG; do for qty in 10 250 40; do
 *         printf '{"symbol":"%s","order":{"price":101.5,"qty":%d}}\n' $symbol $qty
 *     done; done | docker compose exec -T redpanda rpk topic produce orders
 */
import io.deephaven.kafka.KafkaTools

props = new Properties()
props.put('bootstrap.servers', 'localhost:19092')

// A field of the record goes to a column. A name that begins with a slash is a JSON pointer.
columns = [
    ColumnDefinition.ofString('Symbol'),
    ColumnDefinition.ofDouble('Price'),
    ColumnDefinition.ofInt('Qty'),
] as ColumnDefinition[]
mapping = ['symbol': 'Symbol', '/order/price': 'Price', '/order/qty': 'Qty']

orders = KafkaTools.consumeToTable(
    props,
    'orders',
    KafkaTools.ALL_PARTITIONS,
    KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
    KafkaTools.Consume.IGNORE,
    KafkaTools.Consume.jsonSpec(columns, mapping),
    KafkaTools.TableType.append())

large = orders.where('Qty >= 100')
last = orders.lastBy('Symbol')
counts = orders.countBy('Orders', 'Symbol')
// A sum takes every column that is no key, so only the ones to be added are left.
totals = orders.view('Symbol', 'Qty').sumBy('Symbol')
