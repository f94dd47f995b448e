/* Functions of a program that formulas call: what they are given, what becomes of what they give, and when they are
 * dropped. */
#include "rows.h"

#define LEN(array) (sizeof(array) / sizeof *(array))
#define TEXTS(...) (const char *[]){__VA_ARGS__}, LEN(((const char *[]){__VA_ARGS__}))

static tt_session *session;
static tt_table *result;

/* What a function is called with, and what it has seen. */
struct state {
    int calls;
    _Atomic int drops;
    int64_t rows, factor;
    const tt_table *read;
    struct ArrowArray (*broken)(int64_t rows);
};

static int released;

static void release(struct ArrowArray *array)
{
    released++;
    free((void *)array->buffers[0]);
    free((void *)array->buffers[1]);
    free(array->buffers);
    array->release = NULL;
}

/* An array of longs, all of them valid. */
static struct ArrowArray longs(int64_t rows)
{
    struct ArrowArray array = {.length = rows, .n_buffers = 2, .release = release};
    array.buffers = calloc(2, sizeof(void *));
    CHECK(array.buffers != NULL);
    array.buffers[1] = calloc(rows > 0 ? (size_t)rows : 1, sizeof(int64_t));
    CHECK(array.buffers[1] != NULL);
    return array;
}

static void dropped(void *context)
{
    struct state *state = context;
    state->drops++;
}

/* factor times the argument, a long; null for null. */
static int32_t times(void *context, const struct ArrowSchema *types, const struct ArrowArray *arguments,
                     struct ArrowArray *into, tt_failure *failure)
{
    struct state *state = context;
    state->calls++;
    state->rows += arguments->length;
    CHECK_INT(state->drops, 0);
    CHECK_TEXT(types->format, "+s");
    CHECK_INT(types->n_children, 1);
    CHECK_INT(arguments->n_children, 1);
    if (strcmp(types->children[0]->format, "l") != 0) {
        tt_failure_set(failure, -1, "it takes a long");
        return 1;
    }
    const struct ArrowArray *column = arguments->children[0];
    *into = longs(arguments->length);
    uint8_t *valid = calloc((size_t)(arguments->length + 7) / 8, 1);
    CHECK(valid != NULL);
    into->buffers[0] = valid;
    into->null_count = -1;
    for (int64_t row = 0; row < arguments->length; row++) {
        int64_t at = row + column->offset;
        if (is_null(column, at))
            continue;
        valid[row / 8] |= (uint8_t)(1 << row % 8);
        ((int64_t *)into->buffers[1])[row] = ((const int64_t *)column->buffers[1])[at] * state->factor;
    }
    return 0;
}

/* A cycle that has just ended may hold a table for a moment. */
static void await_drop(struct state *state)
{
    for (int i = 0; i < 500 && state->drops == 0; i++)
        sleep_ms(10);
    CHECK_INT(state->drops, 1);
}

static void register_times(const char *name, struct state *state)
{
    tt_function function = {state, times, dropped};
    OK(tt_function_register(session, name, TT_LONG, &function, &error));
}

static tt_table *numbers(uint64_t rows)
{
    tt_table *empty, *table;
    OK(tt_session_empty_table(session, rows, &empty, &error));
    OK(tt_table_update(empty, TEXTS("N = i == 1 ? null : ii", "S = `a`"), &table, &error));
    tt_table_free(empty);
    return table;
}

static void batches(void)
{
    struct state state = {.factor = 2};
    register_times("twice", &state);
    tt_table *table = numbers(4);
    OK(tt_table_view(table, TEXTS("T = twice(N)", "U = twice.call(ii) + 1"), &result, &error));
    CHECK_ROWS(result, NULL, "0\t1\nnull\t3\n4\t5\n6\t7\n");
    tt_table_free(result);
    OK(tt_table_where(table, TEXTS("twice(ii) > 2"), &result, &error));
    CHECK_ROWS(result, NULL, "2\ta\n3\ta\n");
    tt_table_free(result);
    tt_table_free(table);

    /* Batches, not rows. */
    state.calls = 0;
    table = numbers(100000);
    OK(tt_table_update(table, TEXTS("T = twice(N)"), &result, &error));
    CHECK(state.calls >= 2 && state.calls <= 8);
    tt_table_free(result);

    /* Live rows. */
    tt_table *input;
    struct ArrowArrayStream stream;
    tt_table *few = numbers(3);
    OK(tt_table_snapshot(few, NULL, &stream, &error));
    OK(tt_session_input_table(session, &stream, NULL, 0, &input, &error));
    OK(tt_table_update(input, TEXTS("N = twice(N)", "S = S + `!`"), &result, &error));
    OK(tt_table_snapshot(few, NULL, &stream, &error));
    OK(tt_table_add_rows(input, &stream, &error));
    CHECK_ROWS(result, NULL, "0\ta!\nnull\ta!\n4\ta!\n0\ta!\nnull\ta!\n4\ta!\n");
    tt_table_free(few);

    /* Another one in its place: for what follows only. It is dropped when no table calls it any more. */
    struct state other = {.factor = 10};
    register_times("twice", &other);
    tt_table *later;
    OK(tt_table_view(table, TEXTS("T = twice(2L)"), &later, &error));
    tt_snapshot_options first = TT_SNAPSHOT_OPTIONS_INIT;
    first.row_count = 1;
    CHECK_ROWS(later, &first, "20\n");
    CHECK_INT(state.drops, 0);
    tt_table_free(result);
    tt_table_free(input);
    await_drop(&state);
    tt_table_free(later);
    tt_table_free(table);
    CHECK_INT(other.drops, 0);
    tt_session_free(session);
    await_drop(&other);
    OK(tt_session_open(NULL, &session, &error));
}

