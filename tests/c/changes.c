/*
 * Changes that are pulled: mirrors of tables that run.sh feeds all the time, policies, descriptors, ends and lifetimes.
 */
#include "mirror.h"
#include "topics.h"

#include <poll.h>
#include <pthread.h>

static tt_session *session;

static tt_subscription *subscribe(const tt_table *table, int32_t policy, size_t capacity)
{
    tt_subscribe_options options = TT_SUBSCRIBE_OPTIONS_INIT;
    options.policy = policy;
    options.capacity = capacity;
    tt_subscription *subscription;
    OK(tt_table_subscribe(table, &options, &subscription, &error));
    return subscription;
}

static tt_change *next(const tt_subscription *subscription)
{
    tt_change *change;
    OK(tt_subscription_next(subscription, PATIENCE_MS, &change, &error));
    return change;
}

/* Takes all changes that are there. */
static void take_all(const tt_subscription *subscription, struct mirror *mirror, uint64_t *changes)
{
    tt_change *change;
    int32_t status;
    while ((status = tt_subscription_next(subscription, 0, &change, &error)) == TT_OK) {
        mirror_apply(mirror, change);
        tt_change_free(change);
        ++*changes;
    }
    CHECK_INT(status, TT_NO_CHANGE);
    CHECK(change == NULL);
}

/* Keeps a mirror while records arrive, and compares it with the table several times. */
static void mirror(tt_table *table, int32_t policy, size_t capacity)
{
    tt_subscription *subscription = subscribe(table, policy, capacity);
    struct mirror mirror = {NULL, 0, 0};
    uint64_t changes = 0;
    for (int comparison = 0; comparison < 4; comparison++) {
        for (uint64_t end = changes + 5; changes < end;) {
            tt_change *change = next(subscription);
            CHECK(tt_change_is_initial(change) == (changes == 0));
            if (policy != TT_COALESCE)
                CHECK_INT((int64_t)tt_change_sequence(change), (int64_t)changes);
            mirror_apply(&mirror, change);
            tt_change_free(change);
            changes++;
        }
        sleep_ms(30);
        OK(tt_session_hold(session, &error));
        take_all(subscription, &mirror, &changes);
        check_mirror(&mirror, table);
        OK(tt_session_release(session, &error));
    }
    mirror_clear(&mirror);
    tt_subscription_free(subscription);
    tt_table_free(table);
}

static void mirrors(void)
{
    mirror(consume_ticks(session, tt_append()), TT_BLOCK, 2);
    mirror(consume_ticks(session, tt_ring(40)), TT_COALESCE, 2);
    mirror(consume_ticks(session, tt_blink()), TT_BLOCK, 0);
    mirror(consume_ticks(session, tt_blink()), TT_COALESCE, 1);
    tt_table *ticks = consume_ticks(session, tt_append()), *last, *some;
    OK(tt_table_last_by(ticks, (const char *[]){"Value"}, 1, &last, &error));
    mirror(last, TT_BLOCK, 1);
    OK(tt_table_last_by(ticks, (const char *[]){"Value"}, 1, &last, &error));
    mirror(last, TT_COALESCE, 1);
    OK(tt_table_where(ticks, (const char *[]){"Value > 3"}, 1, &some, &error));
    mirror(some, TT_FAIL, 10000);
    tt_table_free(ticks);
}

static void await_changes(const tt_table *table, int changes)
{
    while (changes-- > 0)
        OK(tt_table_await_change(table, PATIENCE_MS, &error));
}

