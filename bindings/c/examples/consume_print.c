/*
 * Reads a topic of text from its beginning and prints each record as it arrives.
 *
 *     cc consume_print.c $(pkg-config --cflags --libs topictable) -o consume_print
 *     ./consume_print localhost:9092 words        # until it is interrupted
 *     ./consume_print localhost:9092 words 100    # the first 100 records
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <topictable.h>

static int fail(tt_error *error)
{
    fprintf(stderr, "error %d: %s\n", tt_error_code(error), tt_error_message(error));
    tt_error_free(error);
    return EXIT_FAILURE;
}

/* Prints a batch of two columns, offset and text. A column begins at the sum of its own offset and the batch's. */
static void print_batch(const struct ArrowArray *batch)
{
    const struct ArrowArray *offset = batch->children[0], *text = batch->children[1];
    const int64_t *offsets = (const int64_t *)offset->buffers[1] + batch->offset + offset->offset;
    const uint8_t *valid = text->buffers[0];
    const int32_t *ends = (const int32_t *)text->buffers[1] + batch->offset + text->offset;
    const char *bytes = text->buffers[2];
    for (int64_t row = 0; row < batch->length; row++) {
        int64_t bit = batch->offset + text->offset + row;
        if (valid != NULL && !(valid[bit / 8] >> (bit % 8) & 1))
            printf("%" PRId64 "\tnull\n", offsets[row]);
        else
            printf("%" PRId64 "\t%.*s\n", offsets[row], (int)(ends[row + 1] - ends[row]), bytes + ends[row]);
    }
}

/* Prints the rows that come after the first `printed` ones, up to `wanted` in all, and counts them. */
static int print_rows(const tt_table *table, uint64_t *printed, uint64_t wanted)
{
    tt_error *error = NULL;
    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.first_row = *printed;
    options.row_count = wanted - *printed;
    options.columns = (const char *[]){"KafkaOffset", "Text"};
    options.columns_len = 2;
    struct ArrowArrayStream rows;
    if (tt_table_snapshot(table, &options, &rows, &error) != TT_OK)
        return fail(error);
    struct ArrowArray batch;
    int failure;
    while ((failure = rows.get_next(&rows, &batch)) == 0 && batch.release != NULL) {
        print_batch(&batch);
        *printed += (uint64_t)batch.length;
        batch.release(&batch);
    }
    if (failure != 0)
        fprintf(stderr, "the rows cannot be read: %s\n", rows.get_last_error(&rows));
    rows.release(&rows);
    fflush(stdout);
    return failure == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Prints rows as they arrive, until there were as many as wanted. */
static int follow(const tt_table *table, uint64_t wanted)
{
    tt_error *error = NULL;
    uint64_t printed = 0;
    int status = EXIT_SUCCESS;
    while (status == EXIT_SUCCESS && printed < wanted) {
        int32_t changed = tt_table_await_change(table, -1, &error);
        status = changed == TT_OK ? print_rows(table, &printed, wanted) : fail(error);
    }
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS TOPIC [RECORDS]\n", argv[0]);
        return EXIT_FAILURE;
    }
    uint64_t wanted = argc > 3 ? strtoull(argv[3], NULL, 10) : UINT64_MAX;

    tt_error *error = NULL;
    tt_session *session = NULL;
    tt_spec *value = NULL;
    tt_table *table = NULL;
    if (tt_session_open(NULL, &session, &error) != TT_OK)
        return fail(error);

    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = (tt_property[]){{"bootstrap.servers", argv[1], 0, 0}};
    options.properties_len = 1;
    options.topic = argv[2];
    options.offsets = TT_SEEK_TO_BEGINNING;
    options.type = tt_append();

    int status;
    if (tt_simple_spec("Text", TT_STRING, &value, &error) != TT_OK) {
        status = fail(error);
    } else {
        options.value = value;
        status = tt_consume_to_table(session, &options, &table, &error) == TT_OK ? follow(table, wanted) : fail(error);
    }

    tt_table_free(table);
    tt_spec_free(value);
    tt_session_free(session);
    return status;
}
