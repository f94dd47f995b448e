/*
 * NULL for every pointer of every function: an error that names the argument, or no effect where NULL means nothing.
 * Outputs are zero afterwards, and the place for the error may be NULL as well.
 */
#include "topics.h"

/* The last argument of every call below: with and without a place for the error. */
static tt_error **place;

/* A call that is refused because of an argument. */
#define REFUSES(argument, call) \
    do { \
        place = NULL; \
        CHECK_INT(call, TT_INVALID_ARGUMENT); \
        place = &error; \
        FAILS(TT_INVALID_ARGUMENT, call); \
        CHECK_TEXT(tt_error_detail(error, "argument"), argument); \
        CHECK_PART(tt_error_message(error), argument); \
    } while (0)

/* The same, with an output that held something before and is zero afterwards. */
#define CLEARS(output, argument, call) \
    do { \
        memset(&(output), 0xaa, sizeof(output)); \
        REFUSES(argument, call); \
        CHECK(is_zero(&(output), sizeof(output))); \
    } while (0)

static int is_zero(const void *memory, size_t size)
{
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return 0;
    return 1;
}

static void frees(void)
{
    tt_error_free(NULL);
    tt_spec_free(NULL);
    tt_session_free(NULL);
    tt_table_free(NULL);
    tt_subscription_free(NULL);
    tt_change_free(NULL);
    tt_produce_spec_free(NULL);
    tt_publisher_free(NULL);
}

static void publishers(tt_table *table)
{
    tt_produce_spec *spec;
    tt_publisher *publisher;
    tt_publisher_status status;
    tt_mapping no_field = {NULL, "A", 0, 0};
    REFUSES("spec", tt_produce_simple_spec("A", NULL, place));
    CLEARS(spec, "column", tt_produce_simple_spec(NULL, &spec, place));
    CLEARS(spec, "column", tt_produce_simple_spec_n(NULL, 1, &spec, place));
    CLEARS(spec, "column", tt_produce_raw_spec(NULL, "a.Serializer", &spec, place));
    CLEARS(spec, "serializer", tt_produce_raw_spec("A", NULL, &spec, place));
    tt_produce_json_options json = TT_PRODUCE_JSON_OPTIONS_INIT;
    REFUSES("spec", tt_produce_json_spec(&json, NULL, place));
    json.columns_len = json.mapping_len = 1;
    CLEARS(spec, "options.columns", tt_produce_json_spec(&json, &spec, place));
    json.columns = (const char *[]){NULL};
    CLEARS(spec, "options.columns[0]", tt_produce_json_spec(&json, &spec, place));
    json.columns_len = 0;
    CLEARS(spec, "options.mapping", tt_produce_json_spec(&json, &spec, place));
    json.mapping = &no_field;
    CLEARS(spec, "options.mapping[0].field", tt_produce_json_spec(&json, &spec, place));
    tt_produce_avro_options avro = TT_PRODUCE_AVRO_OPTIONS_INIT;
    REFUSES("spec", tt_produce_avro_spec(&avro, NULL, place));
    CLEARS(spec, "options", tt_produce_avro_spec(NULL, &spec, place));
    CLEARS(spec, "options.schema", tt_produce_avro_spec(&avro, &spec, place));
    avro.subject = "s";
    avro.digits_len = avro.mapping_len = avro.columns_len = 1;
    CLEARS(spec, "options.digits", tt_produce_avro_spec(&avro, &spec, place));
    avro.digits_len = 0;
    CLEARS(spec, "options.mapping", tt_produce_avro_spec(&avro, &spec, place));
    avro.mapping_len = 0;
    CLEARS(spec, "options.columns", tt_produce_avro_spec(&avro, &spec, place));
    tt_produce_csv_options csv = TT_PRODUCE_CSV_OPTIONS_INIT;
    REFUSES("spec", tt_produce_csv_spec(&csv, NULL, place));
    csv.columns_len = csv.header_len = 1;
    CLEARS(spec, "options.columns", tt_produce_csv_spec(&csv, &spec, place));
    csv.columns_len = 0;
    CLEARS(spec, "options.header", tt_produce_csv_spec(&csv, &spec, place));
    tt_protobuf_options described = TT_PROTOBUF_OPTIONS_INIT;
    tt_produce_protobuf_options protobuf = TT_PRODUCE_PROTOBUF_OPTIONS_INIT;
    REFUSES("spec", tt_produce_protobuf_spec(&protobuf, NULL, place));
    CLEARS(spec, "options", tt_produce_protobuf_spec(NULL, &spec, place));
    CLEARS(spec, "options.described", tt_produce_protobuf_spec(&protobuf, &spec, place));
    protobuf.described = &described;
    described.files_len = protobuf.columns_len = 1;
    CLEARS(spec, "options.files", tt_produce_protobuf_spec(&protobuf, &spec, place));
    described.files_len = 0;
    CLEARS(spec, "options.columns", tt_produce_protobuf_spec(&protobuf, &spec, place));
    tt_serializer serializer = {NULL, NULL, NULL};
    REFUSES("spec", tt_produce_serializer_spec(NULL, 0, &serializer, NULL, place));
    CLEARS(spec, "serializer", tt_produce_serializer_spec(NULL, 0, NULL, &spec, place));
    CLEARS(spec, "serializer.serialize", tt_produce_serializer_spec(NULL, 0, &serializer, &spec, place));
    CLEARS(spec, "columns", tt_produce_serializer_spec(NULL, 1, &serializer, &spec, place));
    tt_produce_options options = TT_PRODUCE_OPTIONS_INIT;
    REFUSES("publisher", tt_produce_from_table(table, &options, NULL, place));
    CLEARS(publisher, "table", tt_produce_from_table(NULL, &options, &publisher, place));
    CLEARS(publisher, "options", tt_produce_from_table(table, NULL, &publisher, place));
    options.properties_len = 1;
    CLEARS(publisher, "options.properties", tt_produce_from_table(table, &options, &publisher, place));
    REFUSES("status", tt_publisher_get_status(NULL, NULL, NULL, place));
    memset(&status, 0xaa, sizeof status);
    REFUSES("publisher", tt_publisher_get_status(NULL, &status, NULL, place));
    CHECK(status.state == 0 && status.records == 0 && status.delivered == 0);
    CHECK(status.unsent == 0 && status.bad_rows == 0);
    REFUSES("publisher", tt_publisher_stop(NULL, place));
}

