/* Tables as topics: what is published is read back. */
#include "rows.h"
#include "topics.h"

#include <unistd.h>

/* A topic of this process, which the broker makes when it is written to; until the next call. */
static const char *topic(const char *name)
{
    static char own[160];
    snprintf(own, sizeof own, "%spublished.%s.%ld", environment("TOPICTABLE_PREFIX"), name, (long)getpid());
    return own;
}

/* Three rows: K is k0, k1 and null; V is 0, 10 and 20. */
static tt_table *source(tt_session *session)
{
    tt_table *empty, *table;
    OK(tt_session_empty_table(session, 3, &empty, &error));
    const char *const columns[] = {"K = ii == 2 ? (String)null : `k` + ii", "V = ii * 10", "Part = 0",
                                   "At = epochMillisToInstant(1700000000000)"};
    OK(tt_table_update(empty, columns, 4, &table, &error));
    tt_table_free(empty);
    return table;
}

static tt_produce_spec *simple(const char *column)
{
    tt_produce_spec *spec;
    OK(tt_produce_simple_spec(column, &spec, &error));
    return spec;
}

static tt_produce_options to(const char *name)
{
    tt_produce_options options = TT_PRODUCE_OPTIONS_INIT;
    options.properties = bootstrap();
    options.properties_len = 1;
    options.topic = name;
    return options;
}

/* The records of a topic: a text and a text. */
static tt_table *back(tt_session *session, const char *name)
{
    tt_consume_options options = from_beginning("");
    options.topic = name;
    tt_spec *key = simple_spec("Key", TT_STRING), *value = simple_spec("Value", TT_STRING);
    options.key = key;
    options.value = value;
    tt_table *table = consume(session, &options), *both;
    OK(tt_table_view(table, (const char *const[]){"KafkaPartition", "KafkaTimestamp", "Key", "Value"}, 4, &both, &error));
    tt_spec_free(key);
    tt_spec_free(value);
    tt_table_free(table);
    return both;
}

static void rows(tt_session *session)
{
    tt_table *table = source(session);
    tt_produce_json_options json = TT_PRODUCE_JSON_OPTIONS_INIT;
    const tt_mapping mapping[] = {{"a.v", "V", 0, 0}};
    json.columns = (const char *const[]){"V", "K"};
    json.columns_len = 2;
    json.mapping = mapping;
    json.mapping_len = 1;
    json.nested = ".";
    json.nulls = 1;
    tt_produce_spec *value;
    OK(tt_produce_json_spec(&json, &value, &error));
    tt_produce_spec *key = simple("K");
    const char *name = topic("rows");
    tt_produce_options options = to(name);
    const int32_t partition = 0;
    options.key = key;
    options.value = value;
    options.partition = &partition;
    options.partition_column = "Part";
    options.timestamp_column = "At";
    tt_publisher *publisher;
    OK(tt_produce_from_table(table, &options, &publisher, &error));
    tt_produce_spec_free(key);
    tt_produce_spec_free(value);
    tt_table_free(table);

    tt_publisher_status status;
    tt_error *cause = (tt_error *)&status;
    OK(tt_publisher_get_status(publisher, &status, &cause, &error));
    CHECK_INT(status.state, TT_FINISHED);
    CHECK(status.records == 3 && status.delivered == 3 && status.unsent == 0 && status.bad_rows == 0);
    CHECK(cause == NULL);
    OK(tt_publisher_get_status(publisher, &status, NULL, &error));
    OK(tt_publisher_stop(publisher, &error));
    tt_publisher_free(publisher);

    tt_table *records = back(session, name);
    await_rows(records, 3);
    CHECK_ROWS(records, NULL,
               "0\t1700000000000000000\tk0\t{\"a\":{\"v\":0},\"K\":\"k0\"}\n"
               "0\t1700000000000000000\tk1\t{\"a\":{\"v\":10},\"K\":\"k1\"}\n"
               "0\t1700000000000000000\tnull\t{\"a\":{\"v\":20},\"K\":null}\n");
    tt_table_free(records);
}

