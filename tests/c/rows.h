/*
 * Reads Arrow streams and shows them as text, to be compared with what is expected: a line of tab-separated cells a
 * row. Instants are shown in nanoseconds, bytes in hexadecimal, lists as [1,2].
 */
#ifndef TOPICTABLE_TESTS_ROWS_H
#define TOPICTABLE_TESTS_ROWS_H

#include "check.h"

/* All rows of a table, or those that the options ask for. */
#define CHECK_ROWS(table, options, expected) check_rows((table), (options), (expected), __FILE__, __LINE__)
/* The columns of a table: name:format, separated by blanks. */
#define CHECK_COLUMNS(table, expected) check_columns((table), (expected), __FILE__, __LINE__)

static inline int is_null(const struct ArrowArray *array, int64_t row)
{
    const uint8_t *valid = array->buffers[0];
    return valid != NULL && !(valid[row / 8] >> (row % 8) & 1);
}

static inline void print_bytes(FILE *out, const uint8_t *bytes, int64_t len)
{
    for (int64_t i = 0; i < len; i++)
        fprintf(out, "%02x", bytes[i]);
}

static inline void print_cell(FILE *out, const struct ArrowSchema *type, const struct ArrowArray *array, int64_t row);

static inline void print_list(FILE *out, const struct ArrowSchema *type, const struct ArrowArray *list, int64_t row)
{
    const int32_t *ends = list->buffers[1];
    fputc('[', out);
    for (int32_t item = ends[row]; item < ends[row + 1]; item++) {
        if (item > ends[row])
            fputc(',', out);
        print_cell(out, type->children[0], list->children[0], item);
    }
    fputc(']', out);
}

/* Prints the cell at a position of an array, not counting the array's own offset. */
static inline void print_cell(FILE *out, const struct ArrowSchema *type, const struct ArrowArray *array, int64_t row)
{
    row += array->offset;
    if (is_null(array, row)) {
        fputs("null", out);
        return;
    }
    const void *values = array->buffers[1];
    const int32_t *ends = values;
    const char *format = type->format;
    if (strcmp(format, "b") == 0)
        fputs(((const uint8_t *)values)[row / 8] >> (row % 8) & 1 ? "true" : "false", out);
    else if (strcmp(format, "c") == 0)
        fprintf(out, "%" PRId8, ((const int8_t *)values)[row]);
    else if (strcmp(format, "S") == 0)
        fprintf(out, "%" PRIu16, ((const uint16_t *)values)[row]);
    else if (strcmp(format, "s") == 0)
        fprintf(out, "%" PRId16, ((const int16_t *)values)[row]);
    else if (strcmp(format, "i") == 0)
        fprintf(out, "%" PRId32, ((const int32_t *)values)[row]);
    else if (strcmp(format, "l") == 0 || strcmp(format, "tsn:UTC") == 0)
        fprintf(out, "%" PRId64, ((const int64_t *)values)[row]);
    else if (strcmp(format, "f") == 0)
        fprintf(out, "%.9g", (double)((const float *)values)[row]);
    else if (strcmp(format, "g") == 0)
        fprintf(out, "%.17g", ((const double *)values)[row]);
    else if (strcmp(format, "u") == 0)
        fwrite((const char *)array->buffers[2] + ends[row], 1, (size_t)(ends[row + 1] - ends[row]), out);
    else if (strcmp(format, "z") == 0)
        print_bytes(out, (const uint8_t *)array->buffers[2] + ends[row], ends[row + 1] - ends[row]);
    else if (strcmp(format, "w:16") == 0)
        print_bytes(out, (const uint8_t *)values + row * 16, 16);
    else if (strcmp(format, "+l") == 0)
        print_list(out, type, array, row);
    else
        fprintf(out, "(%s)", format);
}

static inline void print_batch(FILE *out, const struct ArrowSchema *schema, const struct ArrowArray *batch)
{
    for (int64_t row = 0; row < batch->length; row++)
        for (int64_t column = 0; column < schema->n_children; column++) {
            print_cell(out, schema->children[column], batch->children[column], batch->offset + row);
            fputc(column + 1 < schema->n_children ? '\t' : '\n', out);
        }
}

/* The rows of a stream as text that the caller frees. The stream is read to its end and released. */
static inline char *text_of_stream(struct ArrowArrayStream *stream)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct ArrowSchema schema;
    CHECK_INT(stream->get_schema(stream, &schema), 0);
    for (;;) {
        struct ArrowArray batch;
        CHECK_INT(stream->get_next(stream, &batch), 0);
        if (batch.release == NULL)
            break;
        CHECK_INT(batch.n_children, schema.n_children);
        print_batch(out, &schema, &batch);
        batch.release(&batch);
    }
    schema.release(&schema);
    stream->release(stream);
    fclose(out);
    return text;
}

/* The rows of a table as text that the caller frees. */
static inline char *text_of(const tt_table *table, const tt_snapshot_options *options)
{
    struct ArrowArrayStream stream;
    OK(tt_table_snapshot(table, options, &stream, &error));
    return text_of_stream(&stream);
}

static inline void check_rows(const tt_table *table, const tt_snapshot_options *options, const char *expected,
                              const char *file, int line)
{
    char *text = text_of(table, options);
    check_text(text, expected, "the table", file, line);
    free(text);
}

static inline void check_columns(const tt_table *table, const char *expected, const char *file, int line)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct ArrowSchema schema;
    OK(tt_table_schema(table, &schema, &error));
    CHECK_TEXT(schema.format, "+s");
    for (int64_t i = 0; i < schema.n_children; i++) {
        fprintf(out, "%s%s:%s", i > 0 ? " " : "", schema.children[i]->name, schema.children[i]->format);
        CHECK(schema.children[i]->flags & ARROW_FLAG_NULLABLE);
    }
    schema.release(&schema);
    fclose(out);
    check_text(text, expected, "the schema", file, line);
    free(text);
}

#endif
