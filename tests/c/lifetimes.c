/* Handles may be freed in any order; what is left of a closed or freed session can still be read. */
#include "rows.h"
#include "topics.h"

#define PAIRS \
    "0\t0\t1700000000000000000\ta\t1\n" \
    "0\t1\t1700000001000000000\tb\t-2\n" \
    "0\t2\t1700000002000000000\tnull\t3\n" \
    "0\t3\t1700000003000000000\ta\tnull\n" \
    "0\t4\t1700000004000000000\tü😀\t9223372036854775807\n"

#define PAIRS_OF_A \
    "0\t0\t1700000000000000000\ta\t1\n" \
    "0\t3\t1700000003000000000\ta\tnull\n"

/* One of everything. */
enum { SESSION, SPEC, TABLE, DERIVED, STREAM, HANDLES };

struct handles {
    tt_session *session;
    tt_spec *spec;
    tt_table *table, *derived;
    struct ArrowArrayStream stream;
};

static struct handles make_handles(void)
{
    struct handles handles;
    handles.session = open_session();
    handles.spec = simple_spec("Key", TT_STRING);
    tt_spec *value = simple_spec("Value", TT_LONG);
    tt_consume_options options = from_beginning("pairs");
    options.key = handles.spec;
    options.value = value;
    handles.table = consume(handles.session, &options);
    tt_spec_free(value);
    OK(tt_table_where(handles.table, (const char *[]){"Key = `a`"}, 1, &handles.derived, &error));
    await_rows(handles.table, 5);
    await_rows(handles.derived, 2);
    OK(tt_table_snapshot(handles.table, NULL, &handles.stream, &error));
    return handles;
}

/* Frees one handle; what is read of it is as it was when all were there. */
static void free_handle(struct handles *handles, int which)
{
    if (which == SESSION)
        tt_session_free(handles->session);
    if (which == SPEC)
        tt_spec_free(handles->spec);
    if (which == TABLE) {
        CHECK_ROWS(handles->table, NULL, PAIRS);
        tt_table_free(handles->table);
    }
    if (which == DERIVED) {
        CHECK_ROWS(handles->derived, NULL, PAIRS_OF_A);
        tt_table_free(handles->derived);
    }
    if (which == STREAM) {
        char *text = text_of_stream(&handles->stream);
        CHECK_TEXT(text, PAIRS);
        free(text);
    }
}

/* The order of the given number, of the n! there are. */
static void permutation(int number, int *order)
{
    int left[HANDLES] = {SESSION, SPEC, TABLE, DERIVED, STREAM};
    for (int count = HANDLES; count > 0; count--) {
        int index = number % count;
        *order++ = left[index];
        memmove(left + index, left + index + 1, (size_t)(count - index - 1) * sizeof *left);
        number /= count;
    }
}

static void any_order(void)
{
    for (int number = 0; number < 5 * 4 * 3 * 2; number++) {
        int order[HANDLES];
        permutation(number, order);
        struct handles handles = make_handles();
        for (int i = 0; i < HANDLES; i++)
            free_handle(&handles, order[i]);
    }
}

