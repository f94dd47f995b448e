/* The library's messages, and when a listener is called and dropped. */
#include "topics.h"

#include <pthread.h>

struct listener {
    pthread_mutex_t lock;
    int calls;
    int refused;
    int drops;
    int32_t worst;
    char source[64];
    /* What a call does besides counting. */
    void (*inside)(struct listener *);
};

static void called(void *context, int32_t level, const char *source, const char *text)
{
    struct listener *listener = context;
    pthread_mutex_lock(&listener->lock);
    CHECK_INT(listener->drops, 0);
    listener->calls++;
    if (strstr(text, "refused")) {
        listener->refused++;
        listener->worst = level;
        snprintf(listener->source, sizeof listener->source, "%s", source);
    }
    pthread_mutex_unlock(&listener->lock);
    if (listener->inside)
        listener->inside(listener);
}

static void dropped(void *context)
{
    struct listener *listener = context;
    pthread_mutex_lock(&listener->lock);
    listener->drops++;
    pthread_mutex_unlock(&listener->lock);
}

static int read_locked(struct listener *listener, const int *field)
{
    pthread_mutex_lock(&listener->lock);
    int value = *field;
    pthread_mutex_unlock(&listener->lock);
    return value;
}

static void listen_to(int32_t level, struct listener *listener)
{
    tt_log_listener options = {listener, called, dropped};
    OK(tt_log_listen(level, &options, &error));
}

/* Lets the library say that nobody listens at the address. */
static void refuse(void)
{
    tt_session *session;
    tt_table *table;
    OK(tt_session_open(NULL, &session, &error));
    tt_spec *value = simple_spec("Value", TT_STRING);
    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    tt_property properties[] = {{"bootstrap.servers", "127.0.0.1:1", 0, 0}, {"default.api.timeout.ms", "500", 0, 0}};
    options.properties = properties;
    options.properties_len = 2;
    options.topic = "nowhere";
    options.value = value;
    FAILS(TT_TIMEOUT, tt_consume_to_table(session, &options, &table, &error));
    tt_spec_free(value);
    tt_session_free(session);
}

static void await_refused(struct listener *listener)
{
    for (int i = 0; i < 500 && read_locked(listener, &listener->refused) == 0; i++)
        sleep_ms(10);
    CHECK(read_locked(listener, &listener->refused) > 0);
}

static void calls_the_library(struct listener *listener)
{
    (void)listener;
    tt_session *session;
    OK(tt_session_open(NULL, &session, &error));
    tt_session_free(session);
    forget_error();
}

static void ends_itself(struct listener *listener)
{
    (void)listener;
    OK(tt_log_listen(TT_LOG_OFF, NULL, &error));
    forget_error();
}

int main(void)
{
    struct listener first = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct listener second = {.lock = PTHREAD_MUTEX_INITIALIZER, .inside = calls_the_library};
    struct listener third = {.lock = PTHREAD_MUTEX_INITIALIZER, .inside = ends_itself};

    /* A level that does not exist: the listener is dropped, as it always is. */
    FAILS(TT_INVALID_ARGUMENT, tt_log_listen(6, &(tt_log_listener){&first, called, dropped}, &error));
    CHECK_PART(tt_error_message(error), "6 is no level");
    CHECK_INT(first.drops, 1);
    first.drops = 0;
    FAILS(TT_INVALID_ARGUMENT, tt_log_listen(-1, NULL, &error));

    listen_to(TT_LOG_WARN, &first);
    refuse();
    await_refused(&first);
    CHECK_TEXT(first.source, "topictable.kafka");
    CHECK_INT(first.worst, TT_LOG_WARN);

    /* Another takes its place: this one is not called again. */
    listen_to(TT_LOG_WARN, &second);
    CHECK_INT(first.drops, 1);
    int calls = first.calls;
    refuse();
    await_refused(&second);
    CHECK_INT(first.calls, calls);

    listen_to(TT_LOG_TRACE, &third);
    CHECK_INT(second.drops, 1);
    refuse();
    for (int i = 0; i < 500 && read_locked(&third, &third.drops) == 0; i++)
        sleep_ms(10);
    CHECK_INT(third.drops, 1);
    CHECK_INT(third.calls, 1);

    /* Nobody, twice. */
    OK(tt_log_listen(TT_LOG_INFO, NULL, &error));
    OK(tt_log_listen(TT_LOG_INFO, &(tt_log_listener){NULL, NULL, NULL}, &error));
    forget_error();
    return 0;
}
