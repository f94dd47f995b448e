/*
 * Tables of the topics that run.sh has filled from records.jsonl. It tells where through TOPICTABLE_BOOTSTRAP, the
 * broker's address, and TOPICTABLE_PREFIX, with which all topics of this run begin.
 */
#ifndef TOPICTABLE_TESTS_TOPICS_H
#define TOPICTABLE_TESTS_TOPICS_H

#include "check.h"

/* Longer than anything takes under valgrind on a busy machine. */
#define PATIENCE_MS 50000

static inline const char *environment(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fprintf(stderr, "%s is not set: this program is run by tests/c/run.sh\n", name);
        exit(1);
    }
    return value;
}

/* The whole name of a topic, until the next call of this thread. */
static inline const char *topic_name(const char *name)
{
    static _Thread_local char whole[128];
    snprintf(whole, sizeof whole, "%s%s", environment("TOPICTABLE_PREFIX"), name);
    return whole;
}

/* The address of the broker, as the only property there has to be. */
static inline const tt_property *bootstrap(void)
{
    static _Thread_local tt_property property;
    property = (tt_property){"bootstrap.servers", environment("TOPICTABLE_BOOTSTRAP"), 0, 0};
    return &property;
}

/* Options to read a topic from its beginning into an append table; the specs are still to come. */
static inline tt_consume_options from_beginning(const char *name)
{
    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = bootstrap();
    options.properties_len = 1;
    options.topic = topic_name(name);
    options.offsets = TT_SEEK_TO_BEGINNING;
    options.type = tt_append();
    return options;
}

static inline tt_session *open_session(void)
{
    tt_session *session;
    OK(tt_session_open(NULL, &session, &error));
    return session;
}

static inline tt_spec *simple_spec(const char *column, int32_t type)
{
    tt_spec *spec;
    OK(tt_simple_spec(column, type, &spec, &error));
    return spec;
}

static inline tt_table *consume(tt_session *session, const tt_consume_options *options)
{
    tt_table *table;
    OK(tt_consume_to_table(session, options, &table, &error));
    return table;
}

/* A table of the topic "pairs": Key, a text, and Value, a long. Five records. */
static inline tt_table *consume_pairs(tt_session *session, tt_table_type type)
{
    tt_consume_options options = from_beginning("pairs");
    tt_spec *key = simple_spec("Key", TT_STRING), *value = simple_spec("Value", TT_LONG);
    options.key = key;
    options.value = value;
    options.type = type;
    tt_table *table = consume(session, &options);
    tt_spec_free(key);
    tt_spec_free(value);
    return table;
}

/* A table of the topic "ticks", which run.sh feeds all the time, from now on: Value, a long. */
static inline tt_table *consume_ticks(tt_session *session, tt_table_type type)
{
    tt_consume_options options = from_beginning("ticks");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    options.offsets = TT_SEEK_TO_END;
    options.type = type;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    return table;
}

/* A table of a topic of JSON. */
static inline tt_table *consume_json(tt_session *session, const char *topic, const tt_column *columns, size_t len)
{
    tt_consume_options options = from_beginning(topic);
    tt_spec *value;
    OK(tt_json_spec(columns, len, NULL, 0, &value, &error));
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    return table;
}

static inline uint64_t row_count(const tt_table *table)
{
    uint64_t rows;
    OK(tt_table_row_count(table, &rows, &error));
    return rows;
}

/* Waits until a table has at least so many rows. */
static inline void await_rows(const tt_table *table, uint64_t rows)
{
    int64_t deadline = now_ms() + PATIENCE_MS;
    while (row_count(table) < rows) {
        CHECK(now_ms() < deadline);
        int32_t status = tt_table_await_change(table, 100, &error);
        CHECK(status == TT_OK || status == TT_NO_CHANGE);
    }
}

#endif
