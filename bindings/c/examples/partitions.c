/*
 * Reads a topic into a table for each partition, and prints how many rows each has once there are so many in all.
 *
 *     cc partitions.c $(pkg-config --cflags --libs topictable) -o partitions
 *     ./partitions localhost:9092 trades 100   # after 100 records
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

/* Waits until the merged table has the rows, then prints those of each constituent. */
static int print_counts(const tt_partitioned_table *parts, const tt_table *all, int32_t partitions, uint64_t rows)
{
    tt_error *error = NULL;
    uint64_t count = 0;
    while (count < rows)
        if (tt_table_await_change(all, -1, &error) != TT_OK || tt_table_row_count(all, &count, &error) != TT_OK)
            return fail(error);
    for (int32_t partition = 0; partition < partitions; partition++) {
        tt_table *part;
        if (tt_partitioned_table_constituent(parts, partition, &part, &error) != TT_OK)
            return fail(error);
        int32_t status = tt_table_row_count(part, &count, &error);
        tt_table_free(part);
        if (status != TT_OK)
            return fail(error);
        printf("partition %" PRId32 ": rows %" PRIu64 "\n", partition, count);
    }
    return EXIT_SUCCESS;
}

static int run(tt_session *session, const char *bootstrap, const char *topic, uint64_t rows)
{
    tt_error *error = NULL;
    tt_spec *value = NULL;
    tt_partitioned_table *parts = NULL;
    tt_table *all = NULL;
    int32_t partitions;
    tt_property servers = {"bootstrap.servers", bootstrap, 0, 0};
    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = &servers;
    options.properties_len = 1;
    options.topic = topic;
    options.offsets = TT_SEEK_TO_BEGINNING;
    options.type = tt_append();

    int status = EXIT_FAILURE;
    if (tt_session_partition_count(session, &servers, 1, topic, &partitions, &error) != TT_OK ||
        tt_simple_spec("Value", TT_LONG, &value, &error) != TT_OK ||
        (options.value = value, tt_consume_to_partitioned_table(session, &options, &parts, &error)) != TT_OK ||
        tt_partitioned_table_merge(parts, &all, &error) != TT_OK)
        fail(error);
    else
        status = print_counts(parts, all, partitions, rows);
    tt_table_free(all);
    tt_partitioned_table_free(parts);
    tt_spec_free(value);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS TOPIC ROWS\n", argv[0]);
        return EXIT_FAILURE;
    }
    tt_error *error = NULL;
    tt_session *session;
    if (tt_session_open(NULL, &session, &error) != TT_OK)
        return fail(error);
    int status = run(session, argv[1], argv[2], strtoull(argv[3], NULL, 10));
    tt_session_free(session);
    return status;
}
