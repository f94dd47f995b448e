/*
 * Several threads on one session and one table while records arrive: run.sh feeds the topic "ticks" all the time, with
 * the last digit of a record's offset as its value.
 */
#include "topics.h"

#include <pthread.h>

/* How much each reader wants to see. */
#define ROWS 300

static tt_session *session;
static tt_table *ticks, *copy;

static pthread_t start(void *(*body)(void *), void *argument)
{
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, body, argument), 0);
    return thread;
}

static void join(pthread_t thread)
{
    CHECK_INT(pthread_join(thread, NULL), 0);
}

/* What a reader has seen: rows, and the offset that the next one has. */
struct progress {
    uint64_t rows;
    int64_t next;
};

/* That a batch of offsets and values goes on where the rows before it ended. */
static void check_batch(struct progress *progress, const struct ArrowArray *batch)
{
    const struct ArrowArray *offset = batch->children[0], *value = batch->children[1];
    const int64_t *offsets = (const int64_t *)offset->buffers[1] + offset->offset;
    const int64_t *values = (const int64_t *)value->buffers[1] + value->offset;
    for (int64_t row = 0; row < batch->length; row++) {
        if (progress->rows == 0)
            progress->next = offsets[row];
        CHECK_INT(offsets[row], progress->next);
        CHECK_INT(values[row], offsets[row] % 10);
        progress->next++;
        progress->rows++;
    }
}

/* Reads the rows that are new since the last time. */
static void read_on(struct progress *progress)
{
    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.columns = (const char *[]){"KafkaOffset", "Value"};
    options.columns_len = 2;
    options.first_row = progress->rows;
    uint64_t before = row_count(ticks);
    struct ArrowArrayStream stream;
    OK(tt_table_snapshot(ticks, &options, &stream, &error));
    for (;;) {
        struct ArrowArray batch;
        CHECK_INT(stream.get_next(&stream, &batch), 0);
        if (batch.release == NULL)
            break;
        check_batch(progress, &batch);
        batch.release(&batch);
    }
    stream.release(&stream);
    CHECK(progress->rows >= before);
}

static void *reader(void *argument)
{
    struct progress progress = {0, 0};
    int64_t deadline = now_ms() + PATIENCE_MS;
    (void)argument;
    while (progress.rows < ROWS) {
        /* Either reader may be told of a change: both look. */
        int32_t status = tt_table_await_change(ticks, 20, &error);
        CHECK(status == TT_OK || status == TT_NO_CHANGE);
        read_on(&progress);
        CHECK(now_ms() < deadline);
    }
    forget_error();
    return NULL;
}

static int done;
static pthread_mutex_t done_lock = PTHREAD_MUTEX_INITIALIZER;

static int is_done(void)
{
    pthread_mutex_lock(&done_lock);
    int value = done;
    pthread_mutex_unlock(&done_lock);
    return value;
}

/* While the session is held nothing changes, and a table and what is derived from it are in one state. */
static void *holder(void *argument)
{
    int holds = 0;
    (void)argument;
    for (; !is_done(); holds++) {
        OK(tt_session_hold(session, &error));
        uint64_t rows = row_count(ticks);
        CHECK_INT((int64_t)row_count(copy), (int64_t)rows);
        sleep_ms(5);
        CHECK_INT((int64_t)row_count(ticks), (int64_t)rows);
        CHECK_INT((int64_t)row_count(copy), (int64_t)rows);
        OK(tt_session_release(session, &error));
        sleep_ms(5);
    }
    CHECK(holds > 0);
    forget_error();
    return NULL;
}

static void two_readers_and_a_holder(void)
{
    pthread_t readers[] = {start(reader, NULL), start(reader, NULL)}, holding = start(holder, NULL);
    join(readers[0]);
    join(readers[1]);
    pthread_mutex_lock(&done_lock);
    done = 1;
    pthread_mutex_unlock(&done_lock);
    join(holding);
}

/* Makes and frees tables of the session while others do the same. */
static void *maker(void *argument)
{
    (void)argument;
    for (int i = 0; i < 20; i++) {
        tt_table *counts;
        OK(tt_table_count_by(ticks, "Rows", (const char *[]){"Value"}, 1, &counts, &error));
        CHECK(row_count(counts) <= 10);
        if (i % 5 == 0) {
            tt_table *pairs = consume_pairs(session, tt_append());
            await_rows(pairs, 5);
            tt_table_free(pairs);
        }
        tt_table_free(counts);
    }
    forget_error();
    return NULL;
}

