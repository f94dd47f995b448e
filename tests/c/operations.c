/*
 * Operations on tables that need no broker: every function of the header that makes a table of others, on a live table
 * to which rows are added afterwards.
 */
#include "rows.h"

#define LEN(array) (sizeof(array) / sizeof *(array))
#define TEXTS(...) (const char *[]){__VA_ARGS__}, LEN(((const char *[]){__VA_ARGS__}))
#define NONE NULL, 0

/* Makes `result` by a call, checks its rows, and frees it. */
#define GIVES(expected, call) \
    do { \
        OK(call); \
        CHECK_ROWS(result, NULL, expected); \
        tt_table_free(result); \
    } while (0)

static tt_session *session;
static tt_table *result;

/* Trades: Id, Sym, Px and Size of so many rows, from an id on. */
static tt_table *made(int64_t first, uint64_t count)
{
    char id[64];
    snprintf(id, sizeof id, "Id = ii + %" PRId64 "L", first);
    tt_table *empty, *table;
    OK(tt_session_empty_table(session, count, &empty, &error));
    OK(tt_table_update(empty, TEXTS(id, "Sym = Id % 3 == 0 ? `A` : `B`", "Px = Id * 0.5", "Size = Id % 2"), &table,
                       &error));
    tt_table_free(empty);
    return table;
}

static void add(tt_table *table, int64_t first, uint64_t count)
{
    tt_table *more = made(first, count);
    struct ArrowArrayStream stream;
    OK(tt_table_snapshot(more, NULL, &stream, &error));
    OK(tt_table_add_rows(table, &stream, &error));
    CHECK(stream.release == NULL);
    tt_table_free(more);
}

/* A table of the same rows, to which others can be added. */
static tt_table *input(tt_table *rows, const char *const *keys, size_t keys_len)
{
    struct ArrowArrayStream stream;
    tt_table *table;
    OK(tt_table_snapshot(rows, NULL, &stream, &error));
    OK(tt_session_input_table(session, &stream, keys, keys_len, &table, &error));
    tt_table_free(rows);
    return table;
}

static void columns(const tt_table *trades)
{
    GIVES("1\tB\t0.5\t1\n2\tB\t1\t0\n", tt_table_where(trades, TEXTS("Px > 0 && Px < 1.5", "Sym = `B`"), &result, &error));
    GIVES("A\t0\nB\t1\nB\t2\nA\t3\n", tt_table_view(trades, TEXTS("Sym", "Twice = (int)(Px * 2)"), &result, &error));
    GIVES("0\n10\n20\n30\n", tt_table_select(trades, TEXTS("Ten = Id * 10"), &result, &error));
    GIVES("0\tA\t0\t0\t0\n1\tB\t0.5\t1\t0.5\n2\tB\t1\t0\t0\n3\tA\t1.5\t1\t1.5\n",
          tt_table_update(trades, TEXTS("Value = Px * Size"), &result, &error));
    GIVES("A\t0\t0\nB\t0.5\t1\nB\t1\t0\nA\t1.5\t1\n", tt_table_drop_columns(trades, TEXTS("Id"), &result, &error));
    OK(tt_table_update_view(trades, TEXTS("Sym = Sym + `!`", "Len = Sym.length()"), &result, &error));
    CHECK_COLUMNS(result, "Id:l Sym:u Px:g Size:l Len:i");
    tt_table_free(result);
    OK(tt_table_lazy_update(trades, TEXTS("Half = Px / 2"), &result, &error));
    CHECK_COLUMNS(result, "Id:l Sym:u Px:g Size:l Half:g");
    tt_table_free(result);
    FAILS(TT_INVALID_ARGUMENT, tt_table_update(trades, TEXTS("X = Px + * 2"), &result, &error));
    CHECK_PART(tt_error_message(error), "Px + * 2");
    CHECK(result == NULL);
    FAILS(TT_NOT_FOUND, tt_table_view(trades, TEXTS("Nope"), &result, &error));
    CHECK_PART(tt_error_message(error), "Nope");
}