static void errors(void)
{
    CHECK_INT(tt_error_code(NULL), TT_OK);
    CHECK_TEXT(tt_error_message(NULL), "");
    CHECK_TEXT(tt_error_detail(NULL, "topic"), NULL);
    CHECK_TEXT(tt_error_detail(NULL, NULL), NULL);
    FAILS(TT_INVALID_ARGUMENT, tt_session_close(NULL, &error));
    CHECK_TEXT(tt_error_detail(error, NULL), NULL);
}

static void specs(void)
{
    tt_spec *spec;
    tt_column column = {"A", TT_INT, 0}, unnamed = {NULL, TT_INT, 0};
    tt_mapping no_field = {NULL, "A", 0, 0}, no_column = {"a", NULL, 0, 0};

    REFUSES("spec", tt_ignore_spec(NULL, place));
    REFUSES("spec", tt_simple_spec("A", TT_INT, NULL, place));
    REFUSES("spec", tt_simple_spec_n("A", 1, TT_INT, NULL, place));
    REFUSES("spec", tt_object_spec("\"int\"", NULL, place));
    CLEARS(spec, "model", tt_object_spec(NULL, &spec, place));
    REFUSES("spec", tt_object_spec_n("\"int\"", 5, NULL, place));
    CLEARS(spec, "model", tt_object_spec_n(NULL, 5, &spec, place));
    REFUSES("spec", tt_json_spec(&column, 1, NULL, 0, NULL, place));
    CLEARS(spec, "columns", tt_json_spec(NULL, 1, NULL, 0, &spec, place));
    CLEARS(spec, "columns[0].name", tt_json_spec(&unnamed, 1, NULL, 0, &spec, place));
    CLEARS(spec, "mapping", tt_json_spec(&column, 1, NULL, 1, &spec, place));
    CLEARS(spec, "mapping[0].field", tt_json_spec(&column, 1, &no_field, 1, &spec, place));
    CLEARS(spec, "mapping[0].column", tt_json_spec(&column, 1, &no_column, 1, &spec, place));
    REFUSES("spec", tt_msgpack_spec(&column, 1, NULL, 0, NULL, place));
    CLEARS(spec, "columns", tt_msgpack_spec(NULL, 1, NULL, 0, &spec, place));
    CLEARS(spec, "columns[0].name", tt_msgpack_spec(&unnamed, 1, NULL, 0, &spec, place));
    CLEARS(spec, "mapping", tt_msgpack_spec(&column, 1, NULL, 1, &spec, place));
    CLEARS(spec, "mapping[0].field", tt_msgpack_spec(&column, 1, &no_field, 1, &spec, place));
    CLEARS(spec, "mapping[0].column", tt_msgpack_spec(&column, 1, &no_column, 1, &spec, place));

    tt_avro_options avro = TT_AVRO_OPTIONS_INIT;
    REFUSES("spec", tt_avro_spec(&avro, NULL, place));
    CLEARS(spec, "options", tt_avro_spec(NULL, &spec, place));
    CLEARS(spec, "options.schema", tt_avro_spec(&avro, &spec, place));
    avro.subject = "trades-value";
    avro.mapping_len = avro.writers_len = 1;
    CLEARS(spec, "options.mapping", tt_avro_spec(&avro, &spec, place));
    avro.mapping = &no_column;
    CLEARS(spec, "mapping[0].column", tt_avro_spec(&avro, &spec, place));
    avro.mapping_len = 0;
    CLEARS(spec, "options.writers", tt_avro_spec(&avro, &spec, place));

    tt_csv_options csv = TT_CSV_OPTIONS_INIT;
    REFUSES("spec", tt_csv_spec(&csv, NULL, place));
    CLEARS(spec, "options", tt_csv_spec(NULL, &spec, place));
    csv.columns_len = csv.header_len = 1;
    CLEARS(spec, "options.columns", tt_csv_spec(&csv, &spec, place));
    csv.columns = &unnamed;
    CLEARS(spec, "options.columns[0].name", tt_csv_spec(&csv, &spec, place));
    csv.columns = &column;
    CLEARS(spec, "options.header", tt_csv_spec(&csv, &spec, place));

    tt_proto_file no_path = {NULL, "", 0, 0}, no_text = {"a.proto", NULL, 0, 0};
    tt_protobuf_options options = TT_PROTOBUF_OPTIONS_INIT;
    REFUSES("spec", tt_protobuf_spec(&options, NULL, place));
    CLEARS(spec, "options", tt_protobuf_spec(NULL, &spec, place));
    CLEARS(spec, "options", tt_protobuf_spec(&options, &spec, place));
    options.files_len = 1;
    CLEARS(spec, "options.files", tt_protobuf_spec(&options, &spec, place));
    options.files = &no_path;
    CLEARS(spec, "options.files[0].path", tt_protobuf_spec(&options, &spec, place));
    options.files = &no_text;
    CLEARS(spec, "options.files[0].text", tt_protobuf_spec(&options, &spec, place));
    options = (tt_protobuf_options)TT_PROTOBUF_OPTIONS_INIT;
    options.descriptors_len = 1;
    CLEARS(spec, "options.descriptors", tt_protobuf_spec(&options, &spec, place));
    options = (tt_protobuf_options)TT_PROTOBUF_OPTIONS_INIT;
    options.subject = "s";
    options.include_len = 1;
    CLEARS(spec, "options.include", tt_protobuf_spec(&options, &spec, place));
    options.include = (const char *[]){NULL};
    CLEARS(spec, "options.include[0]", tt_protobuf_spec(&options, &spec, place));
    options.include_len = 0;
    options.names_len = 1;
    CLEARS(spec, "options.names", tt_protobuf_spec(&options, &spec, place));
    tt_parser parser = {NULL, NULL, NULL};
    REFUSES("spec", tt_parser_spec(&column, 1, &parser, NULL, place));
    CLEARS(spec, "columns", tt_parser_spec(NULL, 1, &parser, &spec, place));
    CLEARS(spec, "columns[0].name", tt_parser_spec(&unnamed, 1, &parser, &spec, place));
    CLEARS(spec, "parser", tt_parser_spec(&column, 1, NULL, &spec, place));
    CLEARS(spec, "parser.parse", tt_parser_spec(&column, 1, &parser, &spec, place));
    REFUSES("spec", tt_parser_spec_of_schema(NULL, &parser, NULL, place));
    CLEARS(spec, "columns", tt_parser_spec_of_schema(NULL, &parser, &spec, place));
    tt_rejects_add(NULL, 0, "field", "nothing");
    tt_rejects_add(NULL, 0, NULL, NULL);

    /* The name of a simple spec may come from the properties: NULL is no mistake there. */
    CHECK_INT(tt_simple_spec(NULL, 0, &spec, NULL), TT_OK);
    tt_spec_free(spec);
    CHECK_INT(tt_simple_spec_n(NULL, 7, 0, &spec, NULL), TT_OK);
    tt_spec_free(spec);
}

