/* Messages of Protobuf as columns. */
#include "rows.h"
#include "topics.h"

static const char schema[] = "syntax = \"proto3\"; package t; import \"inside.proto\";"
                             "message Trade { string sym = 1; double price = 2; repeated int32 sizes = 3; Inside in = 4; }";
static const char inside[] = "syntax = \"proto3\"; package t; message Inside { int32 x = 1; bool y = 2; }";

static tt_protobuf_options trades(void)
{
    static tt_proto_file files[2];
    files[0] = (tt_proto_file){"trade.proto", schema, 0, 0};
    /* With lengths, the text need not be terminated. */
    files[1] = (tt_proto_file){"inside.proto!", inside, sizeof "inside.proto" - 1, sizeof inside - 1};
    tt_protobuf_options options = TT_PROTOBUF_OPTIONS_INIT;
    options.files = files;
    options.files_len = 2;
    options.protocol = TT_RAW;
    return options;
}

static tt_spec *spec_of(const tt_protobuf_options *options)
{
    tt_spec *spec;
    OK(tt_protobuf_spec(options, &spec, &error));
    return spec;
}

static tt_table *table_of(tt_session *session, const tt_protobuf_options *protobuf)
{
    tt_property properties[] = {*bootstrap(), {"deephaven.partition.column.name", "", 0, 0},
                                {"deephaven.timestamp.column.name", "", 0, 0}};
    tt_consume_options options = from_beginning("messages");
    tt_spec *value = spec_of(protobuf);
    options.properties = properties;
    options.properties_len = 3;
    options.value = value;
    tt_table *table = consume(session, &options);
    tt_spec_free(value);
    return table;
}

static void columns(tt_session *session)
{
    tt_protobuf_options options = trades();
    tt_table *table = table_of(session, &options);
    CHECK_COLUMNS(table, "KafkaOffset:l sym:u price:g sizes:+l in_x:i in_y:b");
    await_rows(table, 3);
    CHECK_ROWS(table, NULL,
               "0\tABC\t128\t[1,2]\t1\ttrue\n"
               "1\t\t0\t[]\tnull\tnull\n"
               "2\tnull\tnull\tnull\tnull\tnull\n");
    tt_table_free(table);
}

static void chosen_columns(tt_session *session)
{
    tt_protobuf_options options = trades();
    options.message = "Trade";
    options.include = (const char *[]){"/sym", "/in/*"};
    options.include_len = 2;
    options.exclude = (const char *[]){"in/y"};
    options.exclude_len = 1;
    options.names = (const tt_mapping[]){{"in/x", "X", 0, 0}};
    options.names_len = 1;
    tt_table *table = table_of(session, &options);
    CHECK_COLUMNS(table, "KafkaOffset:l sym:u X:i");
    await_rows(table, 3);
    CHECK_ROWS(table, NULL, "0\tABC\t1\n1\t\tnull\n2\tnull\tnull\n");
    tt_table_free(table);
}

static void refusals(tt_session *session)
{
    tt_spec *spec;
    tt_protobuf_options options = trades();
    options.subject = "s";
    FAILS(TT_INVALID_ARGUMENT, tt_protobuf_spec(&options, &spec, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "options");
    options = trades();
    options.protocol = 3;
    FAILS(TT_INVALID_ARGUMENT, tt_protobuf_spec(&options, &spec, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "options.protocol");
    options = trades();
    options.size = 8;
    FAILS(TT_INVALID_ARGUMENT, tt_protobuf_spec(&options, &spec, &error));

    /* What the schema says is only read for a table. */
    tt_consume_options consume = from_beginning("messages");
    tt_table *table;
    options = trades();
    options.message = "Nothing";
    consume.value = spec = spec_of(&options);
    FAILS(TT_NOT_FOUND, tt_consume_to_table(session, &consume, &table, &error));
    CHECK_TEXT(tt_error_detail(error, "message"), "Nothing");
    tt_spec_free(spec);
    options = trades();
    options.files_len = 1;
    consume.value = spec = spec_of(&options);
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &consume, &table, &error));
    CHECK_PART(tt_error_message(error), "inside.proto");
    tt_spec_free(spec);
    options = (tt_protobuf_options)TT_PROTOBUF_OPTIONS_INIT;
    options.descriptors = "\xff";
    options.descriptors_len = 1;
    consume.value = spec = spec_of(&options);
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &consume, &table, &error));
    CHECK_PART(tt_error_message(error), "FileDescriptorSet");
    tt_spec_free(spec);
    options = (tt_protobuf_options)TT_PROTOBUF_OPTIONS_INIT;
    options.subject = "s";
    consume.value = spec = spec_of(&options);
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &consume, &table, &error));
    CHECK_PART(tt_error_message(error), "schema.registry.url");
    tt_spec_free(spec);
}

int main(void)
{
    tt_session *session = open_session();
    columns(session);
    chosen_columns(session);
    refusals(session);
    forget_error();
    tt_session_free(session);
    return 0;
}
