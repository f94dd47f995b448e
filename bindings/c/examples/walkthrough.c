/*
 * Quotes and trades: the last trade of each symbol, each trade with the quote that was valid then, and the volume-weighted
 * average price by symbol and minute. The same as bindings/groovy/samples/walkthrough.groovy.
 *
 *     cc walkthrough.c $(pkg-config --cflags --libs topictable) -o walkthrough
 *     ./walkthrough localhost:9092 quotes trades 1000 1000    # once there are so many quotes and trades
 */
#include <stdio.h>
#include <stdlib.h>
#include <topictable.h>

#define LEN(array) (sizeof(array) / sizeof *(array))
#define TEXTS(...) (const char *[]){__VA_ARGS__}, LEN(((const char *[]){__VA_ARGS__}))

static tt_session *session;
static tt_error *error;

/* Ends the program with the error of a call that failed. */
static void must(int32_t status)
{
    if (status == TT_OK)
        return;
    fprintf(stderr, "error %d: %s\n", tt_error_code(error), tt_error_message(error));
    exit(EXIT_FAILURE);
}

/* A topic of JSON objects from its beginning, with a column of milliseconds as times; once it has so many rows. */
static tt_table *consume(const char *brokers, const char *topic, const tt_column *columns, size_t columns_len,
                         const char *time, uint64_t wanted)
{
    tt_spec *value;
    tt_table *table, *timed;
    must(tt_json_spec(columns, columns_len, NULL, 0, &value, &error));
    tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
    options.properties = (tt_property[]){{"bootstrap.servers", brokers, 0, 0}};
    options.properties_len = 1;
    options.topic = topic;
    options.offsets = TT_SEEK_TO_BEGINNING;
    options.value = value;
    options.type = tt_append();
    must(tt_consume_to_table(session, &options, &table, &error));
    must(tt_table_update_view(table, &time, 1, &timed, &error));
    uint64_t rows = 0;
    while (rows < wanted) {
        must(tt_table_await_change(table, -1, &error));
        must(tt_table_row_count(table, &rows, &error));
    }
    tt_spec_free(value);
    tt_table_free(table);
    return timed;
}

/* Prints a formula of each row of a table, which is freed. */
static void print(const char *name, tt_table *table, const char *line)
{
    tt_table *lines;
    must(tt_table_view(table, &line, 1, &lines, &error));
    struct ArrowArrayStream rows;
    must(tt_table_snapshot(lines, NULL, &rows, &error));
    printf("# %s\n", name);
    struct ArrowArray batch;
    while (rows.get_next(&rows, &batch) == 0 && batch.release != NULL) {
        const struct ArrowArray *text = batch.children[0];
        const int32_t *ends = (const int32_t *)text->buffers[1] + batch.offset + text->offset;
        for (int64_t row = 0; row < batch.length; row++)
            printf("%.*s\n", (int)(ends[row + 1] - ends[row]), (const char *)text->buffers[2] + ends[row]);
        batch.release(&batch);
    }
    rows.release(&rows);
    tt_table_free(lines);
    tt_table_free(table);
}

int main(int argc, char **argv)
{
    if (argc < 6) {
        fprintf(stderr, "usage: %s BOOTSTRAP_SERVERS QUOTES TRADES QUOTE_COUNT TRADE_COUNT\n", argv[0]);
        return EXIT_FAILURE;
    }
    const tt_column of_quotes[] = {{"Sym", TT_STRING, 0}, {"BidPrice", TT_DOUBLE, 0}, {"BidTime", TT_LONG, 0}};
    const tt_column of_trades[] = {
        {"Sym", TT_STRING, 0}, {"Size", TT_INT, 0}, {"Price", TT_DOUBLE, 0}, {"Time", TT_LONG, 0}};
    must(tt_session_open(NULL, &session, &error));
    tt_table *quotes = consume(argv[1], argv[2], of_quotes, LEN(of_quotes), "BidTime = millisToTime(BidTime)",
                               strtoull(argv[4], NULL, 10));
    tt_table *trades =
        consume(argv[1], argv[3], of_trades, LEN(of_trades), "Time = millisToTime(Time)", strtoull(argv[5], NULL, 10));

    tt_table *last, *related, *gross, *bars, *vwap;
    must(tt_table_last_by(trades, TEXTS("Sym"), &last, &error));
    must(tt_table_aj(trades, quotes, TEXTS("Sym", "Time = BidTime"), TEXTS("BidTime", "BidPrice"), &related, &error));
    must(tt_table_view(trades, TEXTS("Sym", "Size", "Price", "TimeBin = lowerBin(Time, MINUTE)", "Gross = Price * Size"),
                       &gross, &error));
    must(tt_table_agg_by(gross, TEXTS("avg(AvgPrice = Price)", "sum(Volume = Size, TotalGross = Gross)"),
                         TEXTS("Sym", "TimeBin"), &bars, &error));
    must(tt_table_update_view(bars, TEXTS("VWAP = TotalGross / Volume"), &vwap, &error));

    print("last", last, "Line = Sym + ` ` + Size + ` ` + Price");
    print("related_quotes", related, "Line = Sym + ` ` + Time + ` ` + Price + ` ` + BidTime + ` ` + BidPrice");
    print("vwap", vwap, "Line = Sym + ` ` + TimeBin + ` ` + AvgPrice + ` ` + Volume + ` ` + VWAP");

    tt_table_free(bars);
    tt_table_free(gross);
    tt_table_free(quotes);
    tt_table_free(trades);
    tt_session_free(session);
    return EXIT_SUCCESS;
}
