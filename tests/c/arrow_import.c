/*
 * Streams that are made by hand here become tables, or are refused; in any case everything that was handed over is
 * released exactly once.
 */
#include "rows.h"
#include "topics.h"

#include <errno.h>

/* ---- A producer of Arrow streams. It counts what it hands out and what comes back. ---- */

static struct {
    int streams, schemas, arrays;
} made, released;

#define MOST_COLUMNS 4

/* An array over constant memory. */
struct part {
    int64_t length, null_count, offset, n_buffers;
    const void *buffers[3];
    const struct part *item; /* of a list */
};

struct batch {
    int64_t length;
    struct part columns[MOST_COLUMNS];
};

struct field {
    const char *name, *format;
    const struct field *item; /* of a list */
};

/* The private data of a stream. */
struct source {
    const struct field *fields;
    int n_fields;
    const struct batch *batches;
    int n_batches;
    const char *schema_failure, *next_failure; /* what goes wrong: the schema, or the batch after the last one */
    int is_silent;                             /* about what went wrong */
    int next;
    const char *error;
};

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);
    CHECK(memory != NULL);
    return memory;
}

static void release_schema(struct ArrowSchema *schema)
{
    CHECK(schema->release != NULL);
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
        free(schema->children[i]);
    }
    free(schema->children);
    schema->release = NULL;
    released.schemas++;
}

static void make_schema(struct ArrowSchema *schema, const char *name, const char *format, const struct field *children,
                        int n_children)
{
    *schema = (struct ArrowSchema){.format = format, .name = name, .flags = ARROW_FLAG_NULLABLE,
                                   .n_children = n_children, .release = release_schema};
    schema->children = allocate((size_t)n_children, sizeof *schema->children);
    for (int i = 0; i < n_children; i++) {
        schema->children[i] = allocate(1, sizeof(struct ArrowSchema));
        make_schema(schema->children[i], children[i].name, children[i].format, children[i].item,
                    children[i].item != NULL);
    }
    made.schemas++;
}

static void release_array(struct ArrowArray *array)
{
    CHECK(array->release != NULL);
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    free(array->children);
    free(array->buffers);
    array->release = NULL;
    released.arrays++;
}

static void make_array(struct ArrowArray *array, const struct part *part, const struct part *children, int n_children)
{
    *array = (struct ArrowArray){.length = part->length, .null_count = part->null_count, .offset = part->offset,
                                 .n_buffers = part->n_buffers, .n_children = n_children, .release = release_array};
    array->buffers = allocate(3, sizeof *array->buffers);
    memcpy(array->buffers, part->buffers, sizeof part->buffers);
    array->children = allocate((size_t)n_children, sizeof *array->children);
    for (int i = 0; i < n_children; i++) {
        array->children[i] = allocate(1, sizeof(struct ArrowArray));
        make_array(array->children[i], &children[i], children[i].item, children[i].item != NULL);
    }
    made.arrays++;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    struct source *source = stream->private_data;
    source->error = source->schema_failure;
    if (source->error != NULL)
        return EIO;
    make_schema(out, "", "+s", source->fields, source->n_fields);
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    struct source *source = stream->private_data;
    if (source->next == source->n_batches) {
        source->error = source->next_failure;
        memset(out, 0, sizeof *out);
        return source->error != NULL ? EIO : 0;
    }
    const struct batch *batch = &source->batches[source->next++];
    struct part rows = {batch->length, 0, 0, 1, {NULL}, NULL};
    make_array(out, &rows, batch->columns, source->n_fields);
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    struct source *source = stream->private_data;
    return source->is_silent ? NULL : source->error;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    CHECK(stream->release != NULL);
    stream->release = NULL;
    released.streams++;
}

static struct ArrowArrayStream stream_of(struct source *source)
{
    made.streams++;
    return (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, source};
}

static void check_released(void)
{
    CHECK_INT(released.streams, made.streams);
    CHECK_INT(released.schemas, made.schemas);
    CHECK_INT(released.arrays, made.arrays);
}