static void aggregations(const tt_table *trades)
{
    GIVES("A\t1.5\t1.5\t1.5\t2\t1\t3\t3\t1.5\nB\t1.5\t1\t0.5\t2\t1\t2\t2\t0.5\n",
          tt_table_agg_by(trades,
                          TEXTS("sum(Total = Px)", "max(Px)", "wsum(Size, Value = Px)", "count(N)", "countWhere(Odd, Size = 1)",
                                "sortedLast(Px; Last = Id)", "pct(1; High = Id)", "formula(Range = max(Px) - min(Px))"),
                          TEXTS("Sym"), &result, &error));
    tt_table *numbers, *initial;
    GIVES("A\t3\nB\t2\n", tt_table_agg_by_keeping(trades, TEXTS("max(Id)"), TEXTS("Sym"), 1, NULL, &result, &error));
    OK(tt_table_where(trades, TEXTS("Sym = `B`"), &numbers, &error));
    OK(tt_table_last_by(trades, TEXTS("Sym"), &initial, &error));
    GIVES("A\tnull\t0\nB\t2\t2\n",
          tt_table_agg_by_keeping(numbers, TEXTS("max(Id)", "count(N)"), TEXTS("Sym"), 1, initial, &result, &error));
    GIVES("B\t2\n", tt_table_agg_by_keeping(numbers, TEXTS("max(Id)"), TEXTS("Sym"), 0, initial, &result, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_agg_by_keeping(numbers, TEXTS("max(Id)"), NONE, 1, initial, &result, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_agg_by(trades, TEXTS("freeze(Px)"), TEXTS("Sym"), &result, &error));
    GIVES("A\t1.5\nB\t1\n", tt_table_agg_by(initial, TEXTS("freeze(Px)"), TEXTS("Sym"), &result, &error));
    tt_table_free(initial);
    tt_table_free(numbers);
    OK(tt_table_agg_by(trades, TEXTS("tDigest(Px)", "tDigest(50; Ids = Id)"), TEXTS("Sym"), &initial, &error));
    GIVES("A\t1.5\t0.25\t2\t50\nB\t1\t0\t2\t50\n",
          tt_table_view(initial, TEXTS("Sym", "Median = Px.quantile(0.5)", "Below = Px.cdf(0.0)", "N = Px.size()",
                                       "Compression = Ids.compression()"), &result, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_agg_by(trades, TEXTS("tDigest(0; Px)"), TEXTS("Sym"), &result, &error));
    CHECK_PART(tt_error_message(error), "the compression 0 of a t-digest is not 1 or more");
    FAILS(TT_UNSUPPORTED, tt_table_agg_by(trades, TEXTS("tDigest(Sym)"), NONE, &result, &error));
    tt_table_free(initial);
    OK(tt_table_drop_columns(trades, TEXTS("Size"), &numbers, &error));
    GIVES("A\t1.5\t0.75\nB\t1.5\t0.75\n", tt_table_agg_all_by(numbers, "avg", TEXTS("Sym"), &result, &error));
    tt_table_free(numbers);
    GIVES("A\t3\t1.5\t1\nB\t2\t1\t0\n", tt_table_last_by(trades, TEXTS("Sym"), &result, &error));
    GIVES("A\nB\n", tt_table_select_distinct(trades, TEXTS("Sym"), &result, &error));
    GIVES("A\t0\t0\t0\nB\t1\t0.5\t1\n", tt_table_head_by(trades, 1, TEXTS("Sym"), &result, &error));
    GIVES("A\t3\t1.5\t1\nB\t2\t1\t0\n", tt_table_tail_by(trades, 1, TEXTS("Sym"), &result, &error));
    tt_table *lists;
    OK(tt_table_view(trades, TEXTS("Sym", "Id"), &numbers, &error));
    OK(tt_table_group_by(numbers, TEXTS("Sym"), &lists, &error));
    CHECK_ROWS(lists, NULL, "A\t[0,3]\nB\t[1,2]\n");
    GIVES("A\t0\nA\t3\nB\t1\nB\t2\n", tt_table_ungroup(lists, 0, NONE, &result, &error));
    tt_table_free(lists);
    tt_table_free(numbers);
    FAILS(TT_INVALID_ARGUMENT, tt_table_agg_by(trades, TEXTS("total(Px)"), NONE, &result, &error));
    CHECK_PART(tt_error_message(error), "aggregation \"total(Px)\": there is no such aggregation");
}

static void around_rows(const tt_table *trades)
{
    tt_table *numbers;
    OK(tt_table_view(trades, TEXTS("Id", "Sym", "Px"), &numbers, &error));
    GIVES("0\tA\t0\t0\t1\tnull\n1\tB\t0.5\t1\t1\tnull\n2\tB\t1\t3\t2\t1\n3\tA\t1.5\t3\t2\t3\n",
          tt_table_update_by(numbers, TEXTS("cumSum(Sum = Id)", "rollingCount(3; N = Px)", "delta(Step = Id)"), TEXTS("Sym"),
                             &result, &error));
    GIVES("0\tA\t0\t0\t[0,1]\n1\tB\t0.5\t0.5\t[0,1,2]\n2\tB\t1\t1.5\t[1,2,3]\n3\tA\t1.5\t2.5\t[2,3]\n",
          tt_table_update_by(numbers, TEXTS("rollingSum(Id, 1; Near = Px)", "rollingGroup(2, 1; Ids = Id)"), NONE, &result,
                             &error));
    OK(tt_table_update_by(numbers, TEXTS("ema(2.5, onNull=reset)"), TEXTS("Sym"), &result, &error));
    CHECK_COLUMNS(result, "Id:g Sym:u Px:g");
    tt_table_free(result);
    tt_table_free(numbers);
    FAILS(TT_INVALID_ARGUMENT, tt_table_update_by(trades, TEXTS("total(Px)"), NONE, &result, &error));
    CHECK_PART(tt_error_message(error), "operation \"total(Px)\": there is no such operation");
    FAILS(TT_NOT_FOUND, tt_table_update_by(trades, TEXTS("cumSum(X = Nope)"), NONE, &result, &error));
    CHECK_PART(tt_error_message(error), "column \"Nope\" of cumSum(X = Nope) does not exist");
    FAILS(TT_UNSUPPORTED, tt_table_update_by(trades, TEXTS("ema(2; Sym)"), NONE, &result, &error));
    CHECK_PART(tt_error_message(error), "column \"Sym\" of type Utf8 cannot be in ema(2; Sym)");
}

static void order(const tt_table *trades)
{
    tt_sort_column by[] = {{"Size", 1}, {"Id", 0}};
    GIVES("1\tB\t0.5\t1\n3\tA\t1.5\t1\n0\tA\t0\t0\n2\tB\t1\t0\n", tt_table_sort(trades, by, LEN(by), &result, &error));
    GIVES("0\tA\t0\t0\n", tt_table_head(trades, 1, &result, &error));
    GIVES("3\tA\t1.5\t1\n", tt_table_tail(trades, 1, &result, &error));
    GIVES("0\tA\t0\t0\n1\tB\t0.5\t1\n", tt_table_head_pct(trades, 0.5, &result, &error));
    GIVES("3\tA\t1.5\t1\n", tt_table_tail_pct(trades, 0.25, &result, &error));
    GIVES("1\tB\t0.5\t1\n2\tB\t1\t0\n", tt_table_slice(trades, 1, -1, &result, &error));
    GIVES("1\tB\t0.5\t1\n2\tB\t1\t0\n", tt_table_slice_pct(trades, 0.25, 0.75, &result, &error));
    GIVES("3\tA\t1.5\t1\n2\tB\t1\t0\n1\tB\t0.5\t1\n0\tA\t0\t0\n", tt_table_reverse(trades, &result, &error));
    GIVES("0\tA\t0\t0\n1\tB\t0.5\t1\n2\tB\t1\t0\n3\tA\t1.5\t1\n", tt_table_flatten(trades, &result, &error));
    OK(tt_table_meta(trades, &result, &error));
    CHECK_COLUMNS(result, "Name:u DataType:u ColumnType:u IsPartitioning:b");
    tt_table_free(result);
    tt_table *one, *two;
    OK(tt_table_head(trades, 1, &one, &error));
    OK(tt_table_tail(trades, 1, &two, &error));
    const tt_table *both[] = {two, one};
    GIVES("3\tA\t1.5\t1\n0\tA\t0\t0\n", tt_session_merge(session, both, 2, &result, &error));
    GIVES("0\tA\t0\t0\n3\tA\t1.5\t1\n", tt_session_merge_sorted(session, "Id", both, 2, &result, &error));
    tt_table_free(one);
    tt_table_free(two);
    FAILS(TT_INVALID_ARGUMENT, tt_session_merge(session, NULL, 0, &result, &error));
}

static void joins(const tt_table *trades)
{
    tt_table *names, *short_names, *empty;
    OK(tt_session_empty_table(session, 1, &empty, &error));
    OK(tt_table_view(empty, TEXTS("Symbol = `A`", "Name = `Alpha`", "From = 1L"), &names, &error));
    tt_table_free(empty);
    OK(tt_table_view(trades, TEXTS("Id", "Sym"), &short_names, &error));
    GIVES("0\tA\tAlpha\n1\tB\tnull\n2\tB\tnull\n3\tA\tAlpha\n",
          tt_table_natural_join(short_names, names, TEXTS("Sym = Symbol"), TEXTS("Name"), &result, &error));
    GIVES("0\tA\tAlpha\n3\tA\tAlpha\n",
          tt_table_join(short_names, names, TEXTS("Sym = Symbol"), TEXTS("Name"), &result, &error));
    GIVES("0\tA\tAlpha\n1\tB\tnull\n2\tB\tnull\n3\tA\tAlpha\n",
          tt_table_left_outer_join(short_names, names, TEXTS("Sym = Symbol"), TEXTS("Name"), &result, &error));
    tt_table *some;
    OK(tt_table_where(short_names, TEXTS("Id = 1"), &some, &error));
    GIVES("1\tB\tnull\nnull\tnull\tAlpha\n",
          tt_table_full_outer_join(some, names, TEXTS("Sym = Symbol"), TEXTS("Name"), &result, &error));
    tt_table_free(some);
    tt_multi_join_input inputs[] = {{short_names, TEXTS("Sym"), NONE}, {names, TEXTS("Sym = Symbol"), TEXTS("Name")}};
    FAILS(TT_INVALID_ARGUMENT, tt_session_multi_join(session, inputs, LEN(inputs), &result, &error));
    CHECK_PART(tt_error_message(error), "in table 0 of multiJoin");
    tt_table *still, *last;
    OK(tt_table_last_by(short_names, TEXTS("Sym"), &last, &error));
    inputs[0].table = last;
    GIVES("A\t3\tAlpha\nB\t2\tnull\n", tt_session_multi_join(session, inputs, LEN(inputs), &result, &error));
    tt_table_free(last);
    FAILS(TT_UNSUPPORTED, tt_table_range_join(names, short_names, TEXTS("Symbol = Sym", "From <= Id < Id"),
                                              TEXTS("group(Id)"), &result, &error));
    CHECK_PART(tt_error_message(error), "the right one is refreshing");
    OK(tt_table_freeze(short_names, &still, &error));
    OK(tt_table_update(names, TEXTS("To = 9L"), &last, &error));
    GIVES("A\tAlpha\t1\t9\t[3]\n", tt_table_range_join(last, still, TEXTS("Symbol = Sym", "From <= Id < To"),
                                                      TEXTS("group(Ids = Id)"), &result, &error));
    tt_table_free(still);
    tt_table_free(last);
    GIVES("0\tA\n3\tA\n", tt_table_where_in(short_names, names, TEXTS("Sym = Symbol"), &result, &error));
    GIVES("1\tB\n2\tB\n", tt_table_where_not_in(short_names, names, TEXTS("Sym = Symbol"), &result, &error));
    /* The right columns that rows are matched by are there under their own names. */
    GIVES("0\tA\tnull\tnull\tnull\n1\tB\tnull\tnull\tnull\n2\tB\tnull\tnull\tnull\n3\tA\tA\t1\tAlpha\n",
          tt_table_aj(short_names, names, TEXTS("Sym = Symbol", "Id >= From"), TEXTS("Name"), &result, &error));
    GIVES("0\tA\tA\t1\tAlpha\n1\tB\tnull\tnull\tnull\n2\tB\tnull\tnull\tnull\n3\tA\tnull\tnull\tnull\n",
          tt_table_raj(short_names, names, TEXTS("Sym = Symbol", "Id <= From"), TEXTS("Name"), &result, &error));
    FAILS(TT_INVALID_ARGUMENT,
          tt_table_exact_join(short_names, names, TEXTS("Sym = Symbol"), TEXTS("Name"), &result, &error));
    CHECK_PART(tt_error_message(error), "B");
    tt_table_free(names);
    tt_table_free(short_names);
}

static void levels(const tt_table *trades)
{
    GIVES("1\ttrue\tnull\tnull\t3\t4\n2\ttrue\tA\tnull\t1.5\t2\n3\tnull\tA\t0\t0\t1\n3\tnull\tA\t1\t1.5\t1\n"
          "2\ttrue\tB\tnull\t1.5\t2\n3\tnull\tB\t1\t0.5\t1\n3\tnull\tB\t0\t1\t1\n",
          tt_table_rollup(trades, TEXTS("sum(Px)", "count(N)"), 0, TEXTS("Sym", "Size"), &result, &error));
    OK(tt_table_rollup(trades, TEXTS("count(N)", "max(Px)"), 1, TEXTS("Sym"), &result, &error));
    CHECK_COLUMNS(result, "__DEPTH__:i __EXPANDED__:b Sym:u N:l Px:g Id:l Px_Constituent:g Size:l");
    CHECK_ROWS(result, NULL,
               "1\ttrue\tnull\t4\t1.5\tnull\tnull\tnull\n2\ttrue\tA\t2\t1.5\tnull\tnull\tnull\n"
               "3\tnull\tA\tnull\tnull\t0\t0\t0\n3\tnull\tA\tnull\tnull\t3\t1.5\t1\n"
               "2\ttrue\tB\t2\t1\tnull\tnull\tnull\n3\tnull\tB\tnull\tnull\t1\t0.5\t1\n"
               "3\tnull\tB\tnull\tnull\t2\t1\t0\n");
    tt_table_free(result);
    FAILS(TT_UNSUPPORTED, tt_table_rollup(trades, TEXTS("median(Px)"), 0, TEXTS("Sym"), &result, &error));
    CHECK_PART(tt_error_message(error), "AggMedian is not supported for rollup()");
    tt_table *nodes, *promoted;
    OK(tt_table_view(trades, TEXTS("Id", "Above = Id == 0 ? NULL_LONG : Id == 3 ? 9L : 0L"), &nodes, &error));
    GIVES("1\ttrue\t0\tnull\n2\tnull\t1\t0\n2\tnull\t2\t0\n", tt_table_tree(nodes, "Id", "Above", &result, &error));
    GIVES("0\tnull\n2\t0\n", tt_table_with_ancestors(nodes, TEXTS("Id = 2"), "Id", "Above", &result, &error));
    OK(tt_table_promote_orphans(nodes, "Id", "Above", &promoted, &error));
    GIVES("1\ttrue\t0\tnull\n2\tnull\t1\t0\n2\tnull\t2\t0\n1\tnull\t3\tnull\n",
          tt_table_tree(promoted, "Id", "Above", &result, &error));
    tt_table_free(promoted);
    tt_table_free(nodes);
    FAILS(TT_INVALID_ARGUMENT, tt_table_tree(trades, "Id", "Sym", &result, &error));
    CHECK_PART(tt_error_message(error), "tree parent and identifier columns must have the same data type");
}

static void snapshots(tt_table *trades)
{
    tt_table *numbers, *trigger, *first, *rows, *all;
    OK(tt_table_view(trades, TEXTS("Id", "Sym"), &numbers, &error));
    OK(tt_table_view(trades, TEXTS("When = Id", "Why = Sym"), &trigger, &error));
    OK(tt_table_snapshot_when(numbers, trigger, 0, TEXTS("When"), &first, &error));
    OK(tt_table_snapshot_when(numbers, trigger, TT_SNAPSHOT_INITIAL | TT_SNAPSHOT_INCREMENTAL, TEXTS("At = When"), &rows, &error));
    OK(tt_table_snapshot_when(numbers, trigger, TT_SNAPSHOT_HISTORY, NONE, &all, &error));
    CHECK_ROWS(first, NULL, "");
    CHECK_ROWS(rows, NULL, "0\tA\t3\n1\tB\t3\n2\tB\t3\n3\tA\t3\n");
    CHECK_COLUMNS(all, "When:l Why:u Id:l Sym:u");
    add(trades, 4, 1);
    CHECK_ROWS(first, NULL, "0\tA\t4\n1\tB\t4\n2\tB\t4\n3\tA\t4\n4\tB\t4\n");
    CHECK_ROWS(rows, NULL, "0\tA\t3\n1\tB\t3\n2\tB\t3\n3\tA\t3\n4\tB\t4\n");
    GIVES("4\tB\t4\tB\n", tt_table_tail(all, 1, &result, &error));
    FAILS(TT_UNSUPPORTED, tt_table_snapshot_when(numbers, trigger, 5, NONE, &result, &error));
    FAILS(TT_NOT_FOUND, tt_table_snapshot_when(numbers, trigger, 0, TEXTS("Nope"), &result, &error));
    CHECK_PART(tt_error_message(error), "in the trigger");
    tt_table_free(numbers);
    tt_table_free(trigger);
    tt_table_free(first);
    tt_table_free(rows);
    tt_table_free(all);
}

static void partitions(tt_table *trades)
{
    tt_partitioned_table *parts;
    tt_table *last, *merged, *newest, *next, *cells;
    size_t count;
    OK(tt_table_ring(trades, 2, 1, &newest, &error));
    OK(tt_table_ring(trades, 2, 0, &next, &error));
    CHECK_ROWS(newest, NULL, "2\tB\t1\t0\n3\tA\t1.5\t1\n");
    CHECK_ROWS(next, NULL, "");
    FAILS(TT_INVALID_ARGUMENT, tt_table_ring(trades, 0, 1, &result, &error));
    OK(tt_table_partition_by(trades, 1, TEXTS("Sym"), &parts, &error));
    OK(tt_partitioned_table_count(parts, &count, &error));
    CHECK_INT(count, 2);
    GIVES("A\nB\n", tt_partitioned_table_keys(parts, &result, &error));
    OK(tt_partitioned_table_at(parts, 1, &last, &error));
    OK(tt_partitioned_table_merge(parts, &merged, &error));
    CHECK_ROWS(last, NULL, "1\t0.5\t1\n2\t1\t0\n");
    add(trades, 4, 1);
    CHECK_ROWS(last, NULL, "1\t0.5\t1\n2\t1\t0\n4\t2\t0\n");
    CHECK_ROWS(merged, NULL, "0\t0\t0\n3\t1.5\t1\n1\t0.5\t1\n2\t1\t0\n4\t2\t0\n");
    CHECK_ROWS(newest, NULL, "3\tA\t1.5\t1\n4\tB\t2\t0\n");
    CHECK_ROWS(next, NULL, "4\tB\t2\t0\n");
    FAILS(TT_NOT_FOUND, tt_partitioned_table_at(parts, 2, &result, &error));
    OK(tt_partitioned_table_table(parts, "Part", &cells, &error));
    GIVES("A\t2\nB\t3\n", tt_table_view(cells, TEXTS("Sym", "Rows = Part.size()"), &result, &error));
    tt_table_free(cells);
    OK(tt_table_agg_by(trades, TEXTS("partition(Part)", "count(N)"), TEXTS("Sym"), &cells, &error));
    GIVES("0\tA\t0\t0\n3\tA\t1.5\t1\n", tt_table_cell(cells, "Part", 0, &result, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_cell(cells, "Part", 2, &result, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_cell(cells, "Sym", 0, &result, &error));
    tt_table_free(cells);
    tt_partitioned_table_free(parts);
    tt_table_free(last);
    tt_table_free(merged);
    tt_table_free(newest);
    tt_table_free(next);
}

/* Formulas know calendars by their names. */
static void calendars(void)
{
    tt_texts *names;
    FAILS(TT_NOT_FOUND, tt_calendar_add_file("no-such.calendar", &error));
    OK(tt_calendar_add_file("tests/c/exchange.calendar", &error));
    FAILS(TT_INVALID_ARGUMENT, tt_calendar_add_file("tests/c/exchange.calendar", &error));
    CHECK_PART(tt_error_message(error), "there is a calendar EXCHANGE already");
    OK(tt_calendar_names(&names, &error));
    CHECK_INT((int64_t)tt_texts_count(names), 4);
    CHECK_TEXT(tt_texts_get(names, 0), "EXCHANGE");
    tt_texts_free(names);
    tt_table *days, *open;
    OK(tt_session_empty_table(session, 3, &days, &error));
    const char *columns[] = {"Open = calendar(`exchange`).isBusinessDay(plusDays(parseLocalDate(`2024-12-24`), i))",
                             "Default = isBusinessDay(plusDays(parseLocalDate(`2024-12-24`), i))"};
    GIVES("true\ttrue\nfalse\ttrue\ntrue\ttrue\n", tt_table_view(days, columns, 2, &result, &error));
    OK(tt_calendar_set_default("EXCHANGE", &error));
    GIVES("true\ttrue\nfalse\tfalse\ntrue\ttrue\n", tt_table_view(days, columns, 2, &result, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_calendar_set_default("NOWHERE", &error));
    OK(tt_calendar_set_default("UTC", &error));
    OK(tt_calendar_remove("EXCHANGE", &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_update(days, columns, 2, &open, &error));
    tt_table_free(days);
}

/* What is made of each table, or of each pair, follows the tables that come. */
static void transformations(void)
{
    tt_table *trades = input(made(0, 2), TEXTS("Id"));
    tt_table *one, *two, *each, *other, *merged, *cells;
    tt_partitioned_table *parts, *sums, *pairs, *none, *again, *both;
    OK(tt_table_partition_by(trades, 0, TEXTS("Sym"), &parts, &error));
    OK(tt_partitioned_table_prototype(parts, &one, &error));
    CHECK_ROWS(one, NULL, "");
    OK(tt_table_agg_by(one, TEXTS("sum(Total = Px)"), TEXTS("Sym"), &each, &error));
    OK(tt_partitioned_table_transform(parts, one, each, &sums, &error));
    /* Neither is needed any more. */
    tt_table_free(each);
    FAILS(TT_INVALID_ARGUMENT, tt_partitioned_table_transform(sums, one, one, &none, &error));
    CHECK_PART(tt_error_message(error), "no prototype of this partitioned table");
    OK(tt_table_freeze(one, &each, &error));
    FAILS(TT_UNSUPPORTED, tt_partitioned_table_transform(parts, one, each, &none, &error));
    CHECK(none == NULL);
    tt_table_free(each);

    OK(tt_partitioned_table_prototype(sums, &two, &error));
    OK(tt_table_natural_join(one, two, TEXTS("Sym"), TEXTS("Total"), &other, &error));
    OK(tt_partitioned_table_transform_pairs(parts, sums, 1, one, two, other, &pairs, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_partitioned_table_transform_pairs(sums, parts, 1, one, two, other, &none, &error));
    OK(tt_partitioned_table_merge(pairs, &merged, &error));
    CHECK_ROWS(merged, NULL, "0\tA\t0\t0\t0\n1\tB\t0.5\t1\t0.5\n");
    add(trades, 2, 3);
    CHECK_ROWS(merged, NULL,
               "0\tA\t0\t0\t1.5\n3\tA\t1.5\t1\t1.5\n1\tB\t0.5\t1\t3.5\n2\tB\t1\t0\t3.5\n4\tB\t2\t0\t3.5\n");

    /* Tables in cells, and tables that there are. */
    OK(tt_partitioned_table_table(sums, "Part", &cells, &error));
    OK(tt_table_partitioned(cells, TEXTS("Sym"), "Part", &again, &error));
    GIVES("A\t1.5\nB\t3.5\n", tt_partitioned_table_merge(again, &result, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_partitioned(cells, TEXTS("Part"), "Sym", &none, &error));
    FAILS(TT_NOT_FOUND, tt_table_partitioned(cells, TEXTS("Sym"), "Nothing", &none, &error));
    OK(tt_partitioned_table_of_tables((const tt_table *[]){trades, merged}, 1, &both, &error));
    GIVES("5\n", tt_table_count_by(trades, "N", NULL, 0, &result, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_partitioned_table_of_tables((const tt_table *[]){trades, merged}, 2, &none, &error));
    CHECK_PART(tt_error_message(error), "the same columns");

    tt_table *tables[] = {trades, one, two, other, merged, cells};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        tt_table_free(tables[i]);
    tt_partitioned_table *partitioned[] = {parts, sums, pairs, again, both};
    for (size_t i = 0; i < sizeof partitioned / sizeof *partitioned; i++)
        tt_partitioned_table_free(partitioned[i]);
}

/* Results follow rows that are added, changed and taken away. */
static void live(void)
{
    tt_table *trades = input(made(0, 2), TEXTS("Id"));
    tt_table *sums, *sorted, *frozen, *numbers, *rollup, *tree;
    tt_sort_column by = {"Px", 1};
    OK(tt_table_view(trades, TEXTS("Sym", "Px"), &numbers, &error));
    OK(tt_table_sum_by(numbers, TEXTS("Sym"), &sums, &error));
    OK(tt_table_sort(trades, &by, 1, &sorted, &error));
    OK(tt_table_freeze(trades, &frozen, &error));
    OK(tt_table_rollup(numbers, TEXTS("sum(Px)"), 0, TEXTS("Sym"), &rollup, &error));
    tt_table *nodes;
    OK(tt_table_view(trades, TEXTS("Id", "Above = Id == 2 ? NULL_LONG : Id / 2 == 0 ? 9L : Id - 1"), &nodes, &error));
    OK(tt_table_tree(nodes, "Id", "Above", &tree, &error));
    tt_table_free(nodes);
    CHECK_ROWS(rollup, NULL, "1\ttrue\tnull\t0.5\n2\tnull\tA\t0\n2\tnull\tB\t0.5\n");
    CHECK_ROWS(tree, NULL, "");
    CHECK_ROWS(sums, NULL, "A\t0\nB\t0.5\n");
    add(trades, 2, 3);
    CHECK_ROWS(sums, NULL, "A\t1.5\nB\t3.5\n");
    CHECK_ROWS(rollup, NULL, "1\ttrue\tnull\t5\n2\tnull\tA\t1.5\n2\tnull\tB\t3.5\n");
    CHECK_ROWS(tree, NULL, "1\ttrue\t2\tnull\n2\ttrue\t3\t2\n3\tnull\t4\t3\n");
    CHECK_ROWS(sorted, NULL, "4\tB\t2\t0\n3\tA\t1.5\t1\n2\tB\t1\t0\n1\tB\t0.5\t1\n0\tA\t0\t0\n");
    tt_table *more = made(1, 3), *keys;
    OK(tt_table_view(more, TEXTS("Id"), &keys, &error));
    struct ArrowArrayStream stream;
    OK(tt_table_snapshot(keys, NULL, &stream, &error));
    OK(tt_table_delete_rows(trades, &stream, &error));
    CHECK_ROWS(sums, NULL, "A\t0\nB\t2\n");
    CHECK_ROWS(rollup, NULL, "1\ttrue\tnull\t2\n2\tnull\tA\t0\n2\tnull\tB\t2\n");
    CHECK_ROWS(tree, NULL, "");
    CHECK_ROWS(sorted, NULL, "4\tB\t2\t0\n0\tA\t0\t0\n");
    CHECK_ROWS(frozen, NULL, "0\tA\t0\t0\n1\tB\t0.5\t1\n");
    OK(tt_table_snapshot(keys, NULL, &stream, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_add_rows(sums, &stream, &error));
    CHECK_PART(tt_error_message(error), "is no input table");
    CHECK(stream.release == NULL);
    tt_table_free(keys);
    tt_table_free(more);
    tt_table_free(numbers);
    tt_table_free(sums);
    tt_table_free(rollup);
    tt_table_free(tree);
    tt_table_free(sorted);
    tt_table_free(frozen);
    tt_table_free(trades);
}

static void times(void)
{
    tt_table *clock, *all;
    int64_t start = 0;
    OK(tt_session_time_table(session, NULL, 20000000, 0, &clock, &error));
    CHECK_COLUMNS(clock, "Timestamp:tsn:UTC");
    uint64_t rows = 0;
    while (rows < 3) {
        OK(tt_table_await_change(clock, 20000, &error));
        OK(tt_table_row_count(clock, &rows, &error));
    }
    tt_table_free(clock);
    FAILS(TT_INVALID_ARGUMENT, tt_session_time_table(session, &start, 0, 1, &clock, &error));
    OK(tt_session_time_table(session, NULL, 20000000, 1, &clock, &error));
    OK(tt_table_blink_to_append_only(clock, &all, &error));
    GIVES("", tt_table_head(all, 0, &result, &error));
    OK(tt_table_remove_blink(clock, &result, &error));
    CHECK_COLUMNS(result, "Timestamp:tsn:UTC");
    tt_table_free(result);
    tt_table_free(all);
    tt_table_free(clock);
}

/* Groups side by side, with those of another table in front. */
static void transposed(void)
{
    tt_table *trades = made(0, 4), *initial = made(1, 1);
    GIVES("0\t1\t1\n1\t1\t1\n",
          tt_table_keyed_transpose(trades, TEXTS("count(N)"), TEXTS("Size"), TEXTS("Sym"), NULL, 0, &result, &error));
    GIVES("1\t1\t0.5\t1\t1.5\n0\t1\t1\t1\t0\n",
          tt_table_keyed_transpose(trades, TEXTS("count(N)", "sum(Px)"), TEXTS("Size"), TEXTS("Sym"), initial, 1, &result,
                                   &error));
    FAILS(TT_INVALID_ARGUMENT,
          tt_table_keyed_transpose(trades, TEXTS("count(N)"), NONE, TEXTS("Sym"), NULL, 0, &result, &error));
    tt_table_free(initial);
    tt_table_free(trades);
}

static void put(const tt_feed *feed, int64_t first, uint64_t count)
{
    tt_table *rows = made(first, count);
    struct ArrowArrayStream stream;
    OK(tt_table_snapshot(rows, NULL, &stream, &error));
    OK(tt_feed_put(feed, &stream, &error));
    CHECK(stream.release == NULL);
    tt_table_free(rows);
}

static void await_rows(const tt_table *table, uint64_t wanted)
{
    uint64_t rows = 0;
    OK(tt_table_row_count(table, &rows, &error));
    while (rows != wanted) {
        OK(tt_table_await_change(table, 20000, &error));
        OK(tt_table_row_count(table, &rows, &error));
    }
}

/* Rows that are put are there for one update, or take the place of those before. */
static void feeds(void)
{
    tt_table *table, *all, *came, *rows = made(0, 2);
    tt_feed *feed;
    struct ArrowArrayStream stream;
    int32_t alive;
    OK(tt_session_hold(session, &error));
    OK(tt_table_snapshot(rows, NULL, &stream, &error));
    OK(tt_session_feed(session, &stream, TT_FEED_BLINK, &feed, &table, &error));
    CHECK_ROWS(table, NULL, "0\tA\t0\t0\n1\tB\t0.5\t1\n");
    OK(tt_table_blink_to_append_only(table, &all, &error));
    put(feed, 2, 1);
    put(feed, 3, 1);
    OK(tt_session_release(session, &error));
    await_rows(all, 4);
    CHECK_ROWS(all, NULL, "0\tA\t0\t0\n1\tB\t0.5\t1\n2\tB\t1\t0\n3\tA\t1.5\t1\n");
    OK(tt_table_add_only_to_blink(all, &came, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_table_add_only_to_blink(rows, &result, &error));
    tt_table_free(came);
    tt_table_free(table);
    OK(tt_feed_is_alive(feed, &alive, &error));
    CHECK(alive == 1);
    tt_table_free(all);
    /* A cycle that runs just now still has it. */
    for (int64_t deadline = now_ms() + 20000; alive != 0; sleep_ms(10)) {
        CHECK(now_ms() < deadline);
        OK(tt_feed_is_alive(feed, &alive, &error));
    }
    OK(tt_table_snapshot(rows, NULL, &stream, &error));
    FAILS(TT_CLOSED, tt_feed_put(feed, &stream, &error));
    tt_feed_free(feed);
    OK(tt_table_snapshot(rows, NULL, &stream, &error));
    FAILS(TT_INVALID_ARGUMENT, tt_session_feed(session, &stream, 0, &feed, &table, &error));
    CHECK(stream.release == NULL && feed == NULL && table == NULL);
    OK(tt_table_snapshot(rows, NULL, &stream, &error));
    OK(tt_session_feed(session, &stream, TT_FEED_REPLACE, &feed, &table, &error));
    put(feed, 3, 1);
    await_rows(table, 1);
    CHECK_ROWS(table, NULL, "3\tA\t1.5\t1\n");
    OK(tt_feed_fail(feed, "the source is gone", &error));
    OK(tt_table_snapshot(rows, NULL, &stream, &error));
    FAILS(TT_TABLE_FAILED, tt_feed_put(feed, &stream, &error));
    CHECK_PART(tt_error_message(error), "the source is gone");
    tt_feed_free(feed);
    tt_feed_free(NULL);
    tt_table_free(table);
    tt_table_free(rows);
}

/* What is written to a file is read from it again. */
static void files(const tt_table *trades)
{
    const char *names[] = {"operations.csv", "operations.parquet", "operations.arrow", "operations.arrows"};
    const char *expected = "0\tA\t0\t0\n1\tB\t0.5\t1\n2\tB\t1\t0\n3\tA\t1.5\t1\n";
    const char *folder = getenv("TMPDIR");
    char path[1024];
    for (size_t i = 0; i < LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%d-%s", folder == NULL ? "/tmp" : folder, rand(), names[i]);
        OK(tt_write_file(trades, path, &error));
        GIVES(expected, tt_read_file(session, path, &result, &error));
        /* One letter each is a char. */
        if (i == 0)
            GIVES("0\t65\t0\t0\n1\t66\t0.5\t1\n2\t66\t1\t0\n3\t65\t1.5\t1\n",
                  tt_read_csv(session, path, ',', &result, &error));
        remove(path);
    }
    FAILS(TT_NOT_FOUND, tt_read_csv(session, path, 0, &result, &error));
}

int main(void)
{
    OK(tt_session_open(NULL, &session, &error));
    tt_table *trades = input(made(0, 4), NONE);
    columns(trades);
    aggregations(trades);
    around_rows(trades);
    order(trades);
    joins(trades);
    levels(trades);
    files(trades);
    partitions(trades);
    transformations();
    calendars();
    tt_table_free(trades);
    trades = input(made(0, 4), NONE);
    snapshots(trades);
    tt_table_free(trades);
    live();
    times();
    feeds();
    transposed();
    tt_session_free(session);
    forget_error();
    return 0;
}
