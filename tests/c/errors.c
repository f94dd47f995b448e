/* What is refused, how the error reads, and what becomes of the outputs. */
#include "topics.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

/* Not the beginning of any UTF-8 character. */
#define BAD_UTF8 "A\xff"

/* Consuming with these options fails; no table is made. */
#define REFUSES(status, options) \
    do { \
        tt_table *refused = (tt_table *)&error; \
        FAILS(status, tt_consume_to_table(session, &(options), &refused, &error)); \
        CHECK(refused == NULL); \
    } while (0)

static void error_objects(void)
{
    tt_session_options options = TT_SESSION_OPTIONS_INIT;
    tt_session *session = (tt_session *)&options;
    options.properties = (tt_property[]){{"topictable.no.such", "1", 0, 0}};
    options.properties_len = 1;
    FAILS(TT_INVALID_ARGUMENT, tt_session_open(&options, &session, &error));
    CHECK(session == NULL);
    CHECK_INT(tt_error_code(error), TT_INVALID_ARGUMENT);
    CHECK_PART(tt_error_message(error), "topictable.no.such");
    CHECK_TEXT(tt_error_detail(error, "property"), "topictable.no.such");
    CHECK_TEXT(tt_error_detail(error, "no such detail"), NULL);
    CHECK_TEXT(tt_error_detail(error, ""), NULL);
    CHECK_TEXT(tt_error_detail(error, BAD_UTF8), NULL);

    options.properties = (tt_property[]){{"topictable.cycle.min.ms", "soon", 0, 0}};
    FAILS(TT_INVALID_ARGUMENT, tt_session_open(&options, &session, &error));
    CHECK_TEXT(tt_error_detail(error, "property"), "topictable.cycle.min.ms");

    /* What is in the place for the error before the call is overwritten, not freed: on success by NULL. */
    tt_error *old = (tt_error *)&options;
    options.properties = (tt_property[]){{"topictable.cycle.min.ms!", "5!", 23, 1}};
    CHECK_INT(tt_session_open(&options, &session, &old), TT_OK);
    CHECK(old == NULL);
    tt_session_free(session);
}

/* A NUL inside a text does not cut the message short. */
static void nul_in_message(tt_session *session)
{
    tt_consume_options options = from_beginning("pairs");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    options.topic = "one\0two";
    options.topic_len = 7;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_PART(tt_error_message(error), "one");
    CHECK_PART(tt_error_message(error), "two");
    tt_spec_free(value);
}

static void unknown_codes(tt_session *session)
{
    const int32_t types[] = {-1, 14, 1000, INT32_MAX, INT32_MIN};
    tt_spec *spec;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        tt_column column = {"A", types[i], 0};
        FAILS(TT_INVALID_ARGUMENT, tt_simple_spec("A", types[i], &spec, &error));
        CHECK(spec == NULL);
        FAILS(TT_INVALID_ARGUMENT, tt_json_spec(&column, 1, NULL, 0, &spec, &error));
        CHECK(spec == NULL);
    }
    /* Only a simple spec has a default. */
    FAILS(TT_INVALID_ARGUMENT, tt_json_spec(&(tt_column){"A", 0, 0}, 1, NULL, 0, &spec, &error));

    tt_spec *value = simple_spec("Value", TT_LONG);
    tt_consume_options options = from_beginning("pairs");
    options.value = value;
    options.type.kind = 3;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_TEXT(tt_error_detail(error, "argument"), "options.type");
    options.type.kind = -1;
    REFUSES(TT_INVALID_ARGUMENT, options);
    options.type = tt_append();
    options.offsets = -4;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_PART(tt_error_message(error), "TT_SEEK_TO_BEGINNING");
    options.offsets = INT64_MIN;
    REFUSES(TT_INVALID_ARGUMENT, options);
    tt_spec_free(value);
}