static void sessions(void)
{
    tt_session *session;
    tt_property nameless = {NULL, "10", 0, 0}, valueless = {"topictable.cycle.min.ms", NULL, 0, 0};
    tt_session_options options = TT_SESSION_OPTIONS_INIT;

    REFUSES("session", tt_session_open(NULL, NULL, place));
    options.properties_len = 1;
    CLEARS(session, "options.properties", tt_session_open(&options, &session, place));
    options.properties = &nameless;
    CLEARS(session, "options.properties[0].name", tt_session_open(&options, &session, place));
    options.properties = &valueless;
    CLEARS(session, "options.properties[0].value", tt_session_open(&options, &session, place));
    REFUSES("session", tt_session_close(NULL, place));
    REFUSES("session", tt_session_hold(NULL, place));
    REFUSES("session", tt_session_release(NULL, place));
}

static void consuming(tt_session *session)
{
    tt_table *table;
    tt_spec *value = simple_spec("Value", TT_LONG);
    tt_property nameless = {NULL, "x", 0, 0}, valueless = {"bootstrap.servers", NULL, 0, 0};
    tt_consume_options options = from_beginning("pairs");
    options.value = value;

    REFUSES("table", tt_consume_to_table(session, &options, NULL, place));
    CLEARS(table, "session", tt_consume_to_table(NULL, &options, &table, place));
    CLEARS(table, "options", tt_consume_to_table(session, NULL, &table, place));
    options.topic = NULL;
    CLEARS(table, "options.topic", tt_consume_to_table(session, &options, &table, place));
    options.topic_len = 3;
    CLEARS(table, "options.topic", tt_consume_to_table(session, &options, &table, place));
    options = from_beginning("pairs");
    options.value = value;
    options.partitions_len = 1;
    CLEARS(table, "options.partitions", tt_consume_to_table(session, &options, &table, place));
    options.partitions_len = 0;
    options.properties = NULL;
    CLEARS(table, "options.properties", tt_consume_to_table(session, &options, &table, place));
    options.properties = &nameless;
    CLEARS(table, "options.properties[0].name", tt_consume_to_table(session, &options, &table, place));
    options.properties = &valueless;
    CLEARS(table, "options.properties[0].value", tt_consume_to_table(session, &options, &table, place));
    tt_spec_free(value);
}

