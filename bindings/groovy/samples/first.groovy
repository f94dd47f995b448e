/*
 * The smallest script: a topic of text as a table with a row for each record.
 *
 * In one terminal, start a broker. It prints its address and runs until you close its input (Ctrl-D):
 *
 *     bin/devstack start
 *
 * In another one, with that address, send three records and run the script:
 *
 *     printf '{"topic":"words","value":{"utf8":"%s"}}\n' one two three |
 *         bin/devstack feed --bootstrap ADDRESS --create words:1
 *     bin/topictable run bindings/groovy/samples/first.groovy --set bootstrap.servers=ADDRESS
 *
 * With the broker of docker-compose.yml, whose address is the one in the script:
 *
 *     docker compose up -d --wait
 *     printf '%s\n' one two three | docker compose exec -T redpanda rpk topic produce words
 *     bin/topictable run bindings/groovy/samples/first.groovy
 */
import io.deephaven.kafka.KafkaTools

props = new Properties()
props.put('bootstrap.servers', 'localhost:19092')

words = KafkaTools.consumeToTable(
    props,
    'words',
    KafkaTools.ALL_PARTITIONS,
    KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING,
    KafkaTools.Consume.IGNORE,
    KafkaTools.Consume.simpleSpec('Word', String),
    KafkaTools.TableType.append())