/* The rows are one transaction, which readers of what is committed see as a whole. */
static void transactions(tt_session *session)
{
    tt_table *table = source(session);
    tt_produce_spec *value = simple("K");
    const char *name = topic("transactions");
    tt_produce_options options = to(name);
    const tt_property properties[] = {*bootstrap(), {"topictable.publish.transactional.id", name, 0, 0}};
    options.properties = properties;
    options.properties_len = 2;
    options.value = value;
    tt_publisher *publisher;
    OK(tt_produce_from_table(table, &options, &publisher, &error));
    tt_publisher_status status;
    OK(tt_publisher_get_status(publisher, &status, NULL, &error));
    CHECK(status.records == 3 && status.delivered == 3 && status.unsent == 0);
    tt_publisher_free(publisher);

    tt_consume_options from = from_beginning("");
    const tt_property committed[] = {*bootstrap(), {"isolation.level", "read_committed", 0, 0}};
    tt_spec *read = simple_spec("Value", TT_STRING);
    from.properties = committed;
    from.properties_len = 2;
    from.topic = name;
    from.value = read;
    tt_table *back = consume(session, &from), *values;
    OK(tt_table_view(back, (const char *const[]){"Value"}, 1, &values, &error));
    await_rows(values, 3);
    CHECK_ROWS(values, NULL, "k0\nk1\nnull\n");

    /* What transactions need cannot be left out. */
    const tt_property unfit[] = {*bootstrap(), {"transactional.id", name, 0, 0}, {"acks", "1", 0, 0}};
    options.properties = unfit;
    options.properties_len = 3;
    FAILS(TT_INVALID_ARGUMENT, tt_produce_from_table(table, &options, &publisher, &error));
    tt_produce_spec_free(value);
    tt_spec_free(read);
    tt_table_free(back);
    tt_table_free(values);
    tt_table_free(table);
}