static void tables(tt_table *table)
{
    struct ArrowSchema schema;
    struct ArrowArrayStream rows;
    uint64_t count;
    int32_t refreshing;
    tt_table *none;

    REFUSES("schema", tt_table_schema(table, NULL, place));
    CLEARS(schema, "table", tt_table_schema(NULL, &schema, place));
    REFUSES("rows", tt_table_row_count(table, NULL, place));
    CLEARS(count, "table", tt_table_row_count(NULL, &count, place));
    REFUSES("clone", tt_table_clone(table, NULL, place));
    CLEARS(none, "table", tt_table_clone(NULL, &none, place));
    REFUSES("refreshing", tt_table_is_refreshing(table, NULL, place));
    CLEARS(refreshing, "table", tt_table_is_refreshing(NULL, &refreshing, place));
    REFUSES("table", tt_table_check(NULL, place));
    REFUSES("table", tt_table_await_change(NULL, -1, place));

    REFUSES("rows", tt_table_snapshot(table, NULL, NULL, place));
    CLEARS(rows, "table", tt_table_snapshot(NULL, NULL, &rows, place));
    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.columns_len = 1;
    CLEARS(rows, "options.columns", tt_table_snapshot(table, &options, &rows, place));
    options.columns = (const char *[]){NULL};
    CLEARS(rows, "options.columns[0]", tt_table_snapshot(table, &options, &rows, place));
    CHECK_INT(tt_table_snapshot(table, NULL, &rows, NULL), TT_OK);
    rows.release(&rows);
}

static void operations(tt_table *table)
{
    tt_table *result;
    const char *filters[] = {"Value > 0", NULL}, *names[] = {"Key", NULL};

    REFUSES("result", tt_table_where(table, filters, 1, NULL, place));
    CLEARS(result, "table", tt_table_where(NULL, filters, 1, &result, place));
    CLEARS(result, "filters", tt_table_where(table, NULL, 1, &result, place));
    CLEARS(result, "filters[1]", tt_table_where(table, filters, 2, &result, place));

    REFUSES("result", tt_table_view(table, names, 1, NULL, place));
    CLEARS(result, "table", tt_table_view(NULL, names, 1, &result, place));
    CLEARS(result, "columns", tt_table_view(table, NULL, 1, &result, place));
    CLEARS(result, "columns[1]", tt_table_view(table, names, 2, &result, place));

    REFUSES("result", tt_table_last_by(table, names, 1, NULL, place));
    CLEARS(result, "table", tt_table_last_by(NULL, names, 1, &result, place));
    CLEARS(result, "keys", tt_table_last_by(table, NULL, 1, &result, place));
    CLEARS(result, "keys[1]", tt_table_last_by(table, names, 2, &result, place));

    REFUSES("result", tt_table_sum_by(table, names, 1, NULL, place));
    CLEARS(result, "table", tt_table_sum_by(NULL, names, 1, &result, place));
    CLEARS(result, "keys", tt_table_sum_by(table, NULL, 1, &result, place));
    CLEARS(result, "keys[1]", tt_table_sum_by(table, names, 2, &result, place));

    REFUSES("result", tt_table_count_by(table, "Rows", names, 1, NULL, place));
    CLEARS(result, "table", tt_table_count_by(NULL, "Rows", names, 1, &result, place));
    CLEARS(result, "column", tt_table_count_by(table, NULL, names, 1, &result, place));
    CLEARS(result, "keys", tt_table_count_by(table, "Rows", NULL, 1, &result, place));
    CLEARS(result, "keys[1]", tt_table_count_by(table, "Rows", names, 2, &result, place));
}

