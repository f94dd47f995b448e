/*
 * Reads JSON records into a table, takes its rows as an Arrow stream, and prints that as tab-separated text.
 *
 *     cc json_arrow.c $(pkg-config --cflags --libs topictable) -o json_arrow
 *     ./json_arrow localhost:9092 orders 100 Symbol:string Price:double Qty:int At:instant
 *
 * waits for 100 records and takes the named fields of each. What prints the stream knows Arrow only: it prints any
 * stream of columns of the formats in `arrow_types`, wherever it comes from.
 */
#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <topictable.h>

/* ---- An Arrow stream as text. ---- */

static void print_bool(const struct ArrowArray *array, int64_t row)
{
    const uint8_t *bits = array->buffers[1];
    fputs(bits[row / 8] >> (row % 8) & 1 ? "true" : "false", stdout);
}

static void print_int8(const struct ArrowArray *array, int64_t row)
{
    printf("%" PRId8, ((const int8_t *)array->buffers[1])[row]);
}

static void print_uint16(const struct ArrowArray *array, int64_t row)
{
    printf("%" PRIu16, ((const uint16_t *)array->buffers[1])[row]);
}

static void print_int16(const struct ArrowArray *array, int64_t row)
{
    printf("%" PRId16, ((const int16_t *)array->buffers[1])[row]);
}

static void print_int32(const struct ArrowArray *array, int64_t row)
{
    printf("%" PRId32, ((const int32_t *)array->buffers[1])[row]);
}

static void print_int64(const struct ArrowArray *array, int64_t row)
{
    printf("%" PRId64, ((const int64_t *)array->buffers[1])[row]);
}

/* As many digits as every decimal text keeps: 0.1 is printed as that. */
static void print_float(const struct ArrowArray *array, int64_t row)
{
    printf("%.*g", FLT_DIG, (double)((const float *)array->buffers[1])[row]);
}

static void print_double(const struct ArrowArray *array, int64_t row)
{
    printf("%.*g", DBL_DIG, ((const double *)array->buffers[1])[row]);
}

/* Tabs and ends of lines would be taken for those of the output. */
static void print_utf8(const struct ArrowArray *array, int64_t row)
{
    const int32_t *ends = array->buffers[1];
    const char *bytes = array->buffers[2];
    for (int32_t i = ends[row]; i < ends[row + 1]; i++) {
        if (bytes[i] == '\t')
            fputs("\\t", stdout);
        else if (bytes[i] == '\n')
            fputs("\\n", stdout);
        else if (bytes[i] == '\\')
            fputs("\\\\", stdout);
        else
            putchar(bytes[i]);
    }
}

/* As in ISO 8601; the part of a second is positive also before 1970. */
static void print_timestamp_ns(const struct ArrowArray *array, int64_t row)
{
    int64_t nanos = ((const int64_t *)array->buffers[1])[row], part = nanos % 1000000000;
    part += part < 0 ? 1000000000 : 0;
    time_t seconds = (time_t)((nanos - part) / 1000000000);
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", gmtime(&seconds));
    printf("%s.%09" PRId64 "Z", text, part);
}

/* A type by its format, see https://arrow.apache.org/docs/format/CDataInterface.html. */
typedef struct {
    const char *format, *name;
    void (*print)(const struct ArrowArray *array, int64_t row);
} arrow_type;

static const arrow_type arrow_types[] = {
    {"b", "bool", print_bool},      {"c", "int8", print_int8},
    {"S", "uint16", print_uint16},  {"s", "int16", print_int16},
    {"i", "int32", print_int32},    {"l", "int64", print_int64},
    {"f", "float", print_float},    {"g", "double", print_double},
    {"u", "utf8", print_utf8},      {"tsn:UTC", "timestamp[ns, UTC]", print_timestamp_ns},
};

static const arrow_type *type_of(const struct ArrowSchema *column)
{
    for (size_t i = 0; i < sizeof arrow_types / sizeof *arrow_types; i++)
        if (column->dictionary == NULL && strcmp(column->format, arrow_types[i].format) == 0)
            return &arrow_types[i];
    return NULL;
}

/* Prints a line of name:type; gives 0, or -1 when there is a column that cannot be printed. */
static int print_header(const struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        const arrow_type *type = type_of(schema->children[i]);
        if (type == NULL) {
            fprintf(stderr, "column %s has the format %s, which this program does not print\n",
                    schema->children[i]->name, schema->children[i]->format);
            return -1;
        }
        printf("%s%s:%s", i > 0 ? "\t" : "", schema->children[i]->name, type->name);
    }
    putchar('\n');
    return 0;
}

static void print_cell(const struct ArrowSchema *column, const struct ArrowArray *array, int64_t row)
{
    const uint8_t *valid = array->buffers[0];
    if (valid != NULL && !(valid[row / 8] >> (row % 8) & 1))
        fputs("null", stdout);
    else
        type_of(column)->print(array, row);
}

