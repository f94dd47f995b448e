/* Parsers of a program: what they are given, what becomes of what they make and of the records that they refuse, and
 * when they are dropped. */
#include "rows.h"
#include "topics.h"

#define LEN(array) (sizeof(array) / sizeof *(array))

static const tt_column columns[] = {{"Sym", TT_STRING, 0}, {"Qty", TT_INT, 0}};

/* What a parser is called with, and what it has seen. */
struct state {
    _Atomic int calls, records, drops;
    /* A way to fail. */
    int32_t status;
    int64_t missing;
    int nulls;
};

static _Atomic int released;

static void release(struct ArrowArray *array)
{
    released++;
    for (int64_t i = 0; i < array->n_buffers; i++)
        free((void *)array->buffers[i]);
    free(array->buffers);
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
        free(array->children[i]);
    }
    free(array->children);
    array->release = NULL;
}

static void *zeroed(size_t size)
{
    void *memory = calloc(size > 0 ? size : 1, 1);
    CHECK(memory != NULL);
    return memory;
}

static struct ArrowArray made(int64_t rows, int64_t buffers, int64_t children)
{
    struct ArrowArray array = {.length = rows, .n_buffers = buffers, .n_children = children, .release = release};
    array.buffers = zeroed((size_t)buffers * sizeof(void *));
    array.children = zeroed((size_t)children * sizeof(void *));
    for (int64_t i = 0; i < children; i++)
        array.children[i] = zeroed(sizeof(struct ArrowArray));
    return array;
}

static void dropped(void *context)
{
    struct state *state = context;
    state->drops++;
}

/* "AAPL 10" becomes two columns. A quantity that is no number is a bad record. */
static int32_t parse(void *context, const struct ArrowArray *records, struct ArrowArray *rows, tt_rejects *rejects)
{
    struct state *state = context;
    state->calls++;
    state->records += (int)records->length;
    CHECK_INT(state->drops, 0);
    CHECK_INT(records->n_buffers, 3);
    CHECK_INT(records->offset, 0);
    int64_t length = records->length - state->missing;
    const int32_t *ends = records->buffers[1];
    const char *bytes = records->buffers[2];
    *rows = made(length, 1, 2);
    struct ArrowArray *sym = rows->children[0], *qty = rows->children[1];
    *sym = made(length, 3, 0);
    *qty = made(length, 2, 0);
    uint8_t *known = zeroed((size_t)length / 8 + 1), *counted = zeroed((size_t)length / 8 + 1);
    int32_t *offsets = zeroed(((size_t)length + 1) * sizeof *offsets), *numbers = zeroed((size_t)length * sizeof *numbers);
    char *text = zeroed((size_t)ends[records->length]);
    for (int64_t row = 0; row < length; row++) {
        offsets[row + 1] = offsets[row];
        if (is_null(records, row))
            continue;
        char line[64] = "", symbol[64];
        memcpy(line, bytes + ends[row], (size_t)(ends[row + 1] - ends[row]));
        int quantity;
        if (sscanf(line, "%63s %d", symbol, &quantity) != 2) {
            tt_rejects_add(rejects, row, "Qty", "no number");
            continue;
        }
        known[row / 8] |= (uint8_t)(1 << row % 8);
        counted[row / 8] |= (uint8_t)(1 << row % 8);
        memcpy(text + offsets[row], symbol, strlen(symbol));
        offsets[row + 1] += (int32_t)strlen(symbol);
        numbers[row] = quantity;
    }
    sym->null_count = qty->null_count = -1;
    sym->buffers[0] = known;
    sym->buffers[1] = offsets;
    sym->buffers[2] = text;
    qty->buffers[0] = counted;
    qty->buffers[1] = numbers;
    if (state->nulls) {
        rows->null_count = length;
        rows->buffers[0] = zeroed((size_t)length / 8 + 1);
    }
    if (state->status != 0 && state->missing == 0)
        tt_rejects_add(rejects, -1, NULL, "out of \xff order");
    return state->status;
}

static tt_spec *spec_of(struct state *state)
{
    tt_spec *spec;
    tt_parser parser = {state, parse, dropped};
    OK(tt_parser_spec(columns, LEN(columns), &parser, &spec, &error));
    return spec;
}

/* A table of "lines", in which record 1 is bad and record 2 null. */
static tt_table *consume_lines(tt_session *session, const tt_spec *spec, const char *policy)
{
    tt_consume_options options = from_beginning("lines");
    tt_property properties[] = {*bootstrap(), {"topictable.on.error", policy, 0, 0}};
    options.properties = properties;
    options.properties_len = LEN(properties);
    options.value = spec;
    return consume(session, &options);
}

static const tt_snapshot_options *fields(void)
{
    static const char *names[] = {"KafkaOffset", "Sym", "Qty"};
    static tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.columns = names;
    options.columns_len = LEN(names);
    return &options;
}

/* A table that has ended may hold its spec for a moment. */
static void await_drop(struct state *state)
{
    for (int i = 0; i < PATIENCE_MS / 10 && state->drops == 0; i++)
        sleep_ms(10);
    CHECK_INT(state->drops, 1);
}

static void await_failure(const tt_table *table)
{
    int32_t status;
    do {
        forget_error();
        status = tt_table_await_change(table, PATIENCE_MS, &error);
    } while (status == TT_OK);
    CHECK_INT(status, TT_TABLE_FAILED);
}

