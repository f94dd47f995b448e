/* Avro records as columns, by raw encoding: what a registry does is tested from Rust and from Java. */
#include "rows.h"
#include "topics.h"

static const char TRADE[] =
    "{\"type\": \"record\", \"name\": \"Trade\", \"fields\": ["
    "{\"name\": \"sym\", \"type\": \"string\"}, {\"name\": \"price\", \"type\": \"double\"},"
    "{\"name\": \"venue\", \"type\": [\"null\", {\"type\": \"record\", \"name\": \"Venue\", \"fields\": ["
    "{\"name\": \"mic\", \"type\": \"string\"}]}]}]}";

/* Read as another schema: fields in another order, one of them with a default. */
static const char READER[] =
    "{\"type\": \"record\", \"name\": \"Trade\", \"fields\": ["
    "{\"name\": \"price\", \"type\": [\"null\", \"double\"]}, {\"name\": \"symbol\", \"type\": \"string\", \"aliases\": [\"sym\"]},"
    "{\"name\": \"qty\", \"type\": \"int\", \"default\": 7}]}";

static tt_table *consume_avro(tt_session *session, const tt_avro_options *avro)
{
    const tt_property properties[] = {
        *bootstrap(),
        {"deephaven.partition.column.name", "", 0, 0},
        {"deephaven.timestamp.column.name", "", 0, 0},
    };
    tt_consume_options options = from_beginning("avro");
    options.properties = properties;
    options.properties_len = 3;
    tt_spec *value;
    OK(tt_avro_spec(avro, &value, &error));
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    return table;
}

static void columns(tt_session *session)
{
    tt_avro_options avro = TT_AVRO_OPTIONS_INIT;
    avro.schema = TRADE;
    avro.encoding = TT_AVRO_RAW;
    tt_table *table = consume_avro(session, &avro);
    CHECK_COLUMNS(table, "KafkaOffset:l sym:u price:g venue__mic:u");
    await_rows(table, 3);
    CHECK_ROWS(table, NULL,
               "0\tAAPL\t135.5\tXNAS\n"
               "1\t\t1.5\tnull\n"
               "2\tnull\tnull\tnull\n");
    tt_table_free(table);
}

static void mapping(tt_session *session)
{
    const tt_mapping mapping[] = {{"venue.mic", "Venue", 0, 0}, {"sym!", "Sym", 3, 0}};
    tt_avro_options avro = TT_AVRO_OPTIONS_INIT;
    avro.schema = TRADE;
    avro.schema_len = strlen(TRADE);
    avro.encoding = TT_AVRO_RAW;
    avro.mapping = mapping;
    avro.mapping_len = 2;
    avro.mapped_only = 1;
    tt_table *table = consume_avro(session, &avro);
    CHECK_COLUMNS(table, "KafkaOffset:l Sym:u Venue:u");
    await_rows(table, 3);
    CHECK_ROWS(table, NULL, "0\tAAPL\tXNAS\n1\t\tnull\n2\tnull\tnull\n");
    tt_table_free(table);
}

static void resolution(tt_session *session)
{
    const char *writers[] = {TRADE};
    tt_avro_options avro = TT_AVRO_OPTIONS_INIT;
    avro.schema = READER;
    avro.encoding = TT_AVRO_RAW;
    avro.writers = writers;
    avro.writers_len = 1;
    tt_table *table = consume_avro(session, &avro);
    CHECK_COLUMNS(table, "KafkaOffset:l price:g symbol:u qty:i");
    await_rows(table, 3);
    CHECK_ROWS(table, NULL, "0\t135.5\tAAPL\t7\n1\t1.5\t\t7\n2\tnull\tnull\tnull\n");
    tt_table_free(table);
}

static void refused(tt_session *session)
{
    tt_avro_options avro = TT_AVRO_OPTIONS_INIT;
    tt_spec *value;
    avro.subject = "trades-value";
    avro.schema = TRADE;
    FAILS(TT_INVALID_ARGUMENT, tt_avro_spec(&avro, &value, &error));
    CHECK_PART(tt_error_message(error), "either options.schema, or options.subject");
    avro.subject = NULL;
    avro.encoding = 4;
    FAILS(TT_INVALID_ARGUMENT, tt_avro_spec(&avro, &value, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "options.encoding");

    /* Without a registry the records' schemas cannot be had. */
    avro.encoding = 0;
    tt_consume_options options = from_beginning("avro");
    tt_table *table;
    OK(tt_avro_spec(&avro, &value, &error));
    options.value = value;
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &options, &table, &error));
    CHECK_TEXT(tt_error_detail(error, "property"), "schema.registry.url");
    tt_spec_free(value);

    avro.schema = "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"next\", \"type\": [\"null\", \"R\"]}]}";
    OK(tt_avro_spec(&avro, &value, &error));
    options.value = value;
    FAILS(TT_UNSUPPORTED, tt_consume_to_table(session, &options, &table, &error));
    CHECK_TEXT(tt_error_detail(error, "field"), "next");
    tt_spec_free(value);
}

int main(void)
{
    tt_session *session = open_session();
    columns(session);
    mapping(session);
    resolution(session);
    refused(session);
    forget_error();
    tt_session_free(session);
    return 0;
}