/* A batch is a struct array: its offset counts in every column, in addition to the column's own. */
static void print_batch(const struct ArrowSchema *schema, const struct ArrowArray *batch)
{
    for (int64_t row = 0; row < batch->length; row++) {
        for (int64_t i = 0; i < batch->n_children; i++) {
            const struct ArrowArray *column = batch->children[i];
            if (i > 0)
                putchar('\t');
            print_cell(schema->children[i], column, batch->offset + column->offset + row);
        }
        putchar('\n');
    }
}

static int stream_failed(struct ArrowArrayStream *stream)
{
    const char *reason = stream->get_last_error(stream);
    fprintf(stderr, "the stream cannot be read: %s\n", reason != NULL ? reason : "it does not say why");
    return EXIT_FAILURE;
}

/* Prints a whole stream; gives the exit status. The stream is the caller's to release. */
static int print_stream(struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    if (stream->get_schema(stream, &schema) != 0)
        return stream_failed(stream);
    int status = print_header(&schema) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    while (status == EXIT_SUCCESS) {
        struct ArrowArray batch;
        if (stream->get_next(stream, &batch) != 0) {
            status = stream_failed(stream);
            break;
        }
        if (batch.release == NULL)
            break;
        print_batch(&schema, &batch);
        batch.release(&batch);
    }
    schema.release(&schema);
    return status;
}

/* ---- A topic as an Arrow stream. ---- */

static int fail(tt_error *error)
{
    fprintf(stderr, "error %d: %s\n", tt_error_code(error), tt_error_message(error));
    tt_error_free(error);
    return EXIT_FAILURE;
}

/* Reads a column from NAME:TYPE; gives 0, or -1 when it is none. The name ends at the colon: it has a length. */
static int parse_column(const char *text, tt_column *column)
{
    static const struct {
        const char *name;
        int32_t type;
    } types[] = {
        {"boolean", TT_BOOLEAN}, {"byte", TT_BYTE},     {"char", TT_CHAR},     {"short", TT_SHORT},
        {"int", TT_INT},         {"long", TT_LONG},     {"float", TT_FLOAT},   {"double", TT_DOUBLE},
        {"string", TT_STRING},   {"instant", TT_INSTANT},
    };
    size_t len = strcspn(text, ":");
    if (len > 0 && text[len] == ':')
        for (size_t i = 0; i < sizeof types / sizeof *types; i++)
            if (strcmp(text + len + 1, types[i].name) == 0) {
                *column = (tt_column){text, types[i].type, len};
                return 0;
            }
    fprintf(stderr, "%s: expected NAME:TYPE with one of the types", text);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        fprintf(stderr, " %s", types[i].name);
    fputc('\n', stderr);
    return -1;
}

/* Waits until the table has so many rows. */
static int32_t await_rows(const tt_table *table, uint64_t wanted, tt_error **error)
{
    uint64_t rows = 0;
    int32_t status = tt_table_row_count(table, &rows, error);
    while (status == TT_OK && rows < wanted) {
        status = tt_table_await_change(table, -1, error);
        if (status == TT_OK)
            status = tt_table_row_count(table, &rows, error);
    }
    return status;
}

/* Prints the first rows of a topic; gives the exit status. */
static int print_topic(tt_session *session, const tt_consume_options *options, uint64_t rows)
{
    tt_error *error = NULL;
    tt_table *table = NULL;
    tt_snapshot_options first = TT_SNAPSHOT_OPTIONS_INIT;
    first.row_count = rows;
    struct ArrowArrayStream stream;
    int status;
    if (tt_consume_to_table(session, options, &table, &error) != TT_OK || await_rows(table, rows, &error) != TT_OK ||
        tt_table_snapshot(table, &first, &stream, &error) != TT_OK) {
        status = fail(error);
    } else {
        status = print_stream(&stream);
        stream.release(&stream);
    }
    tt_table_free(table);
    return status;
}

/* More columns than that would not be typed by hand. */
#define MOST_COLUMNS 100

int main(int argc, char **argv)
{
    uint64_t records = argc > 3 ? strtoull(argv[3], NULL, 10) : 0;
    tt_column columns[MOST_COLUMNS];
    size_t columns_len = argc > 4 ? (size_t)argc - 4 : 0;
    if (records == 0 || columns_len == 0 || columns_len > MOST_COLUMNS) {
        fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS TOPIC RECORDS NAME:TYPE...\n", argv[0]);
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < columns_len; i++)
        if (parse_column(argv[4 + i], &columns[i]) != 0)
            return EXIT_FAILURE;

    tt_error *error = NULL;
    tt_session *session = NULL;
    tt_spec *value = NULL;
    if (tt_session_open(NULL, &session, &error) != TT_OK)
        return fail(error);

    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = (tt_property[]){{"bootstrap.servers", argv[1], 0, 0}};
    options.properties_len = 1;
    options.topic = argv[2];
    options.offsets = TT_SEEK_TO_BEGINNING;
    options.type = tt_append();

    int status;
    if (tt_json_spec(columns, columns_len, NULL, 0, &value, &error) != TT_OK) {
        status = fail(error);
    } else {
        options.value = value;
        status = print_topic(session, &options, records);
    }

    tt_spec_free(value);
    tt_session_free(session);
    return status;
}