/* Options that were not initialised, or that are of another version. */
static void sizes(tt_session *session, tt_table *table)
{
    tt_session *refused;
    tt_session_options of_session = TT_SESSION_OPTIONS_INIT;
    of_session.size = 0;
    FAILS(TT_INVALID_ARGUMENT, tt_session_open(&of_session, &refused, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "options");
    of_session.size = sizeof of_session - 1;
    FAILS(TT_INVALID_ARGUMENT, tt_session_open(&of_session, &refused, &error));

    tt_consume_options of_consume = from_beginning("pairs");
    of_consume.size = 0;
    REFUSES(TT_INVALID_ARGUMENT, of_consume);
    CHECK_TEXT(tt_error_detail(error, "argument"), "options");

    tt_snapshot_options of_snapshot = TT_SNAPSHOT_OPTIONS_INIT;
    struct ArrowArrayStream rows;
    of_snapshot.size--;
    FAILS(TT_INVALID_ARGUMENT, tt_table_snapshot(table, &of_snapshot, &rows, &error));
    CHECK(rows.release == NULL);

    /* A larger structure is that of a newer header: what is known of it is read. */
    struct {
        tt_snapshot_options known;
        uint64_t added;
    } newer = {TT_SNAPSHOT_OPTIONS_INIT, 1};
    newer.known.size = sizeof newer;
    OK(tt_table_snapshot(table, &newer.known, &rows, &error));
    rows.release(&rows);
}

#define BAD_TEXT(call) \
    do { \
        FAILS(TT_INVALID_ARGUMENT, call); \
        CHECK_PART(tt_error_message(error), "is not UTF-8"); \
    } while (0)

static void bad_text_in_specs(void)
{
    tt_spec *spec;
    BAD_TEXT(tt_simple_spec(BAD_UTF8, TT_INT, &spec, &error));
    BAD_TEXT(tt_simple_spec_n(BAD_UTF8, 2, TT_INT, &spec, &error));
    /* A character that is cut off by the length. */
    BAD_TEXT(tt_simple_spec_n("\xc3\xbc", 1, TT_INT, &spec, &error));
    BAD_TEXT(tt_json_spec(&(tt_column){BAD_UTF8, TT_INT, 0}, 1, NULL, 0, &spec, &error));
    tt_column column = {"A", TT_INT, 0};
    BAD_TEXT(tt_json_spec(&column, 1, &(tt_mapping){BAD_UTF8, "A", 0, 0}, 1, &spec, &error));
    BAD_TEXT(tt_json_spec(&column, 1, &(tt_mapping){"a", BAD_UTF8, 0, 0}, 1, &spec, &error));
    CHECK(spec == NULL);
}

static void bad_text_in_options(tt_session *session, tt_table *table)
{
    tt_session *no_session;
    tt_table *no_table;
    struct ArrowArrayStream rows;
    tt_session_options of_session = TT_SESSION_OPTIONS_INIT;
    of_session.properties = (tt_property[]){{BAD_UTF8, "1", 0, 0}};
    of_session.properties_len = 1;
    BAD_TEXT(tt_session_open(&of_session, &no_session, &error));
    of_session.properties = (tt_property[]){{"topictable.cycle.min.ms", BAD_UTF8, 0, 0}};
    BAD_TEXT(tt_session_open(&of_session, &no_session, &error));

    tt_consume_options of_consume = from_beginning("pairs");
    of_consume.topic = BAD_UTF8;
    BAD_TEXT(tt_consume_to_table(session, &of_consume, &no_table, &error));
    of_consume = from_beginning("pairs");
    of_consume.properties = (tt_property[]){{BAD_UTF8, "1", 0, 0}};
    BAD_TEXT(tt_consume_to_table(session, &of_consume, &no_table, &error));
    of_consume.properties = (tt_property[]){{"bootstrap.servers", BAD_UTF8, 0, 0}};
    BAD_TEXT(tt_consume_to_table(session, &of_consume, &no_table, &error));

    tt_snapshot_options of_snapshot = TT_SNAPSHOT_OPTIONS_INIT;
    of_snapshot.columns = (const char *[]){BAD_UTF8};
    of_snapshot.columns_len = 1;
    BAD_TEXT(tt_table_snapshot(table, &of_snapshot, &rows, &error));
}

static void bad_text_in_operations(tt_table *table)
{
    tt_table *none;
    const char *bad[] = {BAD_UTF8}, *good[] = {"Key"};
    BAD_TEXT(tt_table_where(table, bad, 1, &none, &error));
    BAD_TEXT(tt_table_view(table, bad, 1, &none, &error));
    BAD_TEXT(tt_table_last_by(table, bad, 1, &none, &error));
    BAD_TEXT(tt_table_sum_by(table, bad, 1, &none, &error));
    BAD_TEXT(tt_table_count_by(table, "Rows", bad, 1, &none, &error));
    BAD_TEXT(tt_table_count_by(table, BAD_UTF8, good, 1, &none, &error));
    CHECK(none == NULL);
}

static void operations(tt_table *table)
{
    tt_table *none;
    const char *unknown[] = {"Nothing"};
    FAILS(TT_NOT_FOUND, tt_table_where(table, (const char *[]){"Nothing > 1"}, 1, &none, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "Nothing");
    FAILS(TT_INVALID_ARGUMENT, tt_table_where(table, (const char *[]){"Value > `text`"}, 1, &none, &error));
    FAILS(TT_NOT_FOUND, tt_table_view(table, unknown, 1, &none, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "Nothing");
    FAILS(TT_INVALID_ARGUMENT, tt_table_view(table, (const char *[]){"Key", "Key = Value"}, 2, &none, &error));
    FAILS(TT_NOT_FOUND, tt_table_last_by(table, unknown, 1, &none, &error));
    FAILS(TT_NOT_FOUND, tt_table_sum_by(table, unknown, 1, &none, &error));
    FAILS(TT_NOT_FOUND, tt_table_count_by(table, "Rows", unknown, 1, &none, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_count_by(table, "Key", (const char *[]){"Key"}, 1, &none, &error));
    /* A time has no sum. */
    FAILS(TT_UNSUPPORTED, tt_table_sum_by(table, (const char *[]){"Key"}, 1, &none, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "KafkaTimestamp");
    FAILS(TT_INVALID_ARGUMENT, tt_table_view(table, (const char *[]){"Double = Value * `two`"}, 1, &none, &error));
    CHECK_PART(tt_error_message(error), "Value * `two`\n");
    CHECK(none == NULL);
}

static void refused_specs(tt_session *session)
{
    tt_consume_options options = from_beginning("pairs");
    tt_spec *ignore, *offset = simple_spec("KafkaOffset", TT_STRING), *value = simple_spec("Value", TT_LONG);
    OK(tt_ignore_spec(&ignore, &error));
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_PART(tt_error_message(error), "ignore both");
    options.key = options.value = ignore;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_PART(tt_error_message(error), "ignore both");

    options.key = offset;
    options.value = value;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_PART(tt_error_message(error), "[KafkaOffset]");
    CHECK_TEXT(tt_error_detail(error, "column"), "KafkaOffset");
    options.key = value;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_TEXT(tt_error_detail(error, "column"), "Value");

    /* Kafka has no such deserializers. */
    tt_spec *boolean = simple_spec("Flag", TT_BOOLEAN), *unknown = simple_spec("Value", 0);
    options.key = NULL;
    options.value = boolean;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_TEXT(tt_error_detail(error, "column"), "Flag");
    options.value = unknown;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_PART(tt_error_message(error), "deephaven.value.column.type");

    tt_spec *all[] = {ignore, offset, value, boolean, unknown};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        tt_spec_free(all[i]);
}

/* Specs are looked at when they are used: a JSON spec may be refused by either call. */
static void refused_json(tt_session *session, const tt_column *columns, size_t columns_len, const tt_mapping *mapping,
                         size_t mapping_len, const char *column)
{
    tt_spec *spec;
    tt_consume_options options = from_beginning("trades");
    int32_t status = tt_json_spec(columns, columns_len, mapping, mapping_len, &spec, NULL);
    if (status == TT_OK) {
        options.value = spec;
        REFUSES(TT_INVALID_ARGUMENT, options);
    } else {
        FAILS(TT_INVALID_ARGUMENT, tt_json_spec(columns, columns_len, mapping, mapping_len, &spec, &error));
    }
    CHECK_TEXT(tt_error_detail(error, "column"), column);
    tt_spec_free(spec);
}

static void refused_json_specs(tt_session *session)
{
    const tt_column uuid = {"Id", TT_UUID, 0}, bytes = {"Data", TT_BYTES, 0};
    const tt_column twice[] = {{"A", TT_INT, 0}, {"A", TT_LONG, 0}}, *once = twice;
    const tt_mapping elsewhere = {"a", "B", 0, 0}, both[] = {{"a", "A", 0, 0}, {"b", "A", 0, 0}};
    refused_json(session, NULL, 0, NULL, 0, NULL);
    refused_json(session, &uuid, 1, NULL, 0, "Id");
    refused_json(session, &bytes, 1, NULL, 0, "Data");
    refused_json(session, twice, 2, NULL, 0, "A");
    refused_json(session, once, 1, &elsewhere, 1, "B");
    refused_json(session, once, 1, both, 2, "A");
}

/* What is wrong in a model is told with its place. */
static void refused_models(void)
{
    const struct {
        const char *model, *pointer;
    } cases[] = {
        {"{\"object\": {\"fields\": [{\"name\": \"a\", \"value\": \"inte\"}]}}", "/object/fields/0/value"},
        {"{\"array\": {\"element\": {\"int\": {\"allowd\": 1}}}}", "/array/element/int/allowd"},
        {"{\"array\": {\"element\": {\"int\": {\"allowed_types\": [\"bool\"]}}}}", "/array/element"},
    };
    tt_spec *spec;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FAILS(TT_INVALID_ARGUMENT, tt_object_spec(cases[i].model, &spec, &error));
        CHECK(spec == NULL);
        CHECK_TEXT(tt_error_detail(error, "pointer"), cases[i].pointer);
    }
    FAILS(TT_INVALID_ARGUMENT, tt_object_spec("{", &spec, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_object_spec("", &spec, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_object_spec("\"int\" and more", &spec, &error));
    OK(tt_object_spec_n("\"int\" and more", 5, &spec, &error));
    tt_spec_free(spec);
}

static void refused_options(tt_session *session)
{
    tt_spec *value = simple_spec("Value", TT_LONG);
    tt_consume_options options = from_beginning("pairs");
    options.value = value;
    options.properties = NULL;
    options.properties_len = 0;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_TEXT(tt_error_detail(error, "property"), "bootstrap.servers");

    tt_property properties[] = {*bootstrap(), {"default.api.timeout.ms", "a while", 0, 0}};
    options.properties = properties;
    options.properties_len = 2;
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_TEXT(tt_error_detail(error, "property"), "default.api.timeout.ms");
    properties[1] = (tt_property){"topictable.no.such", "1", 0, 0};
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_TEXT(tt_error_detail(error, "property"), "topictable.no.such");
    properties[1] = (tt_property){"fetch.min.bytes", "many", 0, 0};
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_TEXT(tt_error_detail(error, "property"), "fetch.min.bytes");

    options.properties_len = 1;
    options.type = tt_ring(0);
    REFUSES(TT_INVALID_ARGUMENT, options);
    CHECK_PART(tt_error_message(error), "capacity must be positive");
    options.type = tt_append();
    options.topic = "";
    REFUSES(TT_INVALID_ARGUMENT, options);
    tt_spec_free(value);
}

static void unknown_topic(tt_session *session)
{
    tt_spec *value = simple_spec("Value", TT_LONG);
    tt_consume_options options = from_beginning("nowhere");
    options.value = value;
    REFUSES(TT_NOT_FOUND, options);
    CHECK_PART(tt_error_message(error), topic_name("nowhere"));
    CHECK_TEXT(tt_error_detail(error, "topic"), topic_name("nowhere"));
    tt_spec_free(value);
}

/* No answer in time, from an address that the message names. */
static void no_answer(tt_session *session, const char *address)
{
    const tt_property properties[] = {{"bootstrap.servers", address, 0, 0}, {"default.api.timeout.ms", "1500", 0, 0}};
    tt_spec *value = simple_spec("Value", TT_LONG);
    tt_consume_options options = from_beginning("pairs");
    options.value = value;
    options.properties = properties;
    options.properties_len = 2;
    int64_t begin = now_ms();
    REFUSES(TT_TIMEOUT, options);
    CHECK(now_ms() - begin < 5000);
    CHECK_PART(tt_error_message(error), address);
    CHECK_TEXT(tt_error_detail(error, "bootstrap.servers"), address);
    tt_spec_free(value);
}

/* Nobody listens at the one address; at the other somebody does, and says nothing. */
static void no_broker(tt_session *session)
{
    no_answer(session, "127.0.0.1:1");

    int silent = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    char text[32];
    CHECK_INT(bind(silent, (struct sockaddr *)&address, len), 0);
    CHECK_INT(listen(silent, 8), 0);
    CHECK_INT(getsockname(silent, (struct sockaddr *)&address, &len), 0);
    snprintf(text, sizeof text, "127.0.0.1:%d", ntohs(address.sin_port));
    no_answer(session, text);
    close(silent);
}

int main(void)
{
    error_objects();
    tt_session *session = open_session();
    tt_table *table = consume_pairs(session, tt_append());
    nul_in_message(session);
    unknown_codes(session);
    sizes(session, table);
    bad_text_in_specs();
    bad_text_in_options(session, table);
    bad_text_in_operations(table);
    operations(table);
    refused_specs(session);
    refused_json_specs(session);
    refused_models();
    refused_options(session);
    unknown_topic(session);
    no_broker(session);
    FAILS(TT_INVALID_ARGUMENT, tt_session_release(session, &error));
    forget_error();
    tt_table_free(table);
    tt_session_free(session);
    return 0;
}
