/* What a topic becomes: columns, rows, kinds of tables, derived tables, partitions. */
#include "rows.h"
#include "topics.h"

/* Of the common columns, only the offset. */
static const tt_property *only_offsets(void)
{
    static tt_property properties[3];
    properties[0] = *bootstrap();
    properties[1] = (tt_property){"deephaven.partition.column.name", "", 0, 0};
    properties[2] = (tt_property){"deephaven.timestamp.column.name", "", 0, 0};
    return properties;
}

static void simple_specs(tt_session *session)
{
    tt_table *table = consume_pairs(session, tt_append());
    /* No wait is too long to be asked for. */
    OK(tt_table_await_change(table, INT64_MAX, &error));
    CHECK_COLUMNS(table, "KafkaPartition:i KafkaOffset:l KafkaTimestamp:tsn:UTC Key:u Value:l");
    await_rows(table, 5);
    CHECK_ROWS(table, NULL,
               "0\t0\t1700000000000000000\ta\t1\n"
               "0\t1\t1700000001000000000\tb\t-2\n"
               "0\t2\t1700000002000000000\tnull\t3\n"
               "0\t3\t1700000003000000000\ta\tnull\n"
               "0\t4\t1700000004000000000\tü😀\t9223372036854775807\n");
    int32_t refreshing;
    OK(tt_table_is_refreshing(table, &refreshing, &error));
    CHECK_INT(refreshing, 1);
    OK(tt_table_check(table, &error));
    while (tt_table_await_change(table, 0, NULL) == TT_OK)
        continue;
    FAILS(TT_NO_CHANGE, tt_table_await_change(table, 0, &error));
    FAILS(TT_NO_CHANGE, tt_table_await_change(table, 50, &error));
    tt_table_free(table);
}

static void selections(tt_session *session)
{
    tt_table *table = consume_pairs(session, tt_append());
    await_rows(table, 5);

    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.columns = (const char *[]){"Value", "KafkaOffset", "Key"};
    options.columns_len = 3;
    options.first_row = 1;
    options.row_count = 3;
    CHECK_ROWS(table, &options, "-2\t1\tb\n3\t2\tnull\nnull\t3\ta\n");
    options.row_count = 0;
    CHECK_ROWS(table, &options, "-2\t1\tb\n3\t2\tnull\nnull\t3\ta\n9223372036854775807\t4\tü😀\n");
    options.first_row = 4;
    options.row_count = UINT64_MAX;
    CHECK_ROWS(table, &options, "9223372036854775807\t4\tü😀\n");
    options.first_row = 5;
    CHECK_ROWS(table, &options, "");
    options.first_row = UINT64_MAX;
    CHECK_ROWS(table, &options, "");

    /* Names with lengths; a length of 0 means terminated. */
    options.first_row = 0;
    options.row_count = 1;
    options.columns = (const char *[]){"Value!!", "Key"};
    options.columns_len = 2;
    options.column_lens = (const size_t[]){5, 0};
    CHECK_ROWS(table, &options, "1\ta\n");

    struct ArrowArrayStream rows;
    options.columns = (const char *[]){"Key", "Nothing"};
    options.column_lens = NULL;
    FAILS(TT_NOT_FOUND, tt_table_snapshot(table, &options, &rows, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "Nothing");
    CHECK_PART(tt_error_message(error), "\"Nothing\"");
    CHECK(rows.release == NULL);
    tt_table_free(table);
}

/* Every type that a JSON spec reads: values at the ends of the types, null, missing, and a record without a value. */
static void json_types(tt_session *session)
{
    const tt_column columns[] = {
        {"Boolean", TT_BOOLEAN, 0}, {"Byte", TT_BYTE, 0},     {"Char", TT_CHAR, 0},     {"Short", TT_SHORT, 0},
        {"Int", TT_INT, 0},         {"Long", TT_LONG, 0},     {"Float", TT_FLOAT, 0},   {"Double", TT_DOUBLE, 0},
        {"String", TT_STRING, 0},   {"Instant", TT_INSTANT, 0},
    };
    tt_consume_options options = from_beginning("types");
    tt_spec *value;
    OK(tt_json_spec(columns, 10, NULL, 0, &value, &error));
    options.value = value;
    options.properties = only_offsets();
    options.properties_len = 3;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);

    CHECK_COLUMNS(table, "KafkaOffset:l Boolean:b Byte:c Char:S Short:s Int:i Long:l Float:f Double:g String:u "
                         "Instant:tsn:UTC");
    await_rows(table, 6);
    CHECK_ROWS(table, NULL,
               "0\ttrue\t-128\t65\t-32768\t-2147483648\t-9223372036854775808\t1.5\t0.10000000000000001\ttext\t"
               "1704164645123456789\n"
               "1\tfalse\t127\t252\t32767\t2147483647\t9223372036854775807\t-0.25\t-1.0000000000000001e+300\t"
               "tab\tand line\n\t-500000000\n"
               "2\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\n"
               "3\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\n"
               "4\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\tnull\n"
               "5\ttrue\t0\t65\t0\t0\t0\t0\t0\t\t0\n");
    tt_table_free(table);
}

