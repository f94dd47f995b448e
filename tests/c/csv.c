/* CSV rows as columns. */
#include "rows.h"
#include "topics.h"

static const char *const HEADER[] = {"symbol", "venue", "price"};
static const tt_column COLUMNS[] = {{"price", TT_DOUBLE, 0}, {"symbol", TT_STRING, 0}};

static tt_csv_options with_header(void)
{
    tt_csv_options csv = TT_CSV_OPTIONS_INIT;
    csv.columns = COLUMNS;
    csv.columns_len = 2;
    csv.header = HEADER;
    csv.header_len = 3;
    csv.delimiter = ';';
    csv.quote = '\'';
    csv.null_text = "-";
    return csv;
}

static void rows(tt_session *session)
{
    const tt_property properties[] = {
        *bootstrap(),
        {"deephaven.partition.column.name", "", 0, 0},
        {"deephaven.timestamp.column.name", "", 0, 0},
        {"topictable.on.error", "skip", 0, 0},
    };
    tt_csv_options csv = with_header();
    tt_consume_options options = from_beginning("csv");
    options.properties = properties;
    options.properties_len = 4;
    tt_spec *value;
    OK(tt_csv_spec(&csv, &value, &error));
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    CHECK_COLUMNS(table, "KafkaOffset:l price:g symbol:u");
    await_rows(table, 4);
    CHECK_ROWS(table, NULL,
               "0\t135.5\tAAPL\n"
               "1\tnull\tT;SLA\n"
               "3\tnull\tnull\n"
               "4\t1\t\n");
    tt_table_free(table);
}

/* What cannot be read as an option fails at once, what means nothing when a table is made. */
static void refused(tt_session *session)
{
    tt_spec *spec;
    tt_csv_options csv = with_header();
    csv.delimiter = 0xd800;
    FAILS(TT_INVALID_ARGUMENT, tt_csv_spec(&csv, &spec, &error));
    csv = with_header();
    csv.quote = -2;
    FAILS(TT_INVALID_ARGUMENT, tt_csv_spec(&csv, &spec, &error));
    csv = with_header();
    csv.header_len = 2;
    tt_consume_options options = from_beginning("csv");
    tt_table *table;
    OK(tt_csv_spec(&csv, &spec, &error));
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