static void policies(void)
{
    tt_table *table = consume_ticks(session, tt_append());
    tt_subscription *failing = subscribe(table, TT_FAIL, 2), *joining = subscribe(table, TT_COALESCE, 1);
    await_changes(table, 4);
    tt_change *change;
    FAILS(TT_OVERRUN, tt_subscription_next(failing, -1, &change, &error));
    CHECK(change == NULL);
    CHECK_TEXT(tt_error_detail(error, "not_taken"), "3");
    FAILS(TT_OVERRUN, tt_subscription_next(failing, 0, &change, &error));
    tt_subscription_free(failing);

    /* Everything so far is one change: the first one. A table shows a change a moment before it is handed out. */
    OK(tt_session_hold(session, &error));
    change = next(joining);
    OK(tt_session_release(session, &error));
    CHECK(tt_change_is_initial(change) && tt_change_sequence(change) >= 4);
    CHECK(tt_change_added_count(change) == tt_change_row_count(change) && tt_change_row_count(change) > 0);
    tt_change_free(change);
    tt_subscription_free(joining);

    /* Nothing changes until a change is taken; nobody else waits. */
    tt_subscription *blocking = subscribe(table, TT_BLOCK, 1);
    sleep_ms(30);
    uint64_t rows = row_count(table);
    sleep_ms(100);
    CHECK_INT((int64_t)row_count(table), (int64_t)rows);
    tt_table *derived;
    OK(tt_table_where(table, NULL, 0, &derived, &error));
    tt_table_free(derived);
    change = next(blocking);
    tt_change_free(change);
    change = next(blocking);
    CHECK(tt_change_row_count(change) > 0);
    tt_change_free(change);
    /* One that is freed stops nobody. */
    sleep_ms(30);
    tt_subscription_free(blocking);
    await_rows(table, row_count(table) + 1);
    tt_table_free(table);
}

static int readable(int32_t fd, int timeout)
{
    struct pollfd polled = {fd, POLLIN, 0};
    int found = poll(&polled, 1, timeout);
    CHECK(found >= 0 && (polled.revents & ~POLLIN) == 0);
    return found;
}

static void descriptors(void)
{
    tt_table *table = consume_ticks(session, tt_append());
    tt_subscription *subscription = subscribe(table, 0, 0);
    int32_t fd, same;
    OK(tt_subscription_fd(subscription, &fd, &error));
    OK(tt_subscription_fd(subscription, &same, &error));
    CHECK(fd >= 0 && fd == same);
    tt_change *change;
    for (int i = 0; i < 20; i++) {
        CHECK_INT(readable(fd, PATIENCE_MS), 1);
        FAILS(TT_OK, tt_subscription_next(subscription, 0, &change, &error));
        tt_change_free(change);
    }
    OK(tt_session_hold(session, &error));
    while (tt_subscription_next(subscription, 0, &change, NULL) == TT_OK)
        tt_change_free(change);
    CHECK_INT(readable(fd, 20), 0);
    OK(tt_session_release(session, &error));
    CHECK_INT(readable(fd, PATIENCE_MS), 1);
    tt_subscription_free(subscription);
    tt_table_free(table);
}