static void makers(void)
{
    pthread_t threads[] = {start(maker, NULL), start(maker, NULL)};
    join(threads[0]);
    join(threads[1]);
}

/* Waits for a table that does not change, until its session is closed. */
static void *waiter(void *table)
{
    FAILS(TT_CLOSED, tt_table_await_change(table, -1, &error));
    forget_error();
    return NULL;
}

/* Closing, or freeing the session as well, ends every wait. */
static void close_ends_waits(int frees)
{
    tt_session *own = open_session();
    tt_table *table = consume_pairs(own, tt_append()), *derived;
    OK(tt_table_where(table, NULL, 0, &derived, &error));
    await_rows(table, 5);
    await_rows(derived, 5);
    while (tt_table_await_change(table, 100, NULL) == TT_OK || tt_table_await_change(derived, 100, NULL) == TT_OK)
        continue;
    pthread_t threads[] = {start(waiter, table), start(waiter, table), start(waiter, derived)};
    sleep_ms(100);
    int64_t begin = now_ms();
    if (frees)
        tt_session_free(own);
    else
        OK(tt_session_close(own, &error));
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++)
        join(threads[i]);
    CHECK(now_ms() - begin < 2000);
    if (!frees)
        tt_session_free(own);
    tt_table_free(derived);
    tt_table_free(table);
}

/* Asks a broker that is not there, until the session is closed. */
static void *asker(void *own)
{
    tt_consume_options options = from_beginning("pairs");
    tt_property nowhere = {"bootstrap.servers", "127.0.0.1:1", 0, 0};
    tt_spec *value = simple_spec("Value", TT_LONG);
    tt_table *table;
    options.properties = &nowhere;
    options.value = value;
    FAILS(TT_CLOSED, tt_consume_to_table(own, &options, &table, &error));
    CHECK(table == NULL);
    tt_spec_free(value);
    forget_error();
    return NULL;
}

static void close_ends_questions(void)
{
    tt_session *own = open_session();
    pthread_t thread = start(asker, own);
    sleep_ms(300);
    int64_t begin = now_ms();
    OK(tt_session_close(own, &error));
    join(thread);
    CHECK(now_ms() - begin < 2000);
    tt_session_free(own);
}

/* Each handle of a table sees every change; threads that share one take each other's. */
static void clones_wait_for_themselves(void)
{
    tt_session *own = open_session();
    tt_table *table = consume_pairs(own, tt_append()), *clone;
    OK(tt_table_clone(table, &clone, &error));
    await_rows(table, 5);
    OK(tt_table_await_change(clone, 1000, &error));
    tt_table_free(table);
    await_rows(clone, 5);
    tt_table_free(clone);
    tt_session_free(own);
}

static void *closer(void *argument)
{
    OK(tt_session_close(argument, &error));
    return NULL;
}

static void closed_by_two(void)
{
    tt_session *own = open_session();
    tt_table *table = consume_pairs(own, tt_append());
    pthread_t threads[] = {start(closer, own), start(closer, own)};
    join(threads[0]);
    join(threads[1]);
    tt_session_free(own);
    tt_table_free(table);
}

int main(void)
{
    session = open_session();
    tt_spec *value = simple_spec("Value", TT_LONG);
    tt_consume_options options = from_beginning("ticks");
    options.value = value;
    /* What was fed before this program began would be too much of a good thing. */
    options.offsets = TT_SEEK_TO_END;
    OK(tt_session_hold(session, &error));
    ticks = consume(session, &options);
    tt_spec_free(value);
    OK(tt_table_where(ticks, NULL, 0, &copy, &error));
    OK(tt_session_release(session, &error));

    two_readers_and_a_holder();
    makers();
    close_ends_waits(0);
    close_ends_waits(1);
    closed_by_two();
    close_ends_questions();
    clones_wait_for_themselves();

    forget_error();
    tt_table_free(copy);
    tt_table_free(ticks);
    tt_session_free(session);
    return 0;
}