static void refusals(void)
{
    /* The session has a function of it until the end. */
    static struct state state = {.factor = 1};
    tt_function function = {&state, times, dropped};
    FAILS(TT_INVALID_ARGUMENT, tt_function_register(session, "no name", TT_LONG, &function, &error));
    CHECK_TEXT(tt_error_detail(error, "function"), "no name");
    FAILS(TT_INVALID_ARGUMENT, tt_function_register(session, "abs", TT_LONG, &function, &error));
    CHECK_PART(tt_error_message(error), "formulas have a function of this name");
    FAILS(TT_INVALID_ARGUMENT, tt_function_register(session, "f", 99, &function, &error));
    CHECK_TEXT(tt_error_detail(error, "argument"), "result_type");
    CHECK_INT(state.drops, 3);
    state.drops = 0;

    tt_session *closed;
    OK(tt_session_open(NULL, &closed, &error));
    OK(tt_session_close(closed, &error));
    FAILS(TT_CLOSED, tt_function_register(closed, "f", TT_LONG, &function, &error));
    CHECK_INT(state.drops, 1);
    state.drops = 0;
    tt_session_free(closed);

    register_times("once", &state);
    tt_table *table = numbers(3);
    FAILS(TT_INVALID_ARGUMENT, tt_table_update(table, TEXTS("T = once(S)"), &result, &error));
    CHECK_TEXT(tt_error_message(error), "the function once failed: it takes a long");
    CHECK_TEXT(tt_error_detail(error, "function"), "once");
    CHECK_TEXT(tt_error_detail(error, "formula"), "once(S)");
    CHECK_TEXT(tt_error_detail(error, "row_keys"), "0..=2");
    FAILS(TT_NOT_FOUND, tt_table_update(table, TEXTS("T = onze(N)"), &result, &error));
    CHECK_PART(tt_error_message(error), "did you mean once?");
    tt_table_free(table);
}

/* Gives whatever `broken` makes. */
static int32_t breaks(void *context, const struct ArrowSchema *types, const struct ArrowArray *arguments,
                      struct ArrowArray *into, tt_failure *failure)
{
    (void)types, (void)failure;
    struct state *state = context;
    *into = state->broken(arguments->length);
    return 0;
}

static struct ArrowArray too_few(int64_t rows) { return longs(rows - 1); }
static struct ArrowArray nothing(int64_t rows) { return (void)rows, (struct ArrowArray){0}; }
static struct ArrowArray no_values(int64_t rows)
{
    struct ArrowArray array = longs(rows);
    free((void *)array.buffers[1]);
    array.buffers[1] = NULL;
    return array;
}
static struct ArrowArray negative(int64_t rows)
{
    struct ArrowArray array = longs(rows);
    array.length = -1;
    return array;
}
static struct ArrowArray children(int64_t rows)
{
    struct ArrowArray array = longs(rows);
    array.n_children = 1;
    return array;
}

static int32_t fails_at(void *context, const struct ArrowSchema *types, const struct ArrowArray *arguments,
                        struct ArrowArray *into, tt_failure *failure)
{
    (void)context, (void)types;
    /* What was made before the failure is released. */
    *into = longs(arguments->length);
    tt_failure_set(failure, 2, "not this \xff one");
    return -1;
}

static int32_t fails(void *context, const struct ArrowSchema *types, const struct ArrowArray *arguments,
                     struct ArrowArray *into, tt_failure *failure)
{
    (void)context, (void)types, (void)arguments, (void)into;
    tt_failure_set(NULL, 0, "nothing");
    tt_failure_set(failure, 0, NULL);
    return 7;
}