/* The columns that are asked for, in their order, with the row key before them. */
static void columns(void)
{
    tt_table *pairs = consume_pairs(session, tt_append());
    await_rows(pairs, 5);
    tt_subscribe_options options = TT_SUBSCRIBE_OPTIONS_INIT;
    options.columns = (const char *[]){"Value", "KeyXX"};
    options.columns_len = 2;
    options.column_lens = (size_t[]){0, 3};
    tt_subscription *subscription, *none;
    OK(tt_table_subscribe(pairs, &options, &subscription, &error));
    tt_change *change = next(subscription);
    struct ArrowArrayStream rows;
    OK(tt_change_added(change, NULL, &rows, &error));
    struct ArrowSchema schema;
    CHECK_INT(rows.get_schema(&rows, &schema), 0);
    CHECK_INT(schema.n_children, 3);
    CHECK_TEXT(schema.children[0]->name, "RowKey");
    CHECK_TEXT(schema.children[2]->name, "Key");
    schema.release(&schema);
    struct mirror mirror = {NULL, 0, 0};
    mirror_each(&mirror, &rows, mirror_add);
    CHECK_INT((int64_t)mirror.len, 5);
    CHECK_TEXT(mirror.rows[1].text, "-2\tb\n");
    mirror_clear(&mirror);

    tt_snapshot_options part = TT_SNAPSHOT_OPTIONS_INIT;
    part.first_row = 4;
    part.columns = (const char *[]){"Key"};
    part.columns_len = 1;
    OK(tt_change_added(change, &part, &rows, &error));
    mirror_each(&mirror, &rows, mirror_add);
    CHECK_INT((int64_t)mirror.len, 1);
    CHECK_INT((int64_t)mirror.rows[0].key, 4);
    CHECK_TEXT(mirror.rows[0].text, "ü😀\n");
    mirror_clear(&mirror);
    part.columns = (const char *[]){"KafkaOffset"};
    FAILS(TT_NOT_FOUND, tt_change_added(change, &part, &rows, &error));
    tt_change_free(change);
    tt_subscription_free(subscription);

    options.columns = (const char *[]){"Nothing"};
    options.columns_len = 1;
    options.column_lens = NULL;
    FAILS(TT_NOT_FOUND, tt_table_subscribe(pairs, &options, &none, &error));
    CHECK_TEXT(tt_error_detail(error, "column"), "Nothing");
    options = (tt_subscribe_options)TT_SUBSCRIBE_OPTIONS_INIT;
    options.policy = 4;
    FAILS(TT_INVALID_ARGUMENT, tt_table_subscribe(pairs, &options, &none, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "options.policy");
    CHECK(none == NULL);

    /* A row key has a name of its own. */
    tt_table *renamed;
    OK(tt_table_view(pairs, (const char *[]){"RowKey = Value"}, 1, &renamed, &error));
    subscription = subscribe(renamed, 0, 0);
    change = next(subscription);
    OK(tt_change_removed(change, NULL, &rows, &error));
    CHECK_INT(rows.get_schema(&rows, &schema), 0);
    CHECK_TEXT(schema.children[0]->name, "RowKey_");
    CHECK_TEXT(schema.children[1]->name, "RowKey");
    schema.release(&schema);
    rows.release(&rows);
    tt_change_free(change);
    tt_subscription_free(subscription);
    tt_table_free(renamed);
    tt_table_free(pairs);
}

static void modified_columns(void)
{
    tt_table *ticks = consume_ticks(session, tt_append()), *counts;
    OK(tt_table_count_by(ticks, "Rows", (const char *[]){"Value"}, 1, &counts, &error));
    tt_subscription *subscription = subscribe(counts, 0, 0);
    for (uint64_t modified = 0; modified == 0;) {
        tt_change *change = next(subscription);
        modified = tt_change_modified_count(change);
        int32_t key, count, beyond;
        OK(tt_change_is_modified_column(change, 0, &key, &error));
        OK(tt_change_is_modified_column(change, 1, &count, &error));
        CHECK(!key && count == (modified > 0));
        FAILS(TT_INVALID_ARGUMENT, tt_change_is_modified_column(change, 2, &beyond, &error));
        CHECK_INT((int64_t)tt_change_removed_count(change), 0);
        tt_change_free(change);
    }
    tt_subscription_free(subscription);
    tt_table_free(counts);
    tt_table_free(ticks);
}

/* What waits is given, then the reason why nothing follows. */
static void ends(void)
{
    tt_session *own = open_session();
    tt_table *pairs = consume_pairs(own, tt_append()), *still;
    tt_change *change;
    await_rows(pairs, 5);
    tt_subscription *subscription = subscribe(pairs, TT_BLOCK, 1);
    OK(tt_session_close(own, &error));
    int32_t fd;
    OK(tt_subscription_fd(subscription, &fd, &error));
    CHECK_INT(readable(fd, 0), 1);
    change = next(subscription);
    CHECK_INT((int64_t)tt_change_added_count(change), 5);
    tt_change_free(change);
    FAILS(TT_CLOSED, tt_subscription_next(subscription, -1, &change, &error));
    CHECK(change == NULL);
    CHECK_INT(readable(fd, 0), 1);
    tt_subscription_free(subscription);
    tt_session_free(own);

    struct ArrowArrayStream rows;
    OK(tt_table_snapshot(pairs, NULL, &rows, &error));
    OK(tt_table_import(session, &rows, &still, &error));
    subscription = subscribe(still, 0, 0);
    tt_change_free(next(subscription));
    FAILS(TT_CLOSED, tt_subscription_next(subscription, -1, &change, &error));
    CHECK_PART(tt_error_message(error), "does not change any more");
    tt_subscription_free(subscription);
    tt_table_free(still);
    tt_table_free(pairs);

    tt_consume_options options = from_beginning("words");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    tt_table *bad = consume(session, &options);
    tt_spec_free(value);
    subscription = subscribe(bad, 0, 0);
    int32_t status;
    while ((status = tt_subscription_next(subscription, PATIENCE_MS, &change, NULL)) == TT_OK)
        tt_change_free(change);
    CHECK_INT(status, TT_TABLE_FAILED);
    FAILS(TT_TABLE_FAILED, tt_subscription_next(subscription, -1, &change, &error));
    CHECK_TEXT(tt_error_detail(error, "topic"), topic_name("words"));
    tt_subscription_free(subscription);
    tt_table_free(bad);
}

/* A bounded read: its records, then the end. */
static void finishes(void)
{
    tt_property properties[] = {*bootstrap(), {"topictable.end.offset", "latest", 0, 0}};
    tt_consume_options options = from_beginning("words");
    tt_spec *value = simple_spec("Value", TT_STRING);
    options.properties = properties;
    options.properties_len = 2;
    options.value = value;
    tt_table *words = consume(session, &options);
    tt_spec_free(value);
    tt_subscription *subscription = subscribe(words, 0, 0);
    struct mirror mirror = {NULL, 0, 0};
    tt_change *change;
    int32_t status;
    while ((status = tt_subscription_next(subscription, PATIENCE_MS, &change, NULL)) == TT_OK) {
        mirror_apply(&mirror, change);
        tt_change_free(change);
    }
    CHECK_INT(status, TT_CLOSED);
    CHECK_INT((int64_t)mirror.len, 6);
    check_mirror(&mirror, words);
    mirror_clear(&mirror);
    tt_subscription_free(subscription);
    tt_table_free(words);
}

/* A stream needs no change, a change no subscription, a subscription no table, and none of them a session. */
static void lifetimes(void)
{
    tt_session *own = open_session();
    tt_table *pairs = consume_pairs(own, tt_append());
    await_rows(pairs, 5);
    tt_subscription *subscription = subscribe(pairs, 0, 0);
    tt_table_free(pairs);
    tt_session_free(own);
    tt_change *change = next(subscription);
    tt_subscription_free(subscription);
    struct ArrowArrayStream rows;
    OK(tt_change_added(change, NULL, &rows, &error));
    tt_change_free(change);
    struct mirror mirror = {NULL, 0, 0};
    mirror_each(&mirror, &rows, mirror_add);
    CHECK_INT((int64_t)mirror.len, 5);
    mirror_clear(&mirror);
}

static pthread_t start(void *(*body)(void *), void *argument)
{
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, body, argument), 0);
    return thread;
}