/* Any value as its text; what is missing is a null. */
static void json_trees(tt_session *session)
{
    const tt_column columns[] = {{"N", TT_JSON, 0}, {"First", TT_JSON, 0}};
    const tt_mapping mapping[] = {{"/N/b", "First", 0, 0}};
    tt_consume_options options = from_beginning("trees");
    tt_spec *value;
    OK(tt_json_spec(columns, 2, mapping, 1, &value, &error));
    options.value = value;
    options.properties = only_offsets();
    options.properties_len = 3;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    CHECK_COLUMNS(table, "KafkaOffset:l N:u First:u");
    await_rows(table, 4);
    CHECK_ROWS(table, NULL,
               "0\t{\"b\":1E+3,\"a\":\"\\uD83D\"}\t1E+3\n"
               "1\tnull\tnull\n"
               "2\tnull\tnull\n"
               "3\t\"te\\\"xt\"\tnull\n");

    /* A JSON null is a text. */
    tt_snapshot_options selection = TT_SNAPSHOT_OPTIONS_INIT;
    struct ArrowArrayStream rows;
    struct ArrowArray batch;
    selection.first_row = 1;
    selection.row_count = 2;
    selection.columns = (const char *[]){"N"};
    selection.columns_len = 1;
    OK(tt_table_snapshot(table, &selection, &rows, &error));
    CHECK(rows.get_next(&rows, &batch) == 0 && batch.length == 2);
    CHECK(!is_null(batch.children[0], batch.offset + batch.children[0]->offset));
    CHECK(is_null(batch.children[0], batch.offset + batch.children[0]->offset + 1));
    batch.release(&batch);
    rows.release(&rows);
    tt_table_free(table);
}

/* JSON values of stated types; a record that is none costs only itself. */
static void objects(tt_session *session)
{
    tt_consume_options options = from_beginning("objects");
    tt_spec *value;
    OK(tt_object_spec("{\"object\": {\"fields\": ["
                      "{\"name\": \"symbol\", \"value\": {\"string\": {\"mode\": \"strict\"}}},"
                      "{\"name\": \"price\", \"value\": {\"big_decimal\": {\"mode\": \"lenient\", \"on_missing\": \"0.00\"}}},"
                      "{\"name\": \"at\", \"value\": {\"instant\": {\"format\": {\"pattern\": "
                      "{\"text\": \"dd.MM.uuuu HH:mm[:ss]\", \"zone\": \"Europe/Berlin\"}}}}},"
                      "{\"name\": \"quote\", \"value\": {\"object\": {\"fields\": ["
                      "{\"name\": \"bid\", \"value\": \"double\"}]}}}]}}",
                      &value, &error));
    options.value = value;
    tt_property properties[4];
    memcpy(properties, only_offsets(), 3 * sizeof *properties);
    properties[3] = (tt_property){.name = "topictable.on.error", .value = "skip"};
    options.properties = properties;
    options.properties_len = 4;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    CHECK_COLUMNS(table, "KafkaOffset:l symbol:u price:u at:tsn:UTC quote_bid:g");
    await_rows(table, 3);
    CHECK_ROWS(table, NULL,
               "0\tAAPL\t1.50\t60000000000\t1.5\n"
               "2\tnull\tnull\tnull\tnull\n"
               "3\tGOOG\t0.00\tnull\tnull\n");
    tt_table_free(table);
}

