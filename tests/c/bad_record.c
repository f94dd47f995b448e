/* A record that does not fit fails its table, by name; what is good stays. */
#include "rows.h"
#include "topics.h"

static const tt_column columns[] = {{"Sym", TT_STRING, 0}, {"Qty", TT_INT, 0}};

/* The columns of the records themselves. */
static const tt_snapshot_options *fields(void)
{
    static const char *names[] = {"KafkaOffset", "Sym", "Qty"};
    static tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.columns = names;
    options.columns_len = 3;
    return &options;
}

/* Waits for the failure; the change before it is reported first. */
static void await_failure(const tt_table *table)
{
    OK(tt_table_await_change(table, PATIENCE_MS, &error));
    CHECK(row_count(table) > 0);
    int32_t status;
    do
        status = tt_table_await_change(table, PATIENCE_MS, NULL);
    while (status == TT_OK);
    CHECK_INT(status, TT_TABLE_FAILED);
    FAILS(TT_TABLE_FAILED, tt_table_await_change(table, -1, &error));
    FAILS(TT_TABLE_FAILED, tt_table_check(table, &error));
}

/* Record 2 of 5 holds a text where a number belongs. */
static void bad_field(tt_session *session)
{
    OK(tt_session_hold(session, &error));
    tt_table *table = consume_json(session, "bad", columns, 2), *large, *late;
    OK(tt_table_where(table, (const char *[]){"Qty > 1"}, 1, &large, &error));
    OK(tt_table_check(table, &error));
    OK(tt_session_release(session, &error));

    await_failure(table);
    CHECK_TEXT(tt_error_detail(error, "topic"), topic_name("bad"));
    CHECK_TEXT(tt_error_detail(error, "partition"), "0");
    CHECK_TEXT(tt_error_detail(error, "offset"), "2");
    CHECK_TEXT(tt_error_detail(error, "field"), "Qty");
    CHECK_PART(tt_error_detail(error, "reason"), "many");
    CHECK_PART(tt_error_message(error), "offset 2");
    CHECK_ROWS(table, fields(), "0\ts0\t1\n1\ts1\t2\n3\ts3\t4\n4\ts4\t5\n");

    /* What is derived has the rows too, and tells where the failure began. */
    await_failure(large);
    CHECK_TEXT(tt_error_detail(error, "topic"), topic_name("bad"));
    CHECK_TEXT(tt_error_detail(error, "offset"), "2");
    CHECK_ROWS(large, fields(), "1\ts1\t2\n3\ts3\t4\n4\ts4\t5\n");
    FAILS(TT_TABLE_FAILED, tt_table_where(table, NULL, 0, &late, &error));
    CHECK(late == NULL);
    CHECK_TEXT(tt_error_detail(error, "field"), "Qty");

    tt_table_free(large);
    tt_table_free(table);
}

static void no_json(tt_session *session)
{
    tt_table *table = consume_json(session, "garbage", columns, 2);
    await_failure(table);
    CHECK_TEXT(tt_error_detail(error, "topic"), topic_name("garbage"));
    CHECK_TEXT(tt_error_detail(error, "offset"), "1");
    /* It is the record that is bad, and no field of it. */
    CHECK_TEXT(tt_error_detail(error, "field"), NULL);
    CHECK(tt_error_detail(error, "reason") != NULL);
    CHECK_ROWS(table, fields(), "0\tfirst\t1\n");
    tt_table_free(table);
}

/* A long of two bytes. */
static void short_value(tt_session *session)
{
    tt_consume_options options = from_beginning("short");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    await_failure(table);
    CHECK_TEXT(tt_error_detail(error, "topic"), topic_name("short"));
    CHECK_TEXT(tt_error_detail(error, "offset"), "1");
    CHECK_TEXT(tt_error_detail(error, "field"), "Value");
    CHECK_PART(tt_error_detail(error, "reason"), "2 bytes");
    tt_table_free(table);
}

int main(void)
{
    tt_session *session = open_session();
    bad_field(session);
    no_json(session);
    short_value(session);

    /* The session is none the worse for it. */
    tt_table *table = consume_pairs(session, tt_append());
    await_rows(table, 5);
    tt_table_free(table);
    forget_error();
    tt_session_free(session);
    return 0;
}