/* ---- Streams that become tables. ---- */

static const struct field item = {"item", "l", NULL};
static const struct field fields[] = {
    {"Id", "i", NULL}, {"Name", "u", NULL}, {"Price", "g", NULL}, {"Sizes", "+l", &item}};

static const int32_t ids[] = {1, 2, 3, 4, 5, 6};
static const int32_t name_ends[] = {0, 3, 3, 3, 7, 8, 8};
static const char names[] = "onefour5";
static const uint8_t names_valid[] = {0x39}; /* rows 0, 3, 4, 5 */
static const double prices[] = {0.5, -1, 2e10, 0, 4.25, 5};
static const int32_t size_ends[] = {0, 2, 2, 3, 3, 6, 6};
static const int64_t sizes[] = {10, 11, 30, 50, 51, 52};
static const uint8_t sizes_valid[] = {0x37}; /* all but row 3 */
static const struct part all_sizes = {6, 0, 0, 2, {NULL, sizes}, NULL};

/* Rows 0 and 1, none, and the rest: the third batch begins inside of its buffers, and does not know its nulls. */
static const struct batch batches[] = {
    {2, {{2, 0, 0, 2, {NULL, ids}, NULL},
         {2, 1, 0, 3, {names_valid, name_ends, names}, NULL},
         {2, 0, 0, 2, {NULL, prices}, NULL},
         {2, 0, 0, 2, {sizes_valid, size_ends}, &all_sizes}}},
    {0, {{0, 0, 0, 2, {NULL, ids}, NULL},
         {0, 0, 0, 3, {NULL, name_ends, names}, NULL},
         {0, 0, 0, 2, {NULL, prices}, NULL},
         {0, 0, 0, 2, {NULL, size_ends}, &all_sizes}}},
    {4, {{4, 0, 2, 2, {NULL, ids}, NULL},
         {4, -1, 2, 3, {names_valid, name_ends, names}, NULL},
         {4, 0, 2, 2, {NULL, prices}, NULL},
         {4, -1, 2, 2, {sizes_valid, size_ends}, &all_sizes}}},
};

static void good_stream(tt_session *session)
{
    struct source source = {.fields = fields, .n_fields = 4, .batches = batches, .n_batches = 3};
    struct ArrowArrayStream stream = stream_of(&source);
    tt_table *table, *derived;
    OK(tt_table_import(session, &stream, &table, &error));
    CHECK(stream.release == NULL);
    CHECK_INT(released.streams, made.streams);

    CHECK_COLUMNS(table, "Id:i Name:u Price:g Sizes:+l");
    CHECK_ROWS(table, NULL,
               "1\tone\t0.5\t[10,11]\n"
               "2\tnull\t-1\t[]\n"
               "3\tnull\t20000000000\t[30]\n"
               "4\tfour\t0\tnull\n"
               "5\t5\t4.25\t[50,51,52]\n"
               "6\t\t5\t[]\n");
    int32_t refreshing;
    OK(tt_table_is_refreshing(table, &refreshing, &error));
    CHECK_INT(refreshing, 0);
    OK(tt_table_check(table, &error));
    /* It has rows, which nobody has waited for yet, and then never changes. */
    OK(tt_table_await_change(table, -1, &error));
    FAILS(TT_NO_CHANGE, tt_table_await_change(table, -1, &error));

    OK(tt_table_where(table, (const char *[]){"Id > 4"}, 1, &derived, &error));
    CHECK_ROWS(derived, NULL, "5\t5\t4.25\t[50,51,52]\n6\t\t5\t[]\n");
    OK(tt_table_is_refreshing(derived, &refreshing, &error));
    CHECK_INT(refreshing, 0);

    /* Out and in again. */
    tt_table *again;
    OK(tt_table_snapshot(table, NULL, &stream, &error));
    OK(tt_table_import(session, &stream, &again, &error));
    char *text = text_of(table, NULL);
    CHECK_ROWS(again, NULL, text);
    free(text);
    tt_table_free(again);
    tt_table_free(derived);
    tt_table_free(table);
    check_released();
}

