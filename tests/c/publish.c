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

/* A table of the columns of a spec, published to a topic of its own and read back with another spec. */
static tt_table *round_trip(tt_session *session, const char *name, tt_produce_spec *written, tt_spec *read)
{
    tt_table *table = source(session);
    const char *into = topic(name);
    tt_produce_options options = to(into);
    options.value = written;
    tt_publisher *publisher;
    OK(tt_produce_from_table(table, &options, &publisher, &error));
    tt_produce_spec_free(written);
    tt_publisher_free(publisher);
    tt_table_free(table);
    tt_consume_options consumed = from_beginning("");
    consumed.topic = into;
    consumed.value = read;
    tt_table *records = consume(session, &consumed), *both;
    tt_spec_free(read);
    OK(tt_table_view(records, (const char *const[]){"K", "V"}, 2, &both, &error));
    tt_table_free(records);
    await_rows(both, 3);
    return both;
}

static void csv(tt_session *session)
{
    tt_produce_csv_options csv = TT_PRODUCE_CSV_OPTIONS_INIT;
    csv.columns = (const char *const[]){"V", "K"};
    csv.columns_len = 2;
    csv.header = (const char *const[]){"K", "more", "V"};
    csv.header_len = 3;
    csv.delimiter = '1';
    csv.quote = '\'';
    csv.null_text = "-";
    tt_produce_spec *written;
    OK(tt_produce_csv_spec(&csv, &written, &error));
    const tt_column columns[] = {{"V", TT_LONG, 0}, {"K", TT_STRING, 0}};
    tt_csv_options back = TT_CSV_OPTIONS_INIT;
    back.columns = columns;
    back.columns_len = 2;
    back.header = csv.header;
    back.header_len = 3;
    back.delimiter = '1';
    back.quote = '\'';
    back.null_text = "-";
    tt_spec *read;
    OK(tt_csv_spec(&back, &read, &error));
    tt_table *records = round_trip(session, "csv", written, read);
    CHECK_ROWS(records, NULL, "k0\t0\nk1\t10\nnull\t20\n");
    tt_table_free(records);
    csv.delimiter = 0xd800;
    FAILS(TT_INVALID_ARGUMENT, tt_produce_csv_spec(&csv, &written, &error));
}

static void protobuf(tt_session *session)
{
    static const tt_proto_file FILES[] = {{"m.proto",
                                           "syntax = \"proto3\"; message M { optional string key = 1; In in = 2; } "
                                           "message In { sint64 v = 1; }",
                                           0, 0}};
    const tt_mapping names[] = {{"key", "K", 0, 0}, {"in/v", "V", 0, 0}};
    tt_protobuf_options described = TT_PROTOBUF_OPTIONS_INIT;
    described.files = FILES;
    described.files_len = 1;
    described.names = names;
    described.names_len = 2;
    described.protocol = TT_RAW;
    tt_produce_protobuf_options protobuf = TT_PRODUCE_PROTOBUF_OPTIONS_INIT;
    protobuf.described = &described;
    tt_produce_spec *written;
    OK(tt_produce_protobuf_spec(&protobuf, &written, &error));
    tt_spec *read;
    OK(tt_protobuf_spec(&described, &read, &error));
    tt_table *records = round_trip(session, "protobuf", written, read);
    CHECK_ROWS(records, NULL, "k0\t0\nk1\t10\nnull\t20\n");
    tt_table_free(records);
}

/* A Protobuf message that is made of the columns. */
static void published_protobuf(tt_session *session)
{
    tt_protobuf_options described = TT_PROTOBUF_OPTIONS_INIT;
    described.message = "c.M";
    described.protocol = TT_RAW;
    tt_produce_protobuf_options protobuf = TT_PRODUCE_PROTOBUF_OPTIONS_INIT;
    protobuf.described = &described;
    protobuf.columns = (const char *const[]){"K", "V"};
    protobuf.columns_len = 2;
    tt_produce_spec *written;
    OK(tt_produce_protobuf_spec(&protobuf, &written, &error));
    static const tt_proto_file FILES[] = {
        {"m.proto", "syntax = \"proto3\"; message M { optional string K = 1; optional int64 V = 2; }", 0, 0}};
    described = (tt_protobuf_options)TT_PROTOBUF_OPTIONS_INIT;
    described.files = FILES;
    described.files_len = 1;
    described.protocol = TT_RAW;
    tt_spec *read;
    OK(tt_protobuf_spec(&described, &read, &error));
    tt_table *records = round_trip(session, "protobuf-published", written, read);
    CHECK_ROWS(records, NULL, "k0\t0\nk1\t10\nnull\t20\n");
    tt_table_free(records);
}

