/* A table for each partition, a start for each, what a cluster has, bad records, and what consumers are doing. */
#include "rows.h"
#include "topics.h"

#include <unistd.h>

static const tt_snapshot_options *columns_of(const char *const *names, size_t len)
{
    static tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.columns = names;
    options.columns_len = len;
    return &options;
}

static void await_count(const tt_table *table, uint64_t rows)
{
    for (int64_t deadline = now_ms() + PATIENCE_MS; row_count(table) != rows; sleep_ms(10))
        CHECK(now_ms() < deadline);
}

static void constituents(tt_session *session)
{
    tt_consume_options options = from_beginning("parts");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    tt_partitioned_table *partitioned;
    OK(tt_consume_to_partitioned_table(session, &options, &partitioned, &error));
    tt_table *keys, *second, *merged, *none = (tt_table *)&options;
    OK(tt_partitioned_table_keys(partitioned, &keys, &error));
    OK(tt_partitioned_table_constituent(partitioned, 1, &second, &error));
    OK(tt_partitioned_table_merge(partitioned, &merged, &error));
    FAILS(TT_NOT_FOUND, tt_partitioned_table_constituent(partitioned, 3, &none, &error));
    CHECK(none == NULL);
    CHECK_TEXT(tt_error_detail(error, "partition"), "3");
    CHECK_PART(tt_error_message(error), "[0, 1, 2]");

    await_count(merged, 6);
    await_count(keys, 3);
    await_count(second, 2);
    const char *values[] = {"KafkaPartition", "Value"};
    CHECK_COLUMNS(keys, "Partition:i");
    CHECK_ROWS(keys, NULL, "0\n1\n2\n");
    CHECK_ROWS(second, columns_of(values, 2), "1\t10\n1\t11\n");

    /* In any order: a table needs no partitioned one. */
    tt_partitioned_table_free(partitioned);
    CHECK_ROWS(second, columns_of(values, 2), "1\t10\n1\t11\n");
    tt_table_free(keys);
    tt_table_free(second);
    tt_table_free(merged);
    tt_spec_free(value);
    tt_partitioned_table_free(NULL);

    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_partitioned_table(session, NULL, &partitioned, &error));
    CHECK(partitioned == NULL);
    FAILS(TT_INVALID_ARGUMENT, tt_partitioned_table_keys(NULL, &keys, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "partitioned");
}

static void starts(tt_session *session)
{
    tt_consume_options options = from_beginning("parts");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    options.offsets = 0;
    options.partitions = (const int32_t[]){2, 1};
    options.partitions_len = 2;
    options.starts = (const int64_t[]){1, TT_SEEK_TO_BEGINNING};
    tt_table *table;
    OK(tt_consume_to_table(session, &options, &table, &error));
    tt_table *last;
    OK(tt_table_last_by(table, (const char *[]){"KafkaPartition"}, 1, &last, &error));
    await_count(table, 4);
    tt_table *second;
    OK(tt_table_where(table, (const char *[]){"KafkaPartition = 2", "KafkaOffset = 1"}, 2, &second, &error));
    const char *values[] = {"KafkaOffset", "Value"};
    CHECK_ROWS(second, columns_of(values, 2), "1\t21\n");
    CHECK_INT((int64_t)row_count(last), 2);
    tt_table_free(second);
    tt_table_free(last);
    tt_table_free(table);

    options.offsets = TT_SEEK_TO_END;
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &options, &table, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "options.starts");
    options.offsets = 0;
    options.starts = (const int64_t[]){0, -4};
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &options, &table, &error));
    CHECK_TEXT(tt_error_detail(error, "partition"), "1");
    options.partitions_len = 0;
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &options, &table, &error));
    tt_spec_free(value);
}

static void what_the_cluster_has(tt_session *session)
{
    tt_texts *topics;
    OK(tt_session_topics(session, bootstrap(), 1, &topics, &error));
    int found = 0;
    for (size_t i = 0; i < tt_texts_count(topics); i++)
        found += strcmp(tt_texts_get(topics, i), topic_name("parts")) == 0;
    CHECK_INT(found, 1);
    CHECK(tt_texts_get(topics, tt_texts_count(topics)) == NULL);
    CHECK(tt_texts_count(NULL) == 0 && tt_texts_get(NULL, 0) == NULL);
    tt_texts_free(topics);
    tt_texts_free(NULL);
    FAILS(TT_INVALID_ARGUMENT, tt_session_topics(session, NULL, 0, &topics, &error));
    CHECK(topics == NULL);
    CHECK_TEXT(tt_error_detail(error, "property"), "bootstrap.servers");

    int32_t count = -1;
    OK(tt_session_partition_count(session, bootstrap(), 1, topic_name("parts"), &count, &error));
    CHECK_INT(count, 3);
    FAILS(TT_NOT_FOUND, tt_session_partition_count(session, bootstrap(), 1, "no-such-topic", &count, &error));
    CHECK_INT(count, 0);

    /* No cluster is asked. */
    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    tt_property properties[] = {{"bootstrap.servers", "127.0.0.1:1", 0, 0}, {"deephaven.offset.column.name", "", 0, 0}};
    tt_spec *value = simple_spec("Value", TT_LONG);
    struct ArrowSchema schema;
    options.topic = "any";
    options.value = value;
    options.properties = properties;
    options.properties_len = 2;
    OK(tt_consume_schema(&options, &schema, &error));
    CHECK_INT(schema.n_children, 3);
    CHECK_TEXT(schema.children[0]->name, "KafkaPartition");
    CHECK_TEXT(schema.children[1]->name, "KafkaTimestamp");
    CHECK_TEXT(schema.children[2]->name, "Value");
    schema.release(&schema);
    tt_spec_free(value);
}

