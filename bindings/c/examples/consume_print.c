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

/* Prints a batch of two columns, offset and text; gives the number of its rows. */
static int64_t print_batch(const struct ArrowArray *batch)
{
    const struct ArrowArray *offset = batch->children[0], *text = batch->children[1];
    const int64_t *offsets = (const int64_t *)offset->buffers[1] + offset->offset;
    const uint8_t *valid = text->buffers[0];
    const int32_t *ends = (const int32_t *)text->buffers[1] + text->offset;
    const char *bytes = text->buffers[2];
    for (int64_t row = 0; row < batch->length; row++) {
        int64_t bit = text->offset + row;
        if (valid != NULL && !(valid[bit / 8] >> (bit % 8) & 1))
            printf("%" PRId64 "\tnull\n", offsets[row]);
        else
            printf("%" PRId64 "\t%.*s\n", offsets[row], (int)(ends[row + 1] - ends[row]), bytes + ends[row]);
    }
    return batch->length;
}

/* Prints the rows of a table from `first` on; gives their number, or -1 and an error. */
static int64_t print_rows(tt_table *table, uint64_t first, tt_error **error)
{
    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.first_row = first;
    options.columns = (const char *[]){"KafkaOffset", "Text"};
    options.columns_len = 2;
    struct ArrowArrayStream rows;
    if (tt_table_snapshot(table, &options, &rows, error) != TT_OK)
        return -1;
    int64_t printed = 0;
    struct ArrowArray batch;
    while (rows.get_next(&rows, &batch) == 0 && batch.release != NULL) {
        printed += print_batch(&batch);
        batch.release(&batch);
    }
    rows.release(&rows);
    fflush(stdout);
    return printed;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS TOPIC [RECORDS]\n", argv[0]);
        return EXIT_FAILURE;
    }
    uint64_t wanted = argc > 3 ? strtoull(argv[3], NULL, 10) : UINT64_MAX, printed = 0;

    tt_error *error = NULL;
    tt_session *session = NULL;
    tt_spec *value = NULL;
    tt_table *table = NULL;
    int status = EXIT_SUCCESS;
    if (tt_session_open(NULL, &session, &error) != TT_OK)
        return fail(error);

    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = (tt_property[]){{"bootstrap.servers", argv[1], 0, 0}};
    options.properties_len = 1;
    options.topic = argv[2];
    options.offsets = TT_SEEK_TO_BEGINNING;
    options.type = tt_append();
    if (tt_simple_spec("Text", TT_STRING, &value, &error) != TT_OK)
        status = fail(error);
    options.value = value;
    if (status == EXIT_SUCCESS && tt_consume_to_table(session, &options, &table, &error) != TT_OK)
        status = fail(error);

    while (status == EXIT_SUCCESS && printed < wanted) {
        int32_t changed = tt_table_await_change(table, 1000, &error);
        int64_t rows = changed == TT_OK ? print_rows(table, printed, &error) : 0;
        if (rows < 0 || (changed != TT_OK && changed != TT_NO_CHANGE))
            status = fail(error);
        else
            printed += (uint64_t)rows;
    }

    tt_table_free(table);
    tt_spec_free(value);
    tt_session_free(session);
    return status;
}