/* The rows of a table belong to it, also after the session that it was made in. */
static void outlives_session(void)
{
    tt_session *session = open_session();
    struct source source = {.fields = fields, .n_fields = 4, .batches = batches, .n_batches = 1};
    struct ArrowArrayStream stream = stream_of(&source);
    tt_table *table;
    OK(tt_table_import(session, &stream, &table, &error));
    tt_session_free(session);
    CHECK_ROWS(table, NULL, "1\tone\t0.5\t[10,11]\n2\tnull\t-1\t[]\n");
    tt_table_free(table);
    check_released();
}

static void no_rows(tt_session *session)
{
    struct source source = {.fields = fields, .n_fields = 4};
    struct ArrowArrayStream stream = stream_of(&source);
    tt_table *table;
    OK(tt_table_import(session, &stream, &table, &error));
    CHECK_COLUMNS(table, "Id:i Name:u Price:g Sizes:+l");
    CHECK_ROWS(table, NULL, "");
    FAILS(TT_NO_CHANGE, tt_table_await_change(table, -1, &error));
    tt_table_free(table);
    check_released();
}

/* ---- Streams that are refused. ---- */

/* Importing this fails with the status, and the message says so. */
static void refused_as(tt_session *session, int32_t status, struct source source, const char *message)
{
    struct ArrowArrayStream stream = stream_of(&source);
    tt_table *table = (tt_table *)&source;
    FAILS(status, tt_table_import(session, &stream, &table, &error));
    CHECK(table == NULL && stream.release == NULL);
    CHECK_PART(tt_error_message(error), message);
    check_released();
}

static void refused(tt_session *session, struct source source, const char *message)
{
    refused_as(session, TT_INVALID_ARGUMENT, source, message);
}

static void no_stream(tt_session *session)
{
    tt_table *table;
    FAILS(TT_INVALID_ARGUMENT, tt_table_import(session, NULL, &table, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "stream");

    struct ArrowArrayStream stream = {0};
    FAILS(TT_INVALID_ARGUMENT, tt_table_import(session, &stream, &table, &error));
    CHECK(table == NULL);
}

static void failing_streams(tt_session *session)
{
    struct source source = {.fields = fields, .n_fields = 4, .batches = batches, .n_batches = 1};
    source.next_failure = "the disk is gone";
    refused(session, source, "the disk is gone");
    source.is_silent = 1;
    refused(session, source, "failed");
    source.is_silent = 0;
    source.schema_failure = "the schema is secret";
    refused(session, source, "the schema is secret");

    const struct field twice[] = {fields[0], fields[0]};
    struct source clashing = {.fields = twice, .n_fields = 2};
    refused(session, clashing, "Id");
    CHECK_TEXT(tt_error_detail(error, "column"), "Id");

    const struct field unknown[] = {{"Id", "?", NULL}};
    struct source odd = {.fields = unknown, .n_fields = 1};
    refused_as(session, TT_UNSUPPORTED, odd, "\"?\"");

    /* A child that is missing, sizes that cannot be, names that are no text. */
    const struct field schemas[] = {{"L", "+l", NULL}, {"M", "+m", NULL}, {"\xff", "i", NULL}, {"Id", NULL, NULL}};
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
        struct source broken = {.fields = &schemas[i], .n_fields = 1};
        refused(session, broken, "Arrow schema");
    }
    const struct field sizes_of[] = {{"W", "w:-1", NULL}, {"W", "w:99999999999", NULL}, {"D", "d:5", NULL}};
    for (size_t i = 0; i < sizeof sizes_of / sizeof *sizes_of; i++) {
        struct source broken = {.fields = &sizes_of[i], .n_fields = 1};
        refused_as(session, TT_UNSUPPORTED, broken, sizes_of[i].format);
    }
}