/* Functions of a table and of one list of texts. */
#define OF_TEXTS(function, argument) \
    do { \
        REFUSES("result", function(table, names, 1, NULL, place)); \
        CLEARS(result, "table", function(NULL, names, 1, &result, place)); \
        CLEARS(result, argument, function(table, NULL, 1, &result, place)); \
        CLEARS(result, argument "[1]", function(table, names, 2, &result, place)); \
    } while (0)

/* Functions of a table and of what else is given. */
#define OF_TABLE(function, ...) \
    do { \
        REFUSES("result", function(table, __VA_ARGS__ NULL, place)); \
        CLEARS(result, "table", function(NULL, __VA_ARGS__ &result, place)); \
    } while (0)

/* Joins; what they add is the last argument of most. */
#define OF_TWO(function, ...) \
    do { \
        REFUSES("result", function(table, table, names, 1, __VA_ARGS__ NULL, place)); \
        CLEARS(result, "left", function(NULL, table, names, 1, __VA_ARGS__ &result, place)); \
        CLEARS(result, "right", function(table, NULL, names, 1, __VA_ARGS__ &result, place)); \
        CLEARS(result, "on", function(table, table, NULL, 1, __VA_ARGS__ &result, place)); \
        CLEARS(result, "on[1]", function(table, table, names, 2, __VA_ARGS__ &result, place)); \
    } while (0)