/* A column from another field, and lengths instead of ends. */
static void json_mapping(tt_session *session)
{
    const tt_column columns[] = {{"Symbol, and more", TT_STRING, 6}, {"Qty", TT_LONG, 0}};
    const tt_mapping mapping[] = {{"Sym...", "Symbol...", 3, 6}};
    tt_consume_options options = from_beginning("trades");
    tt_spec *value;
    OK(tt_json_spec(columns, 2, mapping, 1, &value, &error));
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    await_rows(table, 6);
    tt_snapshot_options selection = TT_SNAPSHOT_OPTIONS_INIT;
    selection.columns = (const char *[]){"Symbol", "Qty"};
    selection.columns_len = 2;
    selection.row_count = 2;
    CHECK_ROWS(table, &selection, "AAPL\t10\nMSFT\t20\n");
    tt_table_free(table);
}

/* What only a simple spec reads; the names and types of one come from the properties. */
static void binary_types(tt_session *session)
{
    const tt_property properties[] = {
        *bootstrap(),
        {"deephaven.partition.column.name", "", 0, 0},
        {"deephaven.timestamp.column.name", "", 0, 0},
        {"deephaven.value.column.name", "Data!", 0, 4},
        {"deephaven.value.column.type", "byte[]", 0, 0},
    };
    tt_consume_options options = from_beginning("binary");
    options.properties = properties;
    options.properties_len = 5;
    tt_spec *key = simple_spec("Id", TT_UUID), *value = simple_spec(NULL, 0);
    options.key = key;
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(key);
    tt_spec_free(value);
    CHECK_COLUMNS(table, "KafkaOffset:l Id:w:16 Data:z");
    await_rows(table, 3);
    CHECK_ROWS(table, NULL,
               "0\t123e4567e89b12d3a456426614174000\t00ff10\n"
               "1\tnull\t\n"
               "2\t00000000000000000000000000000001\tnull\n");
    tt_table_free(table);
}

