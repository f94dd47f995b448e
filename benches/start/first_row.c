/*
 * Reads a topic of text until there is a row, and prints when that was, after what, in microseconds since 1970:
 *
 *     main SESSION TABLE ROW CLOSED
 *
 *     ./first_row localhost:9092 words
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <topictable.h>

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int fail(tt_error *error)
{
    fprintf(stderr, "error %d: %s\n", tt_error_code(error), tt_error_message(error));
    tt_error_free(error);
    return EXIT_FAILURE;
}

/* Whether there is a first row, as somebody who uses it would find out. */
static int has_row(const tt_table *table, tt_error **error)
{
    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.row_count = 1;
    struct ArrowArrayStream rows;
    struct ArrowArray batch;
    if (tt_table_snapshot(table, &options, &rows, error) != TT_OK)
        return 0;
    int found = rows.get_next(&rows, &batch) == 0 && batch.release != NULL && batch.length > 0;
    if (batch.release != NULL)
        batch.release(&batch);
    rows.release(&rows);
    return found;
}

int main(int argc, char **argv)
{
    int64_t begun = now();
    if (argc != 3) {
        fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS TOPIC\n", argv[0]);
        return EXIT_FAILURE;
    }
    tt_error *error = NULL;
    tt_session *session = NULL;
    tt_spec *value = NULL;
    tt_table *table = NULL;
    if (tt_session_open(NULL, &session, &error) != TT_OK)
        return fail(error);
    int64_t open = now();

    if (tt_simple_spec("Text", TT_STRING, &value, &error) != TT_OK)
        return fail(error);
    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = (tt_property[]){{"bootstrap.servers", argv[1], 0, 0}};
    options.properties_len = 1;
    options.topic = argv[2];
    options.offsets = TT_SEEK_TO_BEGINNING;
    options.value = value;
    options.type = tt_append();
    if (tt_consume_to_table(session, &options, &table, &error) != TT_OK)
        return fail(error);
    int64_t made = now();

    while (!has_row(table, &error)) {
        if (error != NULL || tt_table_await_change(table, -1, &error) != TT_OK)
            return fail(error);
    }
    int64_t row = now();

    tt_table_free(table);
    tt_spec_free(value);
    tt_session_free(session);
    printf("%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", begun, open, made, row, now());
    return EXIT_SUCCESS;
}