static void more_operations(tt_session *session, tt_table *table)
{
    const char *names[] = {"Key", NULL}, *one[] = {"count(N)", NULL}, *fills[] = {"fill", NULL};
    tt_table *result;
    tt_partitioned_table *parts;
    size_t count;
    OF_TEXTS(tt_table_select, "columns");
    OF_TEXTS(tt_table_update, "columns");
    OF_TEXTS(tt_table_update_view, "columns");
    OF_TEXTS(tt_table_lazy_update, "columns");
    OF_TEXTS(tt_table_select_distinct, "columns");
    OF_TEXTS(tt_table_group_by, "keys");
    OF_TABLE(tt_table_head, 1, );
    OF_TABLE(tt_table_tail, 1, );
    OF_TABLE(tt_table_head_pct, 0.5, );
    OF_TABLE(tt_table_tail_pct, 0.5, );
    OF_TABLE(tt_table_slice, 0, 1, );
    OF_TABLE(tt_table_slice_pct, 0, 1, );
    OF_TABLE(tt_table_reverse, );
    OF_TABLE(tt_table_flatten, );
    OF_TABLE(tt_table_remove_blink, );
    OF_TABLE(tt_table_blink_to_append_only, );
    OF_TABLE(tt_table_add_only_to_blink, );
    OF_TABLE(tt_table_ring, 1, 1, );
    OF_TABLE(tt_table_freeze, );
    OF_TABLE(tt_table_meta, );
    OF_TABLE(tt_table_head_by, 1, names, 1, );
    OF_TABLE(tt_table_tail_by, 1, names, 1, );
    OF_TABLE(tt_table_ungroup, 0, names, 1, );
    OF_TABLE(tt_table_agg_by, one, 1, names, 1, );
    CLEARS(result, "aggregations", tt_table_agg_by(table, NULL, 1, names, 1, &result, place));
    CLEARS(result, "aggregations[1]", tt_table_agg_by(table, one, 2, names, 1, &result, place));
    CLEARS(result, "keys", tt_table_agg_by(table, one, 1, NULL, 1, &result, place));
    OF_TABLE(tt_table_agg_by_keeping, one, 1, names, 1, 1, NULL, );
    CLEARS(result, "aggregations", tt_table_agg_by_keeping(table, NULL, 1, names, 1, 1, NULL, &result, place));
    CLEARS(result, "keys", tt_table_agg_by_keeping(table, one, 1, NULL, 1, 1, table, &result, place));
    OF_TABLE(tt_table_keyed_transpose, one, 1, names, 1, names, 1, NULL, 0, );
    CLEARS(result, "aggregations", tt_table_keyed_transpose(table, NULL, 1, names, 1, names, 1, NULL, 0, &result, place));
    CLEARS(result, "rows", tt_table_keyed_transpose(table, one, 1, NULL, 1, names, 1, NULL, 0, &result, place));
    CLEARS(result, "columns", tt_table_keyed_transpose(table, one, 1, names, 1, NULL, 1, NULL, 0, &result, place));
    OF_TABLE(tt_table_agg_all_by, "max", names, 1, );
    CLEARS(result, "aggregation", tt_table_agg_all_by(table, NULL, names, 1, &result, place));
    OF_TABLE(tt_table_update_by, fills, 1, names, 1, );
    CLEARS(result, "operations", tt_table_update_by(table, NULL, 1, names, 1, &result, place));
    CLEARS(result, "operations[1]", tt_table_update_by(table, fills, 2, names, 1, &result, place));
    CLEARS(result, "keys", tt_table_update_by(table, fills, 1, NULL, 1, &result, place));
    OF_TABLE(tt_table_rollup, one, 1, 0, names, 1, );
    CLEARS(result, "aggregations", tt_table_rollup(table, NULL, 1, 0, names, 1, &result, place));
    CLEARS(result, "aggregations[1]", tt_table_rollup(table, one, 2, 0, names, 1, &result, place));
    CLEARS(result, "keys", tt_table_rollup(table, one, 1, 0, NULL, 1, &result, place));
    OF_TABLE(tt_table_tree, "Id", "Parent", );
    CLEARS(result, "id", tt_table_tree(table, NULL, "Parent", &result, place));
    CLEARS(result, "parent", tt_table_tree(table, "Id", NULL, &result, place));
    OF_TABLE(tt_table_with_ancestors, names, 1, "Id", "Parent", );
    CLEARS(result, "filters", tt_table_with_ancestors(table, NULL, 1, "Id", "Parent", &result, place));
    CLEARS(result, "id", tt_table_with_ancestors(table, names, 1, NULL, "Parent", &result, place));
    CLEARS(result, "parent", tt_table_with_ancestors(table, names, 1, "Id", NULL, &result, place));
    OF_TABLE(tt_table_promote_orphans, "Id", "Parent", );
    CLEARS(result, "id", tt_table_promote_orphans(table, NULL, "Parent", &result, place));
    CLEARS(result, "parent", tt_table_promote_orphans(table, "Id", NULL, &result, place));
    tt_sort_column by = {NULL, 0};
    OF_TABLE(tt_table_sort, NULL, 0, );
    CLEARS(result, "columns", tt_table_sort(table, NULL, 1, &result, place));
    CLEARS(result, "columns[0].name", tt_table_sort(table, &by, 1, &result, place));
    OF_TWO(tt_table_natural_join, NULL, 0, );
    OF_TWO(tt_table_exact_join, NULL, 0, );
    OF_TWO(tt_table_join, NULL, 0, );
    OF_TWO(tt_table_left_outer_join, NULL, 0, );
    OF_TWO(tt_table_full_outer_join, NULL, 0, );
    OF_TWO(tt_table_aj, NULL, 0, );
    OF_TWO(tt_table_raj, NULL, 0, );
    OF_TWO(tt_table_where_in, );
    OF_TWO(tt_table_where_not_in, );
    CLEARS(result, "add", tt_table_natural_join(table, table, names, 1, NULL, 1, &result, place));
    OF_TWO(tt_table_range_join, one, 1, );
    tt_multi_join_input input = {NULL, names, 1, NULL, 0};
    REFUSES("result", tt_session_multi_join(session, &input, 1, NULL, place));
    CLEARS(result, "inputs", tt_session_multi_join(session, NULL, 1, &result, place));
    CLEARS(result, "inputs[0].table", tt_session_multi_join(session, &input, 1, &result, place));
    input.table = table;
    CLEARS(result, "session", tt_session_multi_join(NULL, &input, 1, &result, place));
    input.on_len = 2;
    CLEARS(result, "inputs[0].on[1]", tt_session_multi_join(session, &input, 1, &result, place));
    REFUSES("result", tt_table_snapshot_when(table, table, 0, NULL, 0, NULL, place));
    CLEARS(result, "table", tt_table_snapshot_when(NULL, table, 0, NULL, 0, &result, place));
    CLEARS(result, "trigger", tt_table_snapshot_when(table, NULL, 0, NULL, 0, &result, place));
    CLEARS(result, "flags", tt_table_snapshot_when(table, table, 8, NULL, 0, &result, place));
    CLEARS(result, "stamps", tt_table_snapshot_when(table, table, 0, NULL, 1, &result, place));
    const tt_table *both[] = {table, NULL};
    REFUSES("result", tt_session_merge(session, both, 1, NULL, place));
    CLEARS(result, "session", tt_session_merge(NULL, both, 1, &result, place));
    CLEARS(result, "tables", tt_session_merge(session, NULL, 1, &result, place));
    CLEARS(result, "tables[1]", tt_session_merge(session, both, 2, &result, place));
    CLEARS(result, "column", tt_session_merge_sorted(session, NULL, both, 1, &result, place));
    REFUSES("table", tt_session_empty_table(session, 1, NULL, place));
    CLEARS(result, "session", tt_session_empty_table(NULL, 1, &result, place));
    REFUSES("table", tt_session_time_table(session, NULL, 1, 0, NULL, place));
    CLEARS(result, "session", tt_session_time_table(NULL, NULL, 1, 0, &result, place));
    CLEARS(result, "stream", tt_session_input_table(session, NULL, NULL, 0, &result, place));
    tt_feed *feed = NULL;
    CLEARS(result, "stream", tt_session_feed(session, NULL, TT_FEED_BLINK, &feed, &result, place));
    REFUSES("feed", tt_session_feed(session, NULL, TT_FEED_BLINK, NULL, &result, place));
    REFUSES("table", tt_session_feed(session, NULL, TT_FEED_BLINK, &feed, NULL, place));
    REFUSES("stream", tt_feed_put(NULL, NULL, place));
    REFUSES("message", tt_feed_fail(NULL, NULL, place));
    REFUSES("feed", tt_feed_fail(NULL, "why", place));
    int32_t alive;
    CLEARS(alive, "feed", tt_feed_is_alive(NULL, &alive, place));
    REFUSES("alive", tt_feed_is_alive(NULL, NULL, place));
    REFUSES("stream", tt_table_add_rows(table, NULL, place));
    REFUSES("stream", tt_table_delete_rows(table, NULL, place));
    REFUSES("partitioned", tt_table_partition_by(table, 0, names, 1, NULL, place));
    CLEARS(parts, "table", tt_table_partition_by(NULL, 0, names, 1, &parts, place));
    CLEARS(parts, "keys", tt_table_partition_by(table, 0, NULL, 1, &parts, place));
    CLEARS(count, "partitioned", tt_partitioned_table_count(NULL, &count, place));
    CLEARS(result, "partitioned", tt_partitioned_table_at(NULL, 0, &result, place));
    CLEARS(result, "partitioned", tt_partitioned_table_table(NULL, "Part", &result, place));
    CLEARS(result, "partitioned", tt_partitioned_table_prototype(NULL, &result, place));
    CLEARS(parts, "prototype", tt_partitioned_table_transform(NULL, NULL, table, &parts, place));
    CLEARS(parts, "result", tt_partitioned_table_transform(NULL, table, NULL, &parts, place));
    CLEARS(parts, "partitioned", tt_partitioned_table_transform(NULL, table, table, &parts, place));
    CLEARS(parts, "partitioned",
           tt_partitioned_table_transform_pairs(NULL, NULL, 0, table, table, table, &parts, place));
    CLEARS(parts, "tables", tt_partitioned_table_of_tables(NULL, 1, &parts, place));
    CLEARS(parts, "tables", tt_partitioned_table_of_tables(NULL, 0, &parts, place));
    CLEARS(parts, "table", tt_table_partitioned(NULL, names, 1, "Part", &parts, place));
    CLEARS(parts, "column", tt_table_partitioned(table, names, 1, NULL, &parts, place));
    REFUSES("path", tt_calendar_add_file(NULL, place));
    REFUSES("name", tt_calendar_remove(NULL, place));
    REFUSES("name", tt_calendar_set_default(NULL, place));
    REFUSES("names", tt_calendar_names(NULL, place));
    REFUSES("cell", tt_table_cell(table, "Part", 0, NULL, place));
    CLEARS(result, "table", tt_table_cell(NULL, "Part", 0, &result, place));
    CLEARS(result, "column", tt_table_cell(table, NULL, 0, &result, place));
}