static void bad_records(tt_session *session)
{
    const tt_column columns[] = {{"Sym", TT_STRING, 0}, {"Qty", TT_INT, 0}};
    tt_spec *value;
    OK(tt_json_spec(columns, 2, NULL, 0, &value, &error));
    tt_property properties[] = {*bootstrap(), {"topictable.on.error", "skip", 0, 0}};
    tt_consume_options options = from_beginning("bad");
    options.value = value;
    options.properties = properties;
    options.properties_len = 2;
    tt_table *table, *errors, *none;
    OK(tt_consume_to_table(session, &options, &table, &error));
    OK(tt_table_errors(table, &errors, &error));
    await_count(table, 4);
    await_count(errors, 1);
    OK(tt_table_check(table, &error));
    const char *names[] = {"Partition", "Offset", "Field"};
    CHECK_ROWS(errors, columns_of(names, 3), "0\t2\tQty\n");
    FAILS(TT_INVALID_ARGUMENT, tt_table_errors(errors, &none, &error));
    CHECK(none == NULL);
    tt_table_free(errors);
    tt_table_free(table);
    tt_spec_free(value);
}

static void status(tt_session *session)
{
    tt_table *status, *parts;
    OK(tt_session_status(session, &status, &error));
    tt_consume_options options = from_beginning("parts");
    tt_spec *value = simple_spec("Value", TT_LONG);
    options.value = value;
    tt_table *table;
    OK(tt_consume_to_table(session, &options, &table, &error));
    OK(tt_table_where(status, (const char *[]){"State = `reading`", "Records > 0", "Lag = 0"}, 3, &parts, &error));
    await_count(parts, 3);
    const char *names[] = {"Partition", "Position", "End", "Records", "BadRecords", "Error"};
    tt_table *second;
    OK(tt_table_where(parts, (const char *[]){"Partition = 1"}, 1, &second, &error));
    CHECK_ROWS(second, columns_of(names, 6), "1\t2\t2\t2\t0\tnull\n");

    char *metrics;
    OK(tt_session_metrics(session, &metrics, &error));
    CHECK_PART(metrics, "# TYPE topictable_records_total counter\n");
    CHECK_PART(metrics, topic_name("parts"));
    tt_text_free(metrics);
    tt_text_free(NULL);
    FAILS(TT_INVALID_ARGUMENT, tt_session_metrics(NULL, &metrics, &error));
    CHECK(metrics == NULL);
    tt_table *made[] = {second, parts, status, table};
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        tt_table_free(made[i]);
    tt_spec_free(value);
}

static void members(tt_session *session)
{
    tt_consume_options options = from_beginning("parts");
    tt_spec *value = simple_spec("Value", TT_LONG);
    /* This program runs several times at once. */
    char group[64];
    snprintf(group, sizeof group, "members.%ld", (long)getpid());
    tt_property properties[] = {
        *bootstrap(),
        {"group.id", group, 0, 0},
        {"auto.offset.reset", "earliest", 0, 0},
        {"topictable.subscribe", "group", 0, 0},
    };
    options.value = value;
    options.properties = properties;
    options.properties_len = 4;
    tt_table *table;
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &options, &table, &error));
    CHECK_TEXT(tt_error_detail(error, "property"), "topictable.subscribe");
    options.offsets = TT_DONT_SEEK;
    OK(tt_consume_to_table(session, &options, &table, &error));
    await_count(table, 6);
    tt_table_free(table);
    tt_spec_free(value);
}

int main(void)
{
    void (*const tests[])(tt_session *) = {constituents, starts, members, what_the_cluster_has, bad_records, status};
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        tt_session *session = open_session();
        tests[i](session);
        tt_session_free(session);
    }
    forget_error();
    return 0;
}