/* Nothing more comes after the end of a session; what is there stays. */
static void closed_session(void)
{
    tt_session *session = open_session();
    tt_table *table = consume_pairs(session, tt_append()), *derived, *none;
    await_rows(table, 5);
    OK(tt_table_where(table, (const char *[]){"Key = `a`"}, 1, &derived, &error));
    OK(tt_session_close(session, &error));
    OK(tt_session_close(session, &error));

    CHECK_ROWS(table, NULL, PAIRS);
    OK(tt_table_check(table, &error));
    CHECK_INT((int64_t)row_count(table), 5);
    /* A change that was not waited for is still reported. */
    int32_t status = tt_table_await_change(table, -1, NULL);
    CHECK(status == TT_OK || status == TT_CLOSED);
    FAILS(TT_CLOSED, tt_table_await_change(table, -1, &error));
    FAILS(TT_CLOSED, tt_table_where(table, (const char *[]){"Key = `a`"}, 1, &none, &error));
    CHECK(none == NULL);

    tt_consume_options options = from_beginning("pairs");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    FAILS(TT_CLOSED, tt_consume_to_table(session, &options, &none, &error));
    CHECK(none == NULL);
    struct ArrowArrayStream stream;
    OK(tt_table_snapshot(table, NULL, &stream, &error));
    FAILS(TT_CLOSED, tt_table_import(session, &stream, &none, &error));
    CHECK(none == NULL && stream.release == NULL);

    tt_session_free(session);
    CHECK_ROWS(table, NULL, PAIRS);
    FAILS(TT_CLOSED, tt_table_await_change(table, -1, &error));
    tt_table_free(table);
    CHECK_ROWS(derived, NULL, PAIRS_OF_A);
    tt_table_free(derived);
    tt_spec_free(value);
}

/* Batches, schemas and errors depend on nothing that they were made from. */
static void leftovers(void)
{
    struct handles handles = make_handles();
    struct ArrowSchema of_table, of_stream;
    struct ArrowArray batch;
    tt_table *none;
    tt_error *kept;
    OK(tt_table_schema(handles.table, &of_table, &error));
    CHECK_INT(handles.stream.get_schema(&handles.stream, &of_stream), 0);
    CHECK_INT(handles.stream.get_next(&handles.stream, &batch), 0);
    CHECK_INT(tt_table_view(handles.table, (const char *[]){"Nothing"}, 1, &none, &kept), TT_NOT_FOUND);
    for (int i = 0; i < HANDLES; i++)
        if (i == STREAM)
            handles.stream.release(&handles.stream);
        else
            free_handle(&handles, i);

    CHECK_TEXT(tt_error_detail(kept, "column"), "Nothing");
    CHECK_TEXT(of_table.children[3]->name, "Key");
    CHECK_TEXT(of_stream.children[4]->format, "l");
    CHECK_INT(batch.length, 5);
    CHECK_INT(((const int64_t *)batch.children[4]->buffers[1])[batch.children[4]->offset], 1);
    batch.release(&batch);
    of_stream.release(&of_stream);
    of_table.release(&of_table);
    tt_error_free(kept);
}

/* A session that is held can be closed, and one that is freed takes its holds with it. */
static void held_sessions(void)
{
    tt_session *session = open_session();
    OK(tt_session_hold(session, &error));
    OK(tt_session_hold(session, &error));
    tt_table *table = consume_pairs(session, tt_append());
    FAILS(TT_NO_CHANGE, tt_table_await_change(table, 50, &error));
    OK(tt_session_release(session, &error));
    FAILS(TT_NO_CHANGE, tt_table_await_change(table, 50, &error));
    OK(tt_session_close(session, &error));
    OK(tt_session_release(session, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_session_release(session, &error));
    CHECK_INT((int64_t)row_count(table), 0);
    OK(tt_session_hold(session, &error));
    tt_session_free(session);
    tt_table_free(table);
}

/* The consumer ends with the last table that needs it, and the session goes on. */
static void tables_come_and_go(void)
{
    tt_session *session = open_session();
    for (int i = 0; i < 20; i++) {
        tt_table *table = consume_pairs(session, tt_append());
        if (i % 2 == 0)
            await_rows(table, 5);
        tt_table_free(table);
    }
    tt_session_free(session);
}

static void sessions_come_and_go(void)
{
    for (int i = 0; i < 200; i++) {
        tt_session *session = open_session();
        if (i % 2 == 0)
            OK(tt_session_close(session, &error));
        tt_session_free(session);
    }
}

int main(void)
{
    any_order();
    closed_session();
    leftovers();
    held_sessions();
    tables_come_and_go();
    sessions_come_and_go();
    forget_error();
    return 0;
}