static void files(tt_session *session, tt_table *table)
{
    tt_table *result = NULL;
    CLEARS(result, "session", tt_read_file(NULL, "a.csv", &result, place));
    CLEARS(result, "path", tt_read_file(session, NULL, &result, place));
    REFUSES("table", tt_read_file(session, "a.csv", NULL, place));
    CLEARS(result, "session", tt_read_csv(NULL, "a.csv", 0, &result, place));
    CLEARS(result, "path", tt_read_csv(session, NULL, 0, &result, place));
    REFUSES("table", tt_read_csv(session, "a.csv", 0, NULL, place));
    REFUSES("table", tt_write_file(NULL, "a.csv", place));
    REFUSES("path", tt_write_file(table, NULL, place));
}

/* Also a call that fails takes the stream. */
static void imports(tt_session *session, tt_table *table)
{
    struct ArrowArrayStream stream;
    tt_table *result;

    CLEARS(result, "stream", tt_table_import(session, NULL, &result, place));
    OK(tt_table_snapshot(table, NULL, &stream, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_import(session, &stream, NULL, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "table");
    CHECK(stream.release == NULL);
    OK(tt_table_snapshot(table, NULL, &stream, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_import(NULL, &stream, &result, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "session");
    CHECK(stream.release == NULL && result == NULL);
    OK(tt_table_snapshot(table, NULL, &stream, &error));
    CHECK_INT(tt_table_import(NULL, &stream, NULL, NULL), TT_INVALID_ARGUMENT);
    CHECK(stream.release == NULL);
}

static void subscriptions(tt_table *table)
{
    tt_subscription *subscription;
    tt_change *change;
    int32_t fd, modified;
    struct ArrowArrayStream rows;
    tt_subscribe_options options = TT_SUBSCRIBE_OPTIONS_INIT;

    REFUSES("subscription", tt_table_subscribe(table, NULL, NULL, place));
    CLEARS(subscription, "table", tt_table_subscribe(NULL, NULL, &subscription, place));
    options.columns_len = 1;
    CLEARS(subscription, "options.columns", tt_table_subscribe(table, &options, &subscription, place));
    options.columns = (const char *[]){NULL};
    CLEARS(subscription, "options.columns[0]", tt_table_subscribe(table, &options, &subscription, place));

    REFUSES("subscription", tt_subscription_next(NULL, 0, &change, place));
    OK(tt_table_subscribe(table, NULL, &subscription, &error));
    REFUSES("change", tt_subscription_next(subscription, 0, NULL, place));
    CLEARS(change, "subscription", tt_subscription_next(NULL, 0, &change, place));
    REFUSES("fd", tt_subscription_fd(subscription, NULL, place));
    REFUSES("subscription", tt_subscription_fd(NULL, &fd, place));
    CHECK_INT(fd, -1);

    OK(tt_subscription_next(subscription, 0, &change, NULL));
    int32_t (*parts[])(const tt_change *, const tt_snapshot_options *, struct ArrowArrayStream *, tt_error **) = {
        tt_change_added, tt_change_removed, tt_change_modified, tt_change_modified_before};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        REFUSES("rows", parts[i](change, NULL, NULL, place));
        CLEARS(rows, "change", parts[i](NULL, NULL, &rows, place));
    }
    REFUSES("modified", tt_change_is_modified_column(change, 0, NULL, place));
    CLEARS(modified, "change", tt_change_is_modified_column(NULL, 0, &modified, place));
    CHECK(tt_change_added_count(NULL) == 0 && tt_change_removed_count(NULL) == 0);
    CHECK(tt_change_modified_count(NULL) == 0 && tt_change_row_count(NULL) == 0);
    CHECK(tt_change_sequence(NULL) == 0 && tt_change_is_initial(NULL) == 0);
    tt_change_free(change);
    tt_subscription_free(subscription);
}

static void functions(tt_session *session)
{
    tt_function function = {NULL, NULL, NULL};
    REFUSES("session", tt_function_register(NULL, "f", TT_LONG, &function, place));
    REFUSES("name", tt_function_register(session, NULL, TT_LONG, &function, place));
    REFUSES("function", tt_function_register(session, "f", TT_LONG, NULL, place));
    REFUSES("function.call", tt_function_register(session, "f", TT_LONG, &function, place));
    tt_failure_set(NULL, -1, "nothing");
    tt_failure_set(NULL, -1, NULL);
}

int main(void)
{
    frees();
    errors();
    specs();
    sessions();

    tt_session *session = open_session();
    tt_table *table = consume_pairs(session, tt_append());
    consuming(session);
    tables(table);
    operations(table);
    more_operations(session, table);
    files(session, table);
    imports(session, table);
    functions(session);
    subscriptions(table);
    publishers(table);

    forget_error();
    tt_table_free(table);
    tt_session_free(session);
    return 0;
}
