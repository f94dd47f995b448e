/*
 * A table that is kept by changes alone: a text for each row, by row key. Whatever a change says of the rows that it
 * removes or modifies must be what the mirror holds.
 */
#ifndef TOPICTABLE_TESTS_MIRROR_H
#define TOPICTABLE_TESTS_MIRROR_H

#include "rows.h"

struct mirrored {
    uint64_t key;
    char *text;
};

struct mirror {
    struct mirrored *rows;
    size_t len, capacity;
};

/* The place of a key, or where it would be. */
static inline size_t mirror_place(const struct mirror *mirror, uint64_t key)
{
    size_t from = 0, to = mirror->len;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (mirror->rows[middle].key < key)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static inline int mirror_has(const struct mirror *mirror, size_t place, uint64_t key)
{
    return place < mirror->len && mirror->rows[place].key == key;
}

static inline void mirror_add(struct mirror *mirror, uint64_t key, char *text)
{
    size_t place = mirror_place(mirror, key);
    CHECK(!mirror_has(mirror, place, key));
    if (mirror->len == mirror->capacity) {
        mirror->capacity = 2 * mirror->capacity + 16;
        mirror->rows = realloc(mirror->rows, mirror->capacity * sizeof *mirror->rows);
        CHECK(mirror->rows != NULL);
    }
    memmove(mirror->rows + place + 1, mirror->rows + place, (mirror->len - place) * sizeof *mirror->rows);
    mirror->rows[place] = (struct mirrored){key, text};
    mirror->len++;
}

static inline void mirror_remove(struct mirror *mirror, uint64_t key, char *text)
{
    size_t place = mirror_place(mirror, key);
    CHECK(mirror_has(mirror, place, key));
    CHECK_TEXT(mirror->rows[place].text, text);
    free(mirror->rows[place].text);
    free(text);
    mirror->len--;
    memmove(mirror->rows + place, mirror->rows + place + 1, (mirror->len - place) * sizeof *mirror->rows);
}

/* Does something with each row of a stream, whose first column is the row key; the text becomes the callee's. */
static inline void mirror_each(struct mirror *mirror, struct ArrowArrayStream *stream,
                               void (*take)(struct mirror *, uint64_t, char *))
{
    struct ArrowSchema schema;
    CHECK_INT(stream->get_schema(stream, &schema), 0);
    CHECK_TEXT(schema.children[0]->format, "L");
    CHECK(!(schema.children[0]->flags & ARROW_FLAG_NULLABLE));
    for (;;) {
        struct ArrowArray batch;
        CHECK_INT(stream->get_next(stream, &batch), 0);
        if (batch.release == NULL)
            break;
        const struct ArrowArray *keys = batch.children[0];
        CHECK_INT(keys->null_count, 0);
        for (int64_t row = 0; row < batch.length; row++) {
            char *text = NULL;
            size_t size = 0;
            FILE *out = open_memstream(&text, &size);
            for (int64_t column = 1; column < schema.n_children; column++) {
                print_cell(out, schema.children[column], batch.children[column], batch.offset + row);
                fputc(column + 1 < schema.n_children ? '\t' : '\n', out);
            }
            fclose(out);
            take(mirror, ((const uint64_t *)keys->buffers[1])[batch.offset + keys->offset + row], text);
        }
        batch.release(&batch);
    }
    schema.release(&schema);
    stream->release(stream);
}

static inline void mirror_apply(struct mirror *mirror, const tt_change *change)
{
    struct ArrowArrayStream rows;
    if (tt_change_is_initial(change))
        CHECK_INT((int64_t)mirror->len, 0);
    OK(tt_change_removed(change, NULL, &rows, &error));
    mirror_each(mirror, &rows, mirror_remove);
    OK(tt_change_modified_before(change, NULL, &rows, &error));
    mirror_each(mirror, &rows, mirror_remove);
    OK(tt_change_modified(change, NULL, &rows, &error));
    mirror_each(mirror, &rows, mirror_add);
    OK(tt_change_added(change, NULL, &rows, &error));
    mirror_each(mirror, &rows, mirror_add);
    CHECK_INT((int64_t)tt_change_row_count(change), (int64_t)mirror->len);
}

/* That the mirror is the table. */
static inline void check_mirror(const struct mirror *mirror, const tt_table *table)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    for (size_t i = 0; i < mirror->len; i++)
        fputs(mirror->rows[i].text, out);
    fclose(out);
    CHECK_ROWS(table, NULL, text);
    free(text);
}

static inline void mirror_clear(struct mirror *mirror)
{
    for (size_t i = 0; i < mirror->len; i++)
        free(mirror->rows[i].text);
    free(mirror->rows);
    *mirror = (struct mirror){NULL, 0, 0};
}

#endif