/* Names that are terminated do not reach beyond a NUL; those with a length do. */
static void name_with_nul(tt_session *session)
{
    tt_consume_options options = from_beginning("words");
    tt_spec *value;
    OK(tt_simple_spec_n("a\0b", 3, TT_STRING, &value, &error));
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    await_rows(table, 6);
    tt_snapshot_options selection = TT_SNAPSHOT_OPTIONS_INIT;
    struct ArrowArrayStream rows;
    selection.columns = (const char *[]){"a\0b"};
    selection.columns_len = 1;
    FAILS(TT_NOT_FOUND, tt_table_snapshot(table, &selection, &rows, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "a");
    tt_table_free(table);
}

static void ring(tt_session *session)
{
    tt_table *table = consume_pairs(session, tt_ring(3));
    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.columns = (const char *[]){"KafkaOffset"};
    options.columns_len = 1;
    await_rows(table, 3);
    /* The fifth record may come later than the third. */
    for (int64_t deadline = now_ms() + PATIENCE_MS;; sleep_ms(10)) {
        char *text = text_of(table, &options);
        int is_last = strcmp(text, "2\n3\n4\n") == 0;
        free(text);
        if (is_last)
            break;
        CHECK(now_ms() < deadline);
    }
    CHECK_INT((int64_t)row_count(table), 3);
    tt_table_free(table);
}

/* A blink table shows each row once; an aggregation remembers. Both see all rows, as the session is held meanwhile. */
static void blink(tt_session *session)
{
    tt_table *counted;
    OK(tt_session_hold(session, &error));
    tt_table *table = consume_pairs(session, tt_blink());
    OK(tt_table_count_by(table, "Rows", NULL, 0, &counted, &error));
    CHECK_INT((int64_t)row_count(table), 0);
    OK(tt_session_release(session, &error));

    int64_t deadline = now_ms() + PATIENCE_MS;
    char *text;
    while (strcmp(text = text_of(counted, NULL), "5\n") != 0) {
        free(text);
        CHECK(now_ms() < deadline);
        tt_table_await_change(counted, 100, NULL);
    }
    free(text);
    while (row_count(table) > 0) {
        CHECK(now_ms() < deadline);
        tt_table_await_change(table, 100, NULL);
    }
    tt_table_free(counted);
    tt_table_free(table);
}

static void operations(tt_session *session)
{
    const tt_column columns[] = {{"Sym", TT_STRING, 0}, {"Qty", TT_INT, 0}, {"Price", TT_DOUBLE, 0}};
    const char *sym[] = {"Sym"};
    OK(tt_session_hold(session, &error));
    tt_table *all = consume_json(session, "trades", columns, 3);
    tt_table *trades, *large, *renamed, *last, *last_of_all, *sums, *counts, *none;
    OK(tt_table_view(all, (const char *[]){"Sym", "Qty", "Price"}, 3, &trades, &error));
    OK(tt_table_where(trades, (const char *[]){"Qty > 5", "Price != 201"}, 2, &large, &error));
    OK(tt_table_view(trades, (const char *[]){"Symbol = Sym", "Price"}, 2, &renamed, &error));
    OK(tt_table_last_by(trades, sym, 1, &last, &error));
    OK(tt_table_last_by(trades, NULL, 0, &last_of_all, &error));
    OK(tt_table_sum_by(trades, sym, 1, &sums, &error));
    OK(tt_table_count_by(trades, "Rows", sym, 1, &counts, &error));
    OK(tt_table_where(trades, NULL, 0, &none, &error));
    OK(tt_session_release(session, &error));
    await_rows(all, 6);
    /* Now all of them are read in one state. */
    OK(tt_session_hold(session, &error));

    CHECK_ROWS(none, NULL,
               "AAPL\t10\t100.5\nMSFT\t20\t200.25\nAAPL\tnull\t101\nGOOG\t5\tnull\nMSFT\t7\t201\nAAPL\t1\t99.5\n");
    CHECK_ROWS(large, NULL, "AAPL\t10\t100.5\nMSFT\t20\t200.25\n");
    CHECK_COLUMNS(renamed, "Symbol:u Price:g");
    CHECK_ROWS(renamed, NULL,
               "AAPL\t100.5\nMSFT\t200.25\nAAPL\t101\nGOOG\tnull\nMSFT\t201\nAAPL\t99.5\n");
    CHECK_COLUMNS(last, "Sym:u Qty:i Price:g");
    CHECK_ROWS(last, NULL, "AAPL\t1\t99.5\nMSFT\t7\t201\nGOOG\t5\tnull\n");
    CHECK_ROWS(last_of_all, NULL, "AAPL\t1\t99.5\n");
    CHECK_COLUMNS(sums, "Sym:u Qty:l Price:g");
    CHECK_ROWS(sums, NULL, "AAPL\t11\t301\nMSFT\t27\t401.25\nGOOG\t5\tnull\n");
    CHECK_COLUMNS(counts, "Sym:u Rows:l");
    CHECK_ROWS(counts, NULL, "AAPL\t3\nMSFT\t2\nGOOG\t1\n");

    tt_table *columns_of_it;
    OK(tt_table_drop_columns(trades, (const char *[]){"Qty"}, 1, &columns_of_it, &error));
    CHECK_COLUMNS(columns_of_it, "Sym:u Price:g");
    tt_table_free(columns_of_it);
    OK(tt_table_rename_columns(trades, (const char *[]){"Sym = Qty", "Qty = Sym"}, 2, &columns_of_it, &error));
    CHECK_COLUMNS(columns_of_it, "Qty:u Sym:i Price:g");
    tt_table_free(columns_of_it);
    OK(tt_table_move_columns(trades, 1, (const char *[]){"P = Price"}, 1, &columns_of_it, &error));
    CHECK_COLUMNS(columns_of_it, "Sym:u P:g Qty:i");
    tt_table_free(columns_of_it);
    FAILS(TT_NOT_FOUND, tt_table_drop_columns(trades, (const char *[]){"Nope"}, 1, &columns_of_it, &error));
    CHECK(columns_of_it == NULL);

    /* Made after the rows came, it has them as well. */
    tt_table *late;
    OK(tt_table_where(last, (const char *[]){"Sym = `GOOG`"}, 1, &late, &error));
    CHECK_ROWS(late, NULL, "GOOG\t5\tnull\n");
    OK(tt_session_release(session, &error));

    tt_table *made[] = {all, trades, large, renamed, last, last_of_all, sums, counts, none, late};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        tt_table_free(made[i]);
}

/* Partition n of the topic holds n+1 records: the values n*10, n*10+1, … */
static void partitions(tt_session *session)
{
    tt_consume_options options = from_beginning("parts");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    options.partitions = (const int32_t[]){2, 0};
    options.partitions_len = 2;
    tt_table *two = consume(session, &options);
    await_rows(two, 4);
    tt_table *third, *first, *second;
    OK(tt_table_where(two, (const char *[]){"KafkaPartition = 2"}, 1, &third, &error));
    OK(tt_table_where(two, (const char *[]){"KafkaPartition = 1"}, 1, &second, &error));
    OK(tt_table_where(two, (const char *[]){"KafkaPartition = 0"}, 1, &first, &error));
    tt_snapshot_options selection = TT_SNAPSHOT_OPTIONS_INIT;
    selection.columns = (const char *[]){"KafkaOffset", "Value"};
    selection.columns_len = 2;
    CHECK_ROWS(third, &selection, "0\t20\n1\t21\n2\t22\n");
    CHECK_ROWS(first, &selection, "0\t0\n");
    CHECK_ROWS(second, &selection, "");

    options.partitions_len = 0;
    tt_table *all = consume(session, &options);
    await_rows(all, 6);

    tt_table *none;
    options.partitions = (const int32_t[]){0, 7};
    options.partitions_len = 2;
    FAILS(TT_NOT_FOUND, tt_consume_to_table(session, &options, &none, &error));
    CHECK(none == NULL);
    CHECK_TEXT(tt_error_detail(error, "topic"), topic_name("parts"));
    CHECK_TEXT(tt_error_detail(error, "partition"), "7");
    CHECK_PART(tt_error_message(error), "it has 0..2");

    tt_table *made[] = {two, third, second, first, all};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        tt_table_free(made[i]);
    tt_spec_free(value);
}

/* From the end, and from nowhere in particular, which is the end unless a property says otherwise. */
static void starts(tt_session *session)
{
    tt_consume_options options = from_beginning("pairs");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    options.offsets = TT_SEEK_TO_END;
    tt_table *end = consume(session, &options);
    options.offsets = TT_DONT_SEEK;
    tt_table *unseeked = consume(session, &options);
    const tt_property properties[] = {*bootstrap(), {"auto.offset.reset", "earliest", 0, 0}};
    options.properties = properties;
    options.properties_len = 2;
    options.offsets = 0;
    tt_table *earliest = consume(session, &options);
    await_rows(earliest, 5);
    FAILS(TT_NO_CHANGE, tt_table_await_change(end, 100, &error));
    FAILS(TT_NO_CHANGE, tt_table_await_change(unseeked, 100, &error));
    CHECK_INT((int64_t)row_count(end), 0);
    CHECK_INT((int64_t)row_count(unseeked), 0);
    tt_table_free(end);
    tt_table_free(unseeked);
    tt_table_free(earliest);
    tt_spec_free(value);
}

int main(void)
{
    tt_session *session = open_session();
    simple_specs(session);
    selections(session);
    json_types(session);
    json_trees(session);
    objects(session);
    json_mapping(session);
    binary_types(session);
    name_with_nul(session);
    ring(session);
    blink(session);
    operations(session);
    partitions(session);
    starts(session);
    forget_error();
    tt_session_free(session);
    return 0;
}
