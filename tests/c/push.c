/* Changes that are pushed: a mirror kept by calls, ends, frees inside and outside of a call. */
#include "mirror.h"
#include "topics.h"

#include <pthread.h>

static tt_session *session;

/* What the calls of one subscription have seen. All of it is behind the lock. */
struct seen {
    pthread_mutex_t lock;
    struct mirror mirror;
    int calls, running, drops;
    int32_t end;
    /* Where to find the subscription that is freed in its call of this number; 0 for never. */
    tt_subscription *own;
    int free_in_call;
    int sleep_ms;
};

static void lock(struct seen *seen)
{
    CHECK_INT(pthread_mutex_lock(&seen->lock), 0);
}

static void unlock(struct seen *seen)
{
    CHECK_INT(pthread_mutex_unlock(&seen->lock), 0);
}

static void call(void *context, int32_t status, const tt_change *change, const tt_error *reason)
{
    struct seen *seen = context;
    lock(seen);
    CHECK_INT(seen->running++, 0);
    CHECK_INT(seen->drops, 0);
    CHECK_INT(seen->end, 0);
    CHECK((status == TT_OK) == (change != NULL) && (change == NULL) == (reason != NULL));
    CHECK_INT(tt_error_code(reason), status);
    seen->end = status;
    if (change != NULL) {
        CHECK(tt_change_is_initial(change) == (seen->calls == 0));
        mirror_apply(&seen->mirror, change);
        seen->calls++;
    }
    int sleeps = seen->sleep_ms, frees = seen->calls == seen->free_in_call;
    unlock(seen);
    if (sleeps > 0)
        sleep_ms(sleeps);
    if (frees)
        tt_subscription_free(seen->own);
    lock(seen);
    CHECK_INT(--seen->running, 0);
    unlock(seen);
    forget_error();
}

static void dropped(void *context)
{
    struct seen *seen = context;
    lock(seen);
    CHECK_INT(seen->running, 0);
    CHECK_INT(seen->drops++, 0);
    unlock(seen);
}

static struct seen new_seen(void)
{
    return (struct seen){.lock = PTHREAD_MUTEX_INITIALIZER};
}

static tt_subscription *push(const tt_table *table, int32_t policy, size_t capacity, struct seen *seen)
{
    tt_subscribe_options options = TT_SUBSCRIBE_OPTIONS_INIT;
    options.policy = policy;
    options.capacity = capacity;
    options.callback = (tt_change_callback){seen, call, dropped};
    tt_subscription *subscription;
    OK(tt_table_subscribe(table, &options, &subscription, &error));
    return subscription;
}

static int value(struct seen *seen, const int *field)
{
    lock(seen);
    int value = *field;
    unlock(seen);
    return value;
}

/* Waits until a field has at least this value. */
static void await(struct seen *seen, const int *field, int wanted)
{
    int64_t deadline = now_ms() + PATIENCE_MS;
    while (value(seen, field) < wanted) {
        CHECK(now_ms() < deadline);
        sleep_ms(1);
    }
}