static void policies(tt_session *session)
{
    struct state state = {0};
    tt_spec *spec = spec_of(&state);
    tt_table *skip = consume_lines(session, spec, "skip"), *null = consume_lines(session, spec, "null");
    tt_table *fail = consume_lines(session, spec, "fail"), *errors;
    await_rows(skip, 4);
    CHECK_ROWS(skip, fields(), "0\tAAPL\t10\n2\tnull\tnull\n3\tGOOG\t5\n4\tIBM\t7\n");
    await_rows(null, 5);
    CHECK_ROWS(null, fields(), "0\tAAPL\t10\n1\tnull\tnull\n2\tnull\tnull\n3\tGOOG\t5\n4\tIBM\t7\n");
    OK(tt_table_errors(skip, &errors, &error));
    await_rows(errors, 1);
    tt_table_free(errors);
    await_failure(fail);
    CHECK_TEXT(tt_error_detail(error, "topic"), topic_name("lines"));
    CHECK_TEXT(tt_error_detail(error, "offset"), "1");
    CHECK_TEXT(tt_error_detail(error, "field"), "Qty");
    CHECK_PART(tt_error_detail(error, "reason"), "no number");
    CHECK_ROWS(fail, fields(), "0\tAAPL\t10\n2\tnull\tnull\n3\tGOOG\t5\n4\tIBM\t7\n");
    /* Batches, not records. */
    CHECK_INT(state.records, 15);
    CHECK(state.calls >= 3 && state.calls <= 15);
    tt_spec_free(spec);
    tt_table_free(skip);
    tt_table_free(null);
    CHECK_INT(state.drops, 0);
    tt_table_free(fail);
    await_drop(&state);
}

/* What it makes instead of rows is refused; every record of the batch is bad. */
static void broken_parsers(tt_session *session)
{
    struct {
        struct state state;
        const char *reason;
    } cases[] = {
        {{.status = 3}, "the parser failed: out of \xef\xbf\xbd order"},
        {{.status = 3, .missing = 1}, "the parser failed: it gave status 3"},
        {{.missing = 1}, "rows of"},
        {{.nulls = 1}, "struct array with nulls"},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        int before = released;
        tt_spec *spec = spec_of(&cases[i].state);
        tt_table *table = consume_lines(session, spec, "fail");
        tt_spec_free(spec);
        await_failure(table);
        CHECK_PART(tt_error_message(error), cases[i].reason);
        CHECK_TEXT(tt_error_detail(error, "offset"), "0");
        CHECK(row_count(table) == 0);
        tt_table_free(table);
        await_drop(&cases[i].state);
        /* Each of a struct and its two children, once. */
        CHECK_INT(released, before + 3 * cases[i].state.calls);
    }
}

static int32_t lengths(void *context, const struct ArrowArray *records, struct ArrowArray *rows, tt_rejects *rejects)
{
    (void)context, (void)rejects;
    const int32_t *ends = records->buffers[1];
    *rows = made(records->length, 1, 1);
    *rows->children[0] = made(records->length, 2, 0);
    uint32_t *values = zeroed((size_t)records->length * sizeof *values);
    for (int64_t row = 0; row < records->length; row++)
        values[row] = (uint32_t)(ends[row + 1] - ends[row]);
    rows->children[0]->buffers[1] = values;
    return 0;
}

/* A column of a type that no tt_type names. */
static void any_type(tt_session *session)
{
    struct ArrowSchema length = {.format = "I", .name = "Length", .flags = 2}, *children[] = {&length};
    struct ArrowSchema schema = {.format = "+s", .name = "", .n_children = 1, .children = children};
    /* The importer wants to see that it was not released. */
    length.release = schema.release = (void (*)(struct ArrowSchema *))abort;
    struct state state = {0};
    tt_parser parser = {&state, lengths, dropped};
    tt_spec *spec;
    OK(tt_parser_spec_of_schema(&schema, &parser, &spec, &error));
    tt_table *table = consume_lines(session, spec, "fail");
    tt_spec_free(spec);
    await_rows(table, 5);
    struct ArrowArrayStream stream;
    struct ArrowSchema type;
    static const char *names[] = {"Length"};
    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    options.columns = names;
    options.columns_len = 1;
    OK(tt_table_snapshot(table, &options, &stream, &error));
    CHECK_INT(stream.get_schema(&stream, &type), 0);
    CHECK_TEXT(type.children[0]->format, "I");
    type.release(&type);
    struct ArrowArray batch;
    CHECK_INT(stream.get_next(&stream, &batch), 0);
    CHECK_INT(((const uint32_t *)batch.children[0]->buffers[1])[batch.children[0]->offset], 7);
    batch.release(&batch);
    stream.release(&stream);
    tt_table_free(table);
    await_drop(&state);

    struct state refused = {0};
    parser.context = &refused;
    length.format = "nonsense";
    FAILS(TT_UNSUPPORTED, tt_parser_spec_of_schema(&schema, &parser, &spec, &error));
    CHECK_INT(refused.drops, 1);
    CHECK(spec == NULL);
    OK(tt_parser_spec(NULL, 0, &parser, &spec, &error));
    tt_consume_options no_columns = from_beginning("lines");
    no_columns.value = spec;
    FAILS(TT_INVALID_ARGUMENT, tt_consume_to_table(session, &no_columns, &table, &error));
    CHECK_PART(tt_error_message(error), "at least one column");
    tt_spec_free(spec);
    CHECK_INT(refused.drops, 2);
}

int main(void)
{
    tt_session *session = open_session();
    policies(session);
    broken_parsers(session);
    any_type(session);
    tt_session_free(session);
    forget_error();
    return 0;
}