static int dropped;

static void count_drop(void *context)
{
    CHECK(context == &dropped);
    dropped++;
}

static void release_payloads(struct ArrowArray *array)
{
    for (int i = 0; i < 3; i++)
        free((void *)array->buffers[i]);
    free(array->buffers);
    array->release = NULL;
}

/* Writes V of each row as two digits; null for 10, and 20 is bad. */
static int32_t two_digits(void *context, const struct ArrowArray *rows, struct ArrowArray *payloads, tt_rejects *rejects)
{
    CHECK(context == &dropped && rows->n_children == 2 && rows->offset == 0);
    const struct ArrowArray *numbers = rows->children[1];
    const int64_t *values = (const int64_t *)numbers->buffers[1] + numbers->offset;
    if (rows->length != 3) {
        tt_rejects_add(rejects, -1, NULL, "three rows only");
        return 1;
    }
    const void **buffers = calloc(3, sizeof *buffers);
    uint8_t *valid = calloc(1, 64);
    int32_t *offsets = calloc(4, sizeof *offsets);
    char *bytes = calloc(1, 64);
    for (int64_t row = 0; row < rows->length; row++) {
        if (values[row] != 10)
            valid[0] |= (uint8_t)(1 << row);
        snprintf(bytes + 2 * row, 3, "%02d", (int)values[row]);
        offsets[row + 1] = (int32_t)(2 * (row + 1));
        if (values[row] == 20)
            tt_rejects_add(rejects, row, "V", "twenty");
    }
    buffers[0] = valid;
    buffers[1] = offsets;
    buffers[2] = bytes;
    *payloads = (struct ArrowArray){.length = 3, .null_count = 1, .n_buffers = 3, .buffers = buffers,
                                    .release = release_payloads};
    return 0;
}

static void serializers(tt_session *session)
{
    const char *const columns[] = {"K", "V"};
    const tt_serializer serializer = {&dropped, two_digits, count_drop};
    tt_table *table = source(session);
    const char *into = topic("serializer");
    tt_produce_options options = to(into);
    const tt_property properties[] = {*bootstrap(), {"topictable.publish.on.error", "skip", 0, 0}};
    tt_produce_spec *value;
    OK(tt_produce_serializer_spec(columns, 2, &serializer, &value, &error));
    tt_publisher *publisher;
    options.value = value;
    FAILS(TT_INVALID_ARGUMENT, tt_produce_from_table(table, &options, &publisher, &error));
    CHECK_PART(tt_error_message(error), "row 2, column \"V\" cannot be written as a value: twenty");
    options.properties = properties;
    options.properties_len = 2;
    into = topic("serializer-skip");
    options.topic = into;
    OK(tt_produce_from_table(table, &options, &publisher, &error));
    tt_publisher_status status;
    OK(tt_publisher_get_status(publisher, &status, NULL, &error));
    CHECK(status.records == 2 && status.bad_rows == 1);
    CHECK_INT(dropped, 0);
    tt_produce_spec_free(value);
    tt_publisher_free(publisher);
    tt_table *records = back(session, into), *values;
    await_rows(records, 2);
    OK(tt_table_view(records, (const char *const[]){"Value"}, 1, &values, &error));
    CHECK_ROWS(values, NULL, "00\nnull\n");
    tt_table_free(records);
    tt_table_free(values);
    CHECK_INT(dropped, 1);
    tt_table *two;
    OK(tt_table_where(table, (const char *const[]){"V > 0"}, 1, &two, &error));
    OK(tt_produce_serializer_spec(columns, 2, &serializer, &value, &error));
    options.value = value;
    options.properties_len = 1;
    FAILS(TT_INVALID_ARGUMENT, tt_produce_from_table(two, &options, &publisher, &error));
    CHECK_PART(tt_error_message(error), "column \"K\" cannot be written as a value: the serializer failed: three rows only");
    tt_produce_spec_free(value);
    CHECK_INT(dropped, 2);
    tt_table_free(two);
    tt_table_free(table);
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
    serializers(session);
    csv(session);
    protobuf(session);
    published_protobuf(session);
    transactions(session);
    avro(session);
    changes(session);
    refused(session);
    tt_session_free(session);
    return 0;
}
