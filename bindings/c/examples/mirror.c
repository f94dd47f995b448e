/*
 * Keeps the number of records of each text of a topic, in an array of its own that is changed by what the table says
 * has changed, and prints it at the end. The changes come by a callback.
 *
 *     cc mirror.c $(pkg-config --cflags --libs topictable) -pthread -o mirror
 *     ./mirror localhost:9092 words 100   # after 100 records
 */
/* For strdup and strndup. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <topictable.h>

/* A row of the mirror, found by its row key: here keys count up from 0, as those of all aggregations do. */
struct entry {
    char *text;
    int64_t count;
};

struct mirror {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct entry *entries;
    uint64_t len;
    int64_t records;
    int failed;
};

static int fail(const tt_error *error)
{
    fprintf(stderr, "error %d: %s\n", tt_error_code(error), tt_error_message(error));
    return EXIT_FAILURE;
}

static char *text_at(const struct ArrowArray *text, int64_t row)
{
    const uint8_t *valid = text->buffers[0];
    const int32_t *ends = text->buffers[1];
    if (valid != NULL && !(valid[row / 8] >> (row % 8) & 1))
        return strdup("null");
    return strndup((const char *)text->buffers[2] + ends[row], (size_t)(ends[row + 1] - ends[row]));
}

static void put(struct mirror *mirror, uint64_t key, char *text, int64_t count)
{
    if (key >= mirror->len) {
        struct entry *grown = realloc(mirror->entries, (key + 1) * sizeof *grown);
        if (grown == NULL)
            abort();
        memset(grown + mirror->len, 0, (key + 1 - mirror->len) * sizeof *grown);
        mirror->entries = grown;
        mirror->len = key + 1;
    }
    struct entry *entry = &mirror->entries[key];
    mirror->records += count - entry->count;
    free(entry->text);
    *entry = (struct entry){text, count};
}

/* Puts the rows of a stream, row key, text and count, into the mirror. The stream is released. */
static int put_rows(struct mirror *mirror, struct ArrowArrayStream *rows)
{
    struct ArrowArray batch;
    int failure;
    while ((failure = rows->get_next(rows, &batch)) == 0 && batch.release != NULL) {
        const struct ArrowArray *keys = batch.children[0], *texts = batch.children[1], *counts = batch.children[2];
        for (int64_t row = batch.offset; row < batch.offset + batch.length; row++)
            put(mirror, ((const uint64_t *)keys->buffers[1])[keys->offset + row], text_at(texts, texts->offset + row),
                ((const int64_t *)counts->buffers[1])[counts->offset + row]);
        batch.release(&batch);
    }
    rows->release(rows);
    return failure == 0;
}

/* Called with each change, by one thread. Rows of counts are never removed. */
static void apply(void *context, int32_t status, const tt_change *change, const tt_error *why)
{
    struct mirror *mirror = context;
    struct ArrowArrayStream rows;
    pthread_mutex_lock(&mirror->lock);
    if (status != TT_OK) {
        fail(why);
        mirror->failed = 1;
    } else {
        mirror->failed |= tt_change_modified(change, NULL, &rows, NULL) != TT_OK || !put_rows(mirror, &rows) ||
                          tt_change_added(change, NULL, &rows, NULL) != TT_OK || !put_rows(mirror, &rows);
    }
    pthread_cond_signal(&mirror->changed);
    pthread_mutex_unlock(&mirror->lock);
}

static int print_when(struct mirror *mirror, int64_t wanted)
{
    pthread_mutex_lock(&mirror->lock);
    while (mirror->records < wanted && !mirror->failed)
        pthread_cond_wait(&mirror->changed, &mirror->lock);
    for (uint64_t key = 0; key < mirror->len; key++)
        printf("%" PRId64 "\t%s\n", mirror->entries[key].count, mirror->entries[key].text);
    int failed = mirror->failed;
    pthread_mutex_unlock(&mirror->lock);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS TOPIC RECORDS\n", argv[0]);
        return EXIT_FAILURE;
    }
    tt_error *error = NULL;
    tt_session *session = NULL;
    tt_spec *value = NULL;
    tt_table *table = NULL, *counts = NULL;
    tt_subscription *changes = NULL;
    struct mirror mirror = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, 0, 0, 0};

    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = (tt_property[]){{"bootstrap.servers", argv[1], 0, 0}};
    options.properties_len = 1;
    options.topic = argv[2];
    options.offsets = TT_SEEK_TO_BEGINNING;

    /* A mirror needs no change of its own for each cycle: what it has not taken becomes one. */
    tt_subscribe_options wishes = TT_SUBSCRIBE_OPTIONS_INIT;
    wishes.policy = TT_COALESCE;
    wishes.callback = (tt_change_callback){&mirror, apply, NULL};

    int made = tt_session_open(NULL, &session, &error) == TT_OK &&
               tt_simple_spec("Text", TT_STRING, &value, &error) == TT_OK;
    options.value = value;
    made = made && tt_consume_to_table(session, &options, &table, &error) == TT_OK &&
           tt_table_count_by(table, "Count", (const char *[]){"Text"}, 1, &counts, &error) == TT_OK &&
           tt_table_subscribe(counts, &wishes, &changes, &error) == TT_OK;
    int status = made ? print_when(&mirror, strtoll(argv[3], NULL, 10)) : fail(error);

    /* No call is running any more once the subscription is freed. */
    tt_subscription_free(changes);
    for (uint64_t key = 0; key < mirror.len; key++)
        free(mirror.entries[key].text);
    free(mirror.entries);
    tt_table_free(counts);
    tt_table_free(table);
    tt_spec_free(value);
    tt_session_free(session);
    tt_error_free(error);
    return status;
}