static void broken_functions(void)
{
    tt_table *table = numbers(3);
    struct state state = {0};
    struct {
        struct ArrowArray (*make)(int64_t rows);
        const char *message;
    } cases[] = {
        {too_few, "gave 2 results for 3 rows"},
        {nothing, "the Arrow array was not set, or released before"},
        {no_values, "has no values buffer"},
        {negative, "has length -1"},
        {children, "has no buffers or children where it should"},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        state.broken = cases[i].make;
        int before = released;
        OK(tt_function_register(session, "f", TT_LONG, &(tt_function){&state, breaks, NULL}, &error));
        FAILS(TT_INVALID_ARGUMENT, tt_table_update(table, TEXTS("T = f(N)"), &result, &error));
        CHECK_PART(tt_error_message(error), cases[i].message);
        CHECK_INT(released, before + (cases[i].make != nothing));
    }
    int before = released;
    OK(tt_function_register(session, "f", TT_LONG, &(tt_function){&state, fails_at, NULL}, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_update(table, TEXTS("T = f(N)"), &result, &error));
    CHECK_TEXT(tt_error_message(error),
               "the formula f(N) fails for row 2: the function f failed: not this \xef\xbf\xbd one");
    CHECK_TEXT(tt_error_detail(error, "row_key"), "2");
    CHECK_TEXT(tt_error_detail(error, "column"), "N");
    CHECK_INT(released, before + 1);
    OK(tt_function_register(session, "f", TT_LONG, &(tt_function){&state, fails, NULL}, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_update(table, TEXTS("T = f(N)"), &result, &error));
    CHECK_PART(tt_error_message(error), "it gave status 7");
    tt_table_free(table);
}

/* Uses the library during a call: reading is possible, waiting is refused, and nothing hangs. */
static int32_t uses_the_library(void *context, const struct ArrowSchema *types, const struct ArrowArray *arguments,
                                struct ArrowArray *into, tt_failure *failure)
{
    struct state *state = context;
    (void)types, (void)failure;
    tt_error *failed = NULL;
    tt_table *made = NULL;
    tt_subscription *subscription = NULL;
    uint64_t rows = 0;
    CHECK_INT(tt_table_row_count(state->read, &rows, &failed), TT_OK);
    CHECK_INT(tt_table_where(state->read, TEXTS("N > 0"), &made, &failed), TT_INVALID_ARGUMENT);
    CHECK_PART(tt_error_message(failed), "within a function that a formula calls");
    tt_error_free(failed);
    CHECK_INT(tt_table_await_change(state->read, -1, &failed), TT_INVALID_ARGUMENT);
    tt_error_free(failed);
    CHECK_INT(tt_table_subscribe(state->read, NULL, &subscription, &failed), TT_INVALID_ARGUMENT);
    tt_error_free(failed);
    /* Nothing changes before the call returns. */
    CHECK_INT(tt_session_hold(session, NULL), TT_OK);
    CHECK_INT(tt_session_release(session, NULL), TT_OK);
    *into = longs(arguments->length);
    for (int64_t row = 0; row < arguments->length; row++)
        ((int64_t *)into->buffers[1])[row] = (int64_t)rows;
    state->calls++;
    return 0;
}

static void calls_of_the_library(void)
{
    tt_table *table = numbers(3), *input;
    struct ArrowArrayStream stream;
    OK(tt_table_snapshot(table, NULL, &stream, &error));
    OK(tt_session_input_table(session, &stream, NULL, 0, &input, &error));
    struct state state = {.read = input};
    OK(tt_function_register(session, "rows", TT_LONG, &(tt_function){&state, uses_the_library, dropped}, &error));
    OK(tt_table_update(input, TEXTS("N = rows()"), &result, &error));
    CHECK_ROWS(result, NULL, "3\ta\n3\ta\n3\ta\n");
    OK(tt_table_snapshot(table, NULL, &stream, &error));
    /* In a cycle, whose rows are seen at its end. */
    OK(tt_table_add_rows(input, &stream, &error));
    CHECK_ROWS(result, NULL, "3\ta\n3\ta\n3\ta\n3\ta\n3\ta\n3\ta\n");
    CHECK_INT(state.calls, 2);
    tt_table_free(result);
    tt_table_free(input);
    tt_table_free(table);
    OK(tt_session_close(session, &error));
    await_drop(&state);
}

int main(void)
{
    OK(tt_session_open(NULL, &session, &error));
    batches();
    refusals();
    broken_functions();
    calls_of_the_library();
    tt_session_free(session);
    forget_error();
    return 0;
}