/* A single column of text with these ends and bytes. */
static void refused_text(tt_session *session, const int32_t *ends, const char *bytes, int64_t length)
{
    const struct field text = {"Text", "u", NULL};
    const struct batch batch = {length, {{length, 0, 0, 3, {NULL, ends, bytes}, NULL}}};
    struct source source = {.fields = &text, .n_fields = 1, .batches = &batch, .n_batches = 1};
    refused(session, source, "");
}

static void broken_text(tt_session *session)
{
    /* Beyond the end and back, backwards, before the beginning; no character. */
    refused_text(session, (const int32_t[]){0, 1000000, 3}, "abc", 2);
    refused_text(session, (const int32_t[]){0, 3, 2, 3}, "abc", 3);
    refused_text(session, (const int32_t[]){0, -1, 3}, "abc", 2);
    refused_text(session, (const int32_t[]){-5, 1, 3}, "abc", 2);
    refused_text(session, (const int32_t[]){0, 1, -1}, "abc", 2);
    /* No ends, no bytes, ends that are not aligned. */
    refused_text(session, NULL, "abc", 2);
    refused_text(session, (const int32_t[]){0, 1, 3}, NULL, 2);
    refused_text(session, (const int32_t *)((const char *)(const int32_t[]){0, 0, 0, 0} + 1), "abc", 2);
    refused_text(session, (const int32_t[]){0, 2}, "\xff\xff", 1);
    refused_text(session, (const int32_t[]){0, 1, 2}, "\xc3\xbc", 2);
}

/* Lists whose items are not there. */
static void broken_lists(tt_session *session)
{
    const struct field list = {"Sizes", "+l", &item};
    const int32_t ends[][3] = {{0, 2, 1000000}, {0, 7, 3}, {0, -1, 3}, {-1, 0, 3}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const struct batch batch = {2, {{2, 0, 0, 2, {NULL, ends[i]}, &all_sizes}}};
        struct source source = {.fields = &list, .n_fields = 1, .batches = &batch, .n_batches = 1};
        refused(session, source, "");
    }
}

/* Memory that is missing, and numbers that contradict each other. */
static void broken_shapes(tt_session *session)
{
    const struct field number = {"Id", "i", NULL};
    const struct batch shapes[] = {
        {2, {{2, 0, 0, 2, {NULL, NULL}, NULL}}},         /* no values */
        {2, {{2, 0, 0, 3, {NULL, ids, ids}, NULL}}},     /* too many buffers */
        {2, {{2, 0, 0, 1, {NULL, ids}, NULL}}},          /* too few */
        {2, {{2, 0, 0, -1, {NULL, ids}, NULL}}},         /* fewer than none */
        {3, {{2, 0, 0, 2, {NULL, ids}, NULL}}},          /* a column shorter than its batch */
        {2, {{2, 3, 0, 2, {names_valid, ids}, NULL}}},   /* more nulls than rows */
        {2, {{2, 1, 0, 2, {NULL, ids}, NULL}}},          /* nulls, but nothing says which */
        {-1, {{-1, 0, 0, 2, {NULL, ids}, NULL}}},        /* lengths and offsets that cannot be */
        {INT64_MAX, {{INT64_MAX, 0, 0, 2, {NULL, ids}, NULL}}},
        {2, {{2, 0, -1, 2, {NULL, ids}, NULL}}},
        {2, {{2, 0, INT64_MAX, 2, {NULL, ids}, NULL}}},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct source source = {.fields = &number, .n_fields = 1, .batches = &shapes[i], .n_batches = 1};
        refused(session, source, "");
    }
}

int main(void)
{
    tt_session *session = open_session();
    good_stream(session);
    outlives_session();
    no_rows(session);
    no_stream(session);
    failing_streams(session);
    broken_text(session);
    broken_lists(session);
    broken_shapes(session);
    forget_error();
    tt_session_free(session);
    check_released();
    return 0;
}
