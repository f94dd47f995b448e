/* MessagePack maps as columns. */
#include "rows.h"
#include "topics.h"

static const tt_column COLUMNS[] = {
    {"symbol", TT_STRING, 0}, {"price", TT_DOUBLE, 0}, {"raw", TT_BYTES, 0}, {"when", TT_INSTANT, 0}};
static const tt_mapping MAPPING[] = {{"/quote/0", "price", 0, 0}};

static void rows(tt_session *session)
{
    const tt_property properties[] = {
        *bootstrap(),
        {"deephaven.partition.column.name", "", 0, 0},
        {"deephaven.timestamp.column.name", "", 0, 0},
        {"topictable.on.error", "skip", 0, 0},
    };
    tt_consume_options options = from_beginning("msgpack");
    options.properties = properties;
    options.properties_len = 4;
    tt_spec *value;
    OK(tt_msgpack_spec(COLUMNS, 4, MAPPING, 1, &value, &error));
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    CHECK_COLUMNS(table, "KafkaOffset:l symbol:u price:g raw:z when:tsn:UTC");
    await_rows(table, 4);
    CHECK_ROWS(table, NULL,
               "0\tAAPL\t1.5\t01ff\tnull\n"
               "1\t5\tnull\tnull\tnull\n"
               "3\tnull\tnull\tnull\tnull\n"
               "5\tTSLA\tnull\tnull\t2000000000\n");
    tt_table_free(table);
}

/* What means nothing fails when a table is made. */
static void refused(tt_session *session)
{
    const tt_column uuid = {"U", TT_UUID, 0};
    tt_consume_options options = from_beginning("msgpack");
    tt_spec *spec;
    tt_table *table;
    OK(tt_msgpack_spec(&uuid, 1, NULL, 0, &spec, &error));
    options.value = spec;
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &options, &table, &error));
    tt_spec_free(spec);
}

int main(void)
{
    tt_session *session;
    OK(tt_session_open(NULL, &session, &error));
    rows(session);
    refused(session);
    tt_session_free(session);
    return 0;
}