static void *waiter(void *subscription)
{
    tt_change *change;
    int32_t status;
    while ((status = tt_subscription_next(subscription, -1, &change, NULL)) == TT_OK)
        tt_change_free(change);
    CHECK_INT(status, TT_CLOSED);
    return NULL;
}

/* Closing a session ends the waits of all its subscribers. */
static void close_ends_waits(void)
{
    tt_session *own = open_session();
    tt_table *pairs = consume_pairs(own, tt_append());
    tt_subscription *subscription = subscribe(pairs, 0, 0);
    pthread_t threads[] = {start(waiter, subscription), start(waiter, subscription)};
    sleep_ms(100);
    int64_t begin = now_ms();
    tt_session_free(own);
    for (int i = 0; i < 2; i++)
        CHECK_INT(pthread_join(threads[i], NULL), 0);
    CHECK(now_ms() - begin < 2000);
    tt_subscription_free(subscription);
    tt_table_free(pairs);
}

/* Half of the subscriptions that come and go while the table runs. */
static void *comer(void *table)
{
    for (int i = 0; i < 500; i++) {
        tt_subscription *subscription = subscribe(table, i % 4, 1 + (size_t)i % 3);
        int32_t fd;
        if (i % 7 == 0)
            OK(tt_subscription_fd(subscription, &fd, &error));
        for (int taken = 0; taken < i % 3; taken++) {
            tt_change *change;
            int32_t status = tt_subscription_next(subscription, taken == 0 ? PATIENCE_MS : 1, &change, NULL);
            CHECK(status == TT_OK || status == TT_NO_CHANGE || (status == TT_OVERRUN && i % 4 == TT_FAIL));
            if (taken == 0 && status == TT_OK)
                CHECK(tt_change_is_initial(change));
            tt_change_free(change);
        }
        tt_subscription_free(subscription);
    }
    forget_error();
    return NULL;
}

static void a_thousand(void)
{
    tt_table *table = consume_ticks(session, tt_append());
    pthread_t threads[] = {start(comer, table), start(comer, table)};
    for (int i = 0; i < 2; i++)
        CHECK_INT(pthread_join(threads[i], NULL), 0);
    await_rows(table, row_count(table) + 1);
    tt_table_free(table);
}

int main(void)
{
    session = open_session();
    mirrors();
    policies();
    descriptors();
    columns();
    modified_columns();
    ends();
    finishes();
    lifetimes();
    close_ends_waits();
    a_thousand();
    forget_error();
    tt_session_free(session);
    return 0;
}
