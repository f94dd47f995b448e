/*
 * Follows the last rows of a topic of text and prints every row that comes and goes, while it waits for the terminal as
 * well: what a program with an event loop of its own does.
 *
 *     cc follow_changes.c $(pkg-config --cflags --libs topictable) -o follow_changes
 *     ./follow_changes localhost:9092 words 3       # a ring of three rows, until a line is entered
 *     ./follow_changes localhost:9092 words 3 100   # or until 100 rows have come
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <topictable.h>

static int fail(tt_error *error)
{
    fprintf(stderr, "error %d: %s\n", tt_error_code(error), tt_error_message(error));
    tt_error_free(error);
    return EXIT_FAILURE;
}

/* Prints the rows of a stream of two columns, row key and text, each behind a sign. The stream is released. */
static int print_rows(char sign, struct ArrowArrayStream *rows)
{
    struct ArrowArray batch;
    int failure;
    while ((failure = rows->get_next(rows, &batch)) == 0 && batch.release != NULL) {
        const struct ArrowArray *key = batch.children[0], *text = batch.children[1];
        const uint64_t *keys = (const uint64_t *)key->buffers[1] + batch.offset + key->offset;
        const uint8_t *valid = text->buffers[0];
        const int32_t *ends = (const int32_t *)text->buffers[1] + batch.offset + text->offset;
        for (int64_t row = 0; row < batch.length; row++) {
            int64_t bit = batch.offset + text->offset + row;
            int is_null = valid != NULL && !(valid[bit / 8] >> (bit % 8) & 1);
            printf("%c %" PRIu64 "\t%.*s\n", sign, keys[row], is_null ? 4 : (int)(ends[row + 1] - ends[row]),
                   is_null ? "null" : (const char *)text->buffers[2] + ends[row]);
        }
        batch.release(&batch);
    }
    if (failure != 0)
        fprintf(stderr, "the rows cannot be read: %s\n", rows->get_last_error(rows));
    rows->release(rows);
    return failure == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Takes one change and prints it; counts the rows that have come. */
static int take(const tt_subscription *changes, uint64_t *seen)
{
    tt_error *error = NULL;
    tt_change *change = NULL;
    struct ArrowArrayStream rows;
    int32_t status = tt_subscription_next(changes, 0, &change, &error);
    if (status == TT_NO_CHANGE)
        return EXIT_SUCCESS;
    if (status != TT_OK)
        return fail(error);
    *seen += tt_change_added_count(change);
    int result = tt_change_removed(change, NULL, &rows, &error) == TT_OK ? print_rows('-', &rows) : fail(error);
    if (result == EXIT_SUCCESS)
        result = tt_change_added(change, NULL, &rows, &error) == TT_OK ? print_rows('+', &rows) : fail(error);
    fflush(stdout);
    tt_change_free(change);
    return result;
}

/* Waits for changes and for a line at once. */
static int follow(const tt_subscription *changes, uint64_t wanted)
{
    tt_error *error = NULL;
    struct pollfd polled[2] = {{.events = POLLIN}, {.fd = wanted == UINT64_MAX ? 0 : -1, .events = POLLIN}};
    if (tt_subscription_fd(changes, &polled[0].fd, &error) != TT_OK)
        return fail(error);
    uint64_t seen = 0;
    int status = EXIT_SUCCESS;
    while (status == EXIT_SUCCESS && seen < wanted && poll(polled, 2, -1) > 0 && polled[1].revents == 0)
        status = take(changes, &seen);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS TOPIC ROWS [RECORDS]\n", argv[0]);
        return EXIT_FAILURE;
    }
    uint64_t wanted = argc > 4 ? strtoull(argv[4], NULL, 10) : UINT64_MAX;

    tt_error *error = NULL;
    tt_session *session = NULL;
    tt_spec *value = NULL;
    tt_table *table = NULL;
    tt_subscription *changes = NULL;
    if (tt_session_open(NULL, &session, &error) != TT_OK)
        return fail(error);

    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = (tt_property[]){{"bootstrap.servers", argv[1], 0, 0}};
    options.properties_len = 1;
    options.topic = argv[2];
    options.offsets = TT_SEEK_TO_BEGINNING;
    options.type = tt_ring(strtoull(argv[3], NULL, 10));

    tt_subscribe_options wishes = TT_SUBSCRIBE_OPTIONS_INIT;
    wishes.columns = (const char *[]){"Text"};
    wishes.columns_len = 1;

    int status = EXIT_FAILURE;
    int made = tt_simple_spec("Text", TT_STRING, &value, &error) == TT_OK;
    options.value = value;
    made = made && tt_consume_to_table(session, &options, &table, &error) == TT_OK &&
           tt_table_subscribe(table, &wishes, &changes, &error) == TT_OK;
    status = made ? follow(changes, wanted) : fail(error);

    tt_subscription_free(changes);
    tt_table_free(table);
    tt_spec_free(value);
    tt_session_free(session);
    return status;
}