/* While the session is held, the mirror becomes the table, for all changes get there without anyone's help. */
static void mirror(tt_table *table, int32_t policy, size_t capacity)
{
    struct seen seen = new_seen();
    tt_subscription *subscription = push(table, policy, capacity, &seen);
    for (int comparison = 1; comparison <= 3; comparison++) {
        await(&seen, &seen.calls, 5 * comparison);
        OK(tt_session_hold(session, &error));
        sleep_ms(200);
        lock(&seen);
        check_mirror(&seen.mirror, table);
        unlock(&seen);
        OK(tt_session_release(session, &error));
    }
    tt_change *change;
    int32_t fd;
    FAILS(TT_INVALID_ARGUMENT, tt_subscription_next(subscription, 0, &change, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_subscription_fd(subscription, &fd, &error));
    tt_subscription_free(subscription);
    /* Nothing is running any more, and nothing follows. */
    CHECK_INT(seen.drops, 1);
    CHECK_INT(seen.running, 0);
    CHECK_INT(seen.end, 0);
    mirror_clear(&seen.mirror);
    tt_table_free(table);
}

static void mirrors(void)
{
    mirror(consume_ticks(session, tt_append()), TT_BLOCK, 1);
    mirror(consume_ticks(session, tt_ring(30)), TT_COALESCE, 1);
    mirror(consume_ticks(session, tt_blink()), TT_BLOCK, 0);
}

/* The end is told by a last call: here of a session that is closed, of a failure, and of a slow subscriber. */
static void ends(void)
{
    tt_session *own = open_session();
    tt_table *pairs = consume_pairs(own, tt_append());
    struct seen seen = new_seen();
    tt_subscription *subscription = push(pairs, 0, 0, &seen);
    await_rows(pairs, 5);
    OK(tt_session_close(own, &error));
    await(&seen, &seen.drops, 1);
    CHECK_INT(seen.end, TT_CLOSED);
    check_mirror(&seen.mirror, pairs);
    mirror_clear(&seen.mirror);
    tt_subscription_free(subscription);
    tt_table_free(pairs);
    tt_session_free(own);

    tt_consume_options options = from_beginning("words");
    tt_spec *longs = simple_spec("Value", TT_LONG);
    options.value = longs;
    tt_table *bad = consume(session, &options);
    tt_spec_free(longs);
    seen = new_seen();
    subscription = push(bad, 0, 0, &seen);
    await(&seen, &seen.drops, 1);
    CHECK_INT(seen.end, TT_TABLE_FAILED);
    tt_subscription_free(subscription);
    mirror_clear(&seen.mirror);
    tt_table_free(bad);

    tt_table *ticks = consume_ticks(session, tt_append());
    seen = new_seen();
    seen.sleep_ms = 100;
    subscription = push(ticks, TT_FAIL, 1, &seen);
    await(&seen, &seen.drops, 1);
    CHECK_INT(seen.end, TT_OVERRUN);
    tt_subscription_free(subscription);
    mirror_clear(&seen.mirror);
    tt_table_free(ticks);
}

/* What was handed over to a call that fails is dropped. */
static void refusals(void)
{
    tt_table *ticks = consume_ticks(session, tt_append());
    struct seen seen = new_seen();
    tt_subscribe_options options = TT_SUBSCRIBE_OPTIONS_INIT;
    options.callback = (tt_change_callback){&seen, call, dropped};
    tt_subscription *none;
    options.policy = 9;
    FAILS(TT_INVALID_ARGUMENT, tt_table_subscribe(ticks, &options, &none, &error));
    CHECK_INT(seen.drops, 1);
    seen.drops = 0;
    options.policy = 0;
    FAILS(TT_INVALID_ARGUMENT, tt_table_subscribe(ticks, &options, NULL, &error));
    CHECK_INT(seen.drops, 1);
    seen.drops = 0;
    FAILS(TT_INVALID_ARGUMENT, tt_table_subscribe(NULL, &options, &none, &error));
    CHECK_INT(seen.drops, 1);
    /* There need be no drop. */
    seen.drops = 0;
    options.callback.drop = NULL;
    tt_subscription *subscription;
    OK(tt_table_subscribe(ticks, &options, &subscription, &error));
    await(&seen, &seen.calls, 1);
    tt_subscription_free(subscription);
    CHECK_INT(seen.drops, 0);
    mirror_clear(&seen.mirror);
    tt_table_free(ticks);
}

static void freed_inside(void)
{
    tt_table *ticks = consume_ticks(session, tt_append());
    for (int in_call = 1; in_call <= 3; in_call++) {
        struct seen seen = new_seen();
        seen.free_in_call = in_call;
        /* The first call waits for the subscription to be known. */
        lock(&seen);
        tt_subscribe_options options = TT_SUBSCRIBE_OPTIONS_INIT;
        options.callback = (tt_change_callback){&seen, call, dropped};
        OK(tt_table_subscribe(ticks, &options, &seen.own, &error));
        unlock(&seen);
        await(&seen, &seen.drops, 1);
        sleep_ms(20);
        lock(&seen);
        CHECK_INT(seen.calls, in_call);
        CHECK_INT(seen.end, 0);
        unlock(&seen);
        mirror_clear(&seen.mirror);
    }
    tt_table_free(ticks);
}

/* What a call that uses everything needs, and has done. */
struct inside {
    tt_session *session;
    tt_table *table;
    pthread_mutex_t lock;
    int calls, drops;
    int32_t end;
};

/* No lock of the library's is held during a call: it may do whatever may be done elsewhere. */
static void use_everything(void *context, int32_t status, const tt_change *change, const tt_error *reason)
{
    struct inside *inside = context;
    (void)reason;
    CHECK_INT(pthread_mutex_lock(&inside->lock), 0);
    if (change == NULL) {
        inside->end = status;
    } else if (++inside->calls <= 3) {
        OK(tt_session_hold(inside->session, &error));
        tt_table *derived;
        OK(tt_table_last_by(inside->table, (const char *[]){"Value"}, 1, &derived, &error));
        struct seen seen = new_seen();
        tt_subscription *other = push(derived, TT_BLOCK, 1, &seen);
        await(&seen, &seen.calls, 1);
        tt_subscription_free(other);
        mirror_clear(&seen.mirror);
        tt_table_free(derived);
        OK(tt_session_release(inside->session, &error));
        if (inside->calls == 3)
            OK(tt_session_close(inside->session, &error));
    }
    forget_error();
    CHECK_INT(pthread_mutex_unlock(&inside->lock), 0);
}

static void drop_inside(void *context)
{
    struct inside *inside = context;
    CHECK_INT(pthread_mutex_lock(&inside->lock), 0);
    inside->drops++;
    CHECK_INT(pthread_mutex_unlock(&inside->lock), 0);
}

static void everything_inside(void)
{
    tt_session *own = open_session();
    struct inside inside = {own, consume_ticks(own, tt_append()), PTHREAD_MUTEX_INITIALIZER, 0, 0, 0};
    tt_subscribe_options options = TT_SUBSCRIBE_OPTIONS_INIT;
    options.capacity = 1;
    options.callback = (tt_change_callback){&inside, use_everything, drop_inside};
    tt_subscription *subscription;
    OK(tt_table_subscribe(inside.table, &options, &subscription, &error));
    int64_t deadline = now_ms() + PATIENCE_MS;
    for (int dropped_yet = 0; !dropped_yet;) {
        CHECK(now_ms() < deadline);
        sleep_ms(1);
        CHECK_INT(pthread_mutex_lock(&inside.lock), 0);
        dropped_yet = inside.drops;
        CHECK_INT(pthread_mutex_unlock(&inside.lock), 0);
    }
    CHECK_INT(inside.drops, 1);
    CHECK_INT(inside.end, TT_CLOSED);
    tt_subscription_free(subscription);
    tt_table_free(inside.table);
    tt_session_free(own);
}

static void *comer(void *table)
{
    for (int i = 0; i < 150; i++) {
        struct seen seen = new_seen();
        seen.sleep_ms = i % 5 == 0;
        tt_subscription *subscription = push(table, TT_BLOCK, 1 + (size_t)i % 3, &seen);
        if (i % 3 == 0)
            await(&seen, &seen.calls, 1);
        tt_subscription_free(subscription);
        CHECK_INT(seen.drops, 1);
        CHECK_INT(seen.running, 0);
        mirror_clear(&seen.mirror);
    }
    forget_error();
    return NULL;
}

static void come_and_go(void)
{
    tt_table *ticks = consume_ticks(session, tt_append());
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, comer, ticks), 0);
    for (int i = 0; i < 2; i++)
        CHECK_INT(pthread_join(threads[i], NULL), 0);
    await_rows(ticks, row_count(ticks) + 1);
    tt_table_free(ticks);
}

int main(void)
{
    session = open_session();
    mirrors();
    ends();
    refusals();
    freed_inside();
    everything_inside();
    come_and_go();
    forget_error();
    tt_session_free(session);
    return 0;
}