/* Avro records of a schema that is given, without a registry. */
static void avro(tt_session *session)
{
    static const char SCHEMA[] = "{\"type\":\"record\",\"name\":\"R\",\"fields\":["
                                 "{\"name\":\"key\",\"type\":[\"null\",\"string\"]},{\"name\":\"V\",\"type\":\"long\"}]}";
    const tt_mapping mapping[] = {{"key", "K", 0, 0}};
    tt_table *table = source(session);
    tt_produce_avro_options avro = TT_PRODUCE_AVRO_OPTIONS_INIT;
    avro.schema = SCHEMA;
    avro.mapping = mapping;
    avro.mapping_len = 1;
    avro.encoding = TT_AVRO_RAW;
    tt_produce_spec *value;
    OK(tt_produce_avro_spec(&avro, &value, &error));
    const char *name = topic("avro");
    tt_produce_options options = to(name);
    options.value = value;
    tt_publisher *publisher;
    OK(tt_produce_from_table(table, &options, &publisher, &error));
    tt_publisher_free(publisher);
    tt_produce_spec_free(value);

    tt_avro_options read = TT_AVRO_OPTIONS_INIT;
    tt_spec *spec;
    read.schema = SCHEMA;
    read.encoding = TT_AVRO_RAW;
    OK(tt_avro_spec(&read, &spec, &error));
    tt_consume_options from = from_beginning("");
    from.topic = name;
    from.value = spec;
    tt_table *back = consume(session, &from), *both;
    tt_spec_free(spec);
    OK(tt_table_view(back, (const char *const[]){"key", "V"}, 2, &both, &error));
    await_rows(both, 3);
    CHECK_ROWS(both, NULL, "k0\t0\nk1\t10\nnull\t20\n");
    tt_table_free(both);
    tt_table_free(back);

    /* A field without a column, and no registry to ask. */
    avro.mapping_len = 0;
    OK(tt_produce_avro_spec(&avro, &value, &error));
    options.value = value;
    FAILS(TT_NOT_FOUND, tt_produce_from_table(table, &options, &publisher, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "key");
    tt_produce_spec_free(value);
    avro = (tt_produce_avro_options)TT_PRODUCE_AVRO_OPTIONS_INIT;
    avro.published = "Row";
    OK(tt_produce_avro_spec(&avro, &value, &error));
    options.value = value;
    FAILS(TT_INVALID_ARGUMENT, tt_produce_from_table(table, &options, &publisher, &error));
    CHECK_PART(tt_error_message(error), "schema.registry.url");
    tt_produce_spec_free(value);
    tt_table_free(table);
}

/* A table that changes is followed until that is stopped; the handle need not be kept. */
static void changes(tt_session *session)
{
    tt_table *ticks, *table;
    OK(tt_session_time_table(session, NULL, 20000000, 0, &ticks, &error));
    OK(tt_table_update(ticks, (const char *const[]){"K = `k` + (ii % 2)", "V = ii"}, 2, &table, &error));
    tt_table_free(ticks);
    tt_produce_spec *key = simple("K"), *value;
    OK(tt_produce_json_spec(NULL, &value, &error));
    const char *name = topic("changes");
    tt_produce_options options = to(name);
    options.key = key;
    options.value = value;
    options.last_by = 1;
    tt_publisher *publisher, *other;
    OK(tt_produce_from_table(table, &options, &publisher, &error));
    options.without_initial = 1;
    OK(tt_produce_from_table(table, &options, &other, &error));
    tt_publisher_free(other);
    tt_produce_spec_free(key);
    tt_produce_spec_free(value);
    tt_table_free(table);
    tt_publisher_status status;
    for (int waited = 0; waited < PATIENCE_MS; waited += 10) {
        OK(tt_publisher_get_status(publisher, &status, NULL, &error));
        if (status.delivered >= 5)
            break;
        sleep_ms(10);
    }
    CHECK_INT(status.state, TT_RUNNING);
    OK(tt_publisher_stop(publisher, &error));
    OK(tt_publisher_get_status(publisher, &status, NULL, &error));
    CHECK_INT(status.state, TT_STOPPED);
    CHECK(status.delivered >= 5 && status.unsent == 0);
    tt_publisher_free(publisher);
    tt_table *publishers;
    OK(tt_session_publishers(session, &publishers, &error));
    await_rows(publishers, 1);
    tt_table_free(publishers);
}

static void refused(tt_session *session)
{
    tt_table *table = source(session);
    tt_publisher *publisher;
    tt_produce_options options = to(topic("refused"));
    FAILS(TT_INVALID_ARGUMENT, tt_produce_from_table(table, &options, &publisher, &error));
    CHECK_PART(tt_error_message(error), "can't both be ignore specs");
    tt_produce_spec *value = simple("V"), *unknown = simple("Nope"), *raw;
    options.value = value;
    options.last_by = 1;
    FAILS(TT_INVALID_ARGUMENT, tt_produce_from_table(table, &options, &publisher, &error));
    options.last_by = 0;
    options.without_initial = 1;
    FAILS(TT_INVALID_ARGUMENT, tt_produce_from_table(table, &options, &publisher, &error));
    options.without_initial = 0;
    options.topic_column = "V";
    FAILS(TT_INVALID_ARGUMENT, tt_produce_from_table(table, &options, &publisher, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "V");
    options.topic_column = NULL;
    options.value = unknown;
    FAILS(TT_NOT_FOUND, tt_produce_from_table(table, &options, &publisher, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "Nope");
    OK(tt_produce_raw_spec("V", "com.example.Own", &raw, &error));
    options.value = raw;
    FAILS(TT_UNSUPPORTED, tt_produce_from_table(table, &options, &publisher, &error));
    CHECK_TEXT(tt_error_detail(error, "serializer"), "com.example.Own");
    const int32_t partition = 7;
    options.value = value;
    options.topic = topic_name("words");
    options.partition = &partition;
    FAILS(TT_NOT_FOUND, tt_produce_from_table(table, &options, &publisher, &error));
    CHECK_TEXT(tt_error_detail(error, "partition"), "7");
    tt_produce_spec_free(value);
    tt_produce_spec_free(unknown);
    tt_produce_spec_free(raw);
    tt_table_free(table);
}

int main(void)
{
    tt_session *session = open_session();
    rows(session);
    transactions(session);
    avro(session);
    changes(session);
    refused(session);
    tt_session_free(session);
    return 0;
}
