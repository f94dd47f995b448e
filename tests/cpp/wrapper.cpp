/* The C++ wrapper: what it gives, throws, owns and moves. Topics are those of tests/c. */
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <poll.h>
#include <sstream>
#include <topictable.hpp>

using namespace std::chrono_literals;

#define CHECK(condition) check((condition), #condition, __LINE__)
#define THROWS(status, expression) \
    check(code_of([&] { (void)(expression); }) == (status), #expression " throws " #status, __LINE__)

static void check(bool holds, char const *what, int line)
{
    if (holds)
        return;
    std::cerr << "wrapper.cpp:" << line << ": " << what << " does not hold\n";
    std::_Exit(1);
}

template <class Body> static std::int32_t code_of(Body body)
{
    try {
        body();
    } catch (topictable::error const &error) {
        return error.code();
    }
    return TT_OK;
}

static std::string environment(char const *name)
{
    char const *value = std::getenv(name);
    check(value != nullptr, name, 0);
    return value;
}

static topictable::properties bootstrap()
{
    return {{"bootstrap.servers", environment("TOPICTABLE_BOOTSTRAP")}};
}

static std::string topic(std::string const &name)
{
    return environment("TOPICTABLE_PREFIX") + name;
}

/* The number of a topic's records, to be waited for. */
static void await_size(topictable::table const &table, std::uint64_t size)
{
    while (table.size() < size)
        table.await_change(100ms);
}

static topictable::table pairs(topictable::session const &session)
{
    auto table = session.consume(topic("pairs"), bootstrap())
                     .from_beginning()
                     .partitions({0})
                     .key(topictable::simple("Key"))
                     .value(topictable::simple("Value", topictable::i64))
                     .append();
    await_size(table, 5);
    return table;
}

/* The program that a user would write first. */
static void first_program()
{
    std::ostringstream out;
    std::uint64_t rows = 0;
    auto session = topictable::session{};
    auto trades = session.consume(topic("trades"), {{"bootstrap.servers", environment("TOPICTABLE_BOOTSTRAP")}})
                      .from_beginning()
                      .key(topictable::simple("Key"))
                      .value(topictable::json({{"Price", topictable::f64}, {"Qty", topictable::i32}}))
                      .append();
    for (auto const &change : trades.changes()) {
        out << change.added().num_rows() << " new rows\n";
        rows += change.added().num_rows();
        CHECK(rows == change.size());
        if (rows == 6)
            break;
    }
    CHECK(out.str().find(" new rows\n") != std::string::npos);
}

static void messages()
{
    auto session = topictable::session{};
    topictable::protobuf_options options;
    options.files = {{"trade.proto", "syntax = \"proto3\"; message Trade { string sym = 1; double price = 2; }"}};
    options.raw = true;
    options.names = {{"sym", "Sym"}};
    auto trades = session.consume(topic("messages"), {{"bootstrap.servers", environment("TOPICTABLE_BOOTSTRAP")}})
                      .from_beginning()
                      .value(topictable::protobuf(options))
                      .append();
    await_size(trades, 3);
    options.subject = "s";
    try {
        topictable::protobuf(options);
        CHECK(false);
    } catch (topictable::error const &failure) {
        CHECK(std::string(failure.what()).find("nowhere or twice") != std::string::npos);
    }
}

static void cells()
{
    topictable::session session(topictable::properties{{"topictable.cycle.min.ms", "0"}});
    auto types = session.consume(topic("types"))
                     .property("bootstrap.servers", environment("TOPICTABLE_BOOTSTRAP"))
                     .offsets(TT_SEEK_TO_BEGINNING)
                     .value(topictable::json({{"Boolean", topictable::boolean},
                                              {"Byte", topictable::i8},
                                              {"C", topictable::character},
                                              {"Short", topictable::i16},
                                              {"Int", topictable::i32},
                                              {"Long", topictable::i64},
                                              {"Float", topictable::f32},
                                              {"Double", topictable::f64},
                                              {"String", topictable::string},
                                              {"Instant", topictable::instant}},
                                             {{"Char", "C"}}))
                     .append();
    await_size(types, 6);
    auto schema = types.schema();
    CHECK(schema.num_columns() == 13 && schema.name(3) == "Boolean" && schema.format(3) == "b");
    CHECK(schema.index("Instant") == 12);
    THROWS(TT_NOT_FOUND, schema.index("Nothing"));
    THROWS(TT_INVALID_ARGUMENT, schema.name(13));

    std::int64_t rows = 0;
    for (auto const &batch : types.snapshot({1, 2, {"Boolean", "Byte", "C", "Short", "Int", "Long", "Float", "Double",
                                                    "String", "Instant"}})) {
        for (std::int64_t row = 0; row < batch.num_rows(); row++, rows++) {
            if (rows == 1) {
                for (std::size_t column = 0; column < batch.num_columns(); column++)
                    CHECK(batch.column(column).is_null(row));
                CHECK(!batch.column("String").find<std::string_view>(row));
                THROWS(TT_INVALID_ARGUMENT, batch.column("Int").get<std::int32_t>(row));
                continue;
            }
            CHECK(batch.column("Boolean").get<bool>(row) == false);
            CHECK(batch.column("Byte").get<std::int8_t>(row) == 127);
            CHECK(batch.column("C").get<std::uint16_t>(row) == 252);
            CHECK(batch.column("Short").get<std::int16_t>(row) == 32767);
            CHECK(batch.column("Int").find<std::int32_t>(row) == 2147483647);
            CHECK(batch.column("Long").get<std::int64_t>(row) == INT64_MAX);
            CHECK(batch.column("Float").get<float>(row) == -0.25f);
            CHECK(batch.column("Double").get<double>(row) == -1e300);
            CHECK(batch.column("String").get<std::string_view>(row) == "tab\tand line\n");
            CHECK(batch.column("Instant").get<std::int64_t>(row) == -500000000);
            THROWS(TT_INVALID_ARGUMENT, batch.column("Int").get<std::int64_t>(row));
            THROWS(TT_INVALID_ARGUMENT, batch.column("Instant").get<std::int32_t>(row));
            THROWS(TT_INVALID_ARGUMENT, batch.column("Int").get<std::string_view>(row));
            THROWS(TT_INVALID_ARGUMENT, batch.column("Int").get<std::int32_t>(batch.num_rows()));
        }
    }
    CHECK(rows == 2);
}

static std::vector<std::string> texts(topictable::stream stream, std::string const &column)
{
    std::vector<std::string> texts;
    for (auto const &batch : stream)
        for (std::int64_t row = 0; row < batch.num_rows(); row++)
            texts.emplace_back(batch.column(column).find<std::string_view>(row).value_or("null"));
    return texts;
}

/* Rows that are put are there for one update, or take the place of those before. */
static void fed(topictable::session const &session)
{
    auto const some = [&](std::uint64_t rows) { return session.empty_table(rows).view("I = ii").snapshot(); };
    auto blink = session.feed(some(0), TT_FEED_BLINK);
    auto all = blink.second.blink_to_append_only();
    blink.first.put(some(2));
    blink.first.put(some(3));
    await_size(all, 5);
    auto latest = session.feed(some(3), TT_FEED_REPLACE);
    CHECK(latest.second.size() == 3 && latest.first.is_alive());
    latest.first.put(some(7));
    await_size(latest.second, 7);
    THROWS(TT_INVALID_ARGUMENT, latest.first.put(session.empty_table(1).snapshot()));
    latest.first.fail("enough");
    THROWS(TT_TABLE_FAILED, latest.first.put(some(1)));
    CHECK(!latest.first.is_alive());
    {
        auto gone = std::move(blink.second);
    }
    CHECK(blink.first.is_alive()); /* by the table that is derived from it */
    CHECK(all.add_only_to_blink().blink_to_append_only().size() <= 5);
    THROWS(TT_INVALID_ARGUMENT, session.feed(some(0), 3));
}

static void operations()
{
    auto session = topictable::session{};
    auto table = pairs(session);
    using list = std::vector<std::string>;
    CHECK((texts(table.snapshot(), "Key") == list{"a", "b", "null", "a", "ü😀"}));
    CHECK((texts(table.where("Value > 0", "Key = `a`").snapshot(), "Key") == list{"a"}));
    CHECK((texts(table.view("K = Key", "Value").last_by("K").snapshot(), "K") == list{"a", "b", "null", "ü😀"}));
    std::vector<std::string> keys{"Key"};
    CHECK(table.view(list{"Key", "Value"}).sum_by(keys).size() == 4);
    CHECK(table.count_by("Rows", {"Key"}).schema().name(1) == "Rows");
    CHECK(table.count_by("Rows").size() == 1);
    CHECK(table.is_refreshing());
    table.check();

    auto numbers = session.empty_table(6).update({"I = i", "G = i % 2 == 0 ? `even` : `odd`"});
    auto sums = numbers.agg_by({"sum(Sum = I)", "wsum(I, Squares = I)", "count(N)"}, {"G"});
    CHECK((texts(sums.view("T = `` + Sum + ` ` + Squares + ` ` + N").snapshot(), "T") == list{"6 20 3", "9 35 3"}));
    auto const rolled = numbers.rollup({"sum(I)"}, {"G"});
    CHECK((texts(rolled.view("T = `` + __DEPTH__ + G + I").snapshot(), "T") == list{"1null15", "2even6", "2odd9"}));
    CHECK(numbers.rollup({"sum(Sum = I)"}, {"G"}, true).size() == 9);
    auto const nodes = numbers.view("I", "Above = I == 0 ? NULL_INT : I == 5 ? 9 : I / 2 == 2 ? 2 : 0");
    CHECK(nodes.tree("I", "Above").size() == 5);
    CHECK((texts(nodes.with_ancestors({"I = 4"}, "I", "Above").view("T = `` + I").snapshot(), "T") == list{"0", "2", "4"}));
    CHECK(nodes.promote_orphans("I", "Above").tree("I", "Above").where("__DEPTH__ = 1").size() == 2);
    CHECK((texts(numbers.agg_all_by("max", {"G"}).view("T = `` + I").snapshot(), "T") == list{"4", "5"}));
    CHECK((texts(numbers.sort({{"G", true}, {"I"}}).head(2).view("T = `` + I").snapshot(), "T") == list{"1", "3"}));
    CHECK((texts(numbers.natural_join(sums, {"G"}, {"N"}).view("T = G + N").tail(1).snapshot(), "T") == list{"odd3"}));
    CHECK(sums.snapshot_when(sums.view({"When = N"}), TT_SNAPSHOT_INITIAL).size() == 2);
    auto const even = sums.where("G = `even`").rename_columns({"Group = G"});
    CHECK(numbers.left_outer_join(even, {"G = Group"}, {"N"}).size() == numbers.size());
    CHECK(numbers.where("G = `odd`").full_outer_join(even, {"G = Group"}).tail(1).where("isNull(G)").size() == 1);
    auto levels = session.empty_table(2).view("Level = i * 3", "Name = `from ` + Level");
    CHECK((texts(numbers.aj(levels, {"I >= Level"}).slice(2, 4).snapshot(), "Name") == list{"from 0", "from 3"}));
    CHECK(session.merge(numbers, numbers.head(1)).size() == 7);
    CHECK(numbers.where_in(sums.where("Sum = 6"), {"G"}).size() == 3);
    auto joined = session.multi_join({{sums, {"G"}, {"N"}}, {even, {"G = Group"}, {"Total = Sum"}}});
    CHECK(joined.size() == 2 && joined.schema().name(2) == "Total");
    CHECK(joined.where("isNull(Total)").size() == 1 && joined.where("Total = 6", "N = 3").size() == 1);
    THROWS(TT_INVALID_ARGUMENT, session.multi_join({}));
    THROWS(TT_INVALID_ARGUMENT, session.multi_join({{sums, {"G"}}, {even, {"Group"}}}));
    auto sides = numbers.keyed_transpose({"sum(Total = I)"}, {"G"}, {"I"});
    CHECK(sides.size() == 2 && sides.schema().num_columns() == 1 + numbers.size());
    CHECK(numbers.where("I < 2").keyed_transpose({"count(N)"}, {"I"}, {"G"}, &numbers, true).size() == numbers.size());
    fed(session);
    auto input = session.input_table(numbers.snapshot(), {"I"});
    auto parts = input.partition_by({"G"});
    input.add_rows(session.empty_table(1).view("I = 7", "G = `new`").snapshot());
    input.delete_rows(session.empty_table(1).view("I = 1").snapshot());
    CHECK(parts.size() == 3 && parts.at(1).size() == 2 && parts.merge().size() == 6);
    auto firsts = parts.transform([](topictable::table const &each) { return each.head(1); });
    CHECK(firsts.size() == 3 && firsts.merge().size() == 3);
    auto beside = firsts.transform(parts, [](auto const &one, auto const &two) {
        return one.natural_join(two.last_by({"G"}), {"G"}, {"Last = I"});
    });
    CHECK(beside.merge().size() == 3);
    CHECK(topictable::partitioned_table::of_tables(parts.at(0), parts.at(1)).merge().size() == parts.at(0).size() + 2);
    auto cells = topictable::partitioned_table::of_cells(parts.table_of("Part"), {"G"}, "Part");
    CHECK(cells.size() == 3 && cells.merge().size() == 6);
    THROWS(TT_UNSUPPORTED, parts.transform([](auto const &each) { return each.freeze(); }));
    CHECK(session.time_table(std::chrono::milliseconds(5)).await_change());
    THROWS(TT_INVALID_ARGUMENT, numbers.update({"X = I +"}));

    topictable::calendars::add_file("tests/c/exchange.calendar");
    topictable::calendars::set_default("exchange");
    CHECK((topictable::calendars::names() == list{"EXCHANGE", "USBANK_EXAMPLE", "USNYSE_EXAMPLE", "UTC"}));
    CHECK(session.empty_table(1).where("isBusinessDay(`2024-12-25`)").size() == 0);
    topictable::calendars::remove("EXCHANGE");
    THROWS(TT_INVALID_ARGUMENT, topictable::calendars::set_default("EXCHANGE"));
    topictable::calendars::set_default("UTC");

    auto copy = session.import(table.snapshot());
    CHECK(!copy.is_refreshing() && copy.size() == 5);
    CHECK(copy.await_change() && !copy.await_change());
    std::uint64_t changes = 0;
    for (auto const &change : copy.changes()) {
        CHECK(change.is_initial() && change.sequence() == 0 && change.size() == 5);
        CHECK(change.removed().num_rows() == 0 && change.modified().num_rows() == 0);
        CHECK(change.added({3, 0, {"Key"}}).num_rows() == 2);
        CHECK((texts(change.added({3, 1, {"Key"}}), "Key") == list{"a"}));
        changes++;
    }
    CHECK(changes == 1);

    auto held = session.hold();
    auto other = std::move(held);
    CHECK(session.consume(topic("pairs"), bootstrap()).from_end().key(topictable::simple("K")).blink().size() == 0);
}

static void errors()
{
    auto session = topictable::session{};
    try {
        session.consume(topic("nowhere"), bootstrap()).value(topictable::simple("V")).append();
        CHECK(false);
    } catch (topictable::error const &error) {
        CHECK(error.code() == TT_NOT_FOUND && error.detail("topic") == topic("nowhere"));
        CHECK(!error.detail("partition") && std::string(error.what()).find("nowhere") != std::string::npos);
        topictable::error copy = error;
        CHECK(copy.detail("topic") == error.detail("topic"));
    }
    THROWS(TT_INVALID_ARGUMENT, topictable::session(topictable::properties({{"no.property", "x"}})));
    auto table = pairs(session);
    THROWS(TT_NOT_FOUND, table.view("Nothing"));
    THROWS(TT_NOT_FOUND, table.changes({topictable::policy::block, 1, {"Nothing"}}));
    auto bad = session.consume(topic("words"), bootstrap())
                   .from_beginning()
                   .value(topictable::simple("V", topictable::i64))
                   .append();
    THROWS(TT_TABLE_FAILED, [&] {
        for (auto const &change : bad.changes())
            CHECK(change.size() < 6);
    }());
    THROWS(TT_TABLE_FAILED, bad.check());
}

/* Objects outlive what they came from, and can be moved. */
static void lifetimes()
{
    std::optional<topictable::session> session(std::in_place);
    std::optional<topictable::table> table(pairs(*session));
    std::optional<topictable::subscription> changes(table->changes());
    session.reset();
    table.reset();
    auto change = changes->next();
    CHECK(change && change->size() == 5);
    CHECK(!changes->next() && changes->has_ended());
    changes.reset();
    auto rows = change->added();
    change.reset();
    topictable::stream moved = std::move(rows);
    auto batch = moved.next();
    CHECK(batch && batch->num_rows() == 5);
    topictable::batch other = std::move(*batch);
    CHECK(other.column("Key").get<std::string_view>(1) == "b");
    CHECK(!moved.next());
}

/* A mirror of offsets by row key, of a table that changes all the time. */
static void mirror()
{
    auto session = topictable::session{};
    auto ticks = session.consume(topic("ticks"), bootstrap())
                     .from_end()
                     .key(topictable::ignore())
                     .value(topictable::simple("Value", topictable::i64))
                     .ring(50);
    auto changes = ticks.changes({topictable::policy::coalesce, 1, {"KafkaOffset"}});
    pollfd polled = {changes.fd(), POLLIN, 0};
    CHECK(poll(&polled, 1, 10000) == 1);
    std::map<std::uint64_t, std::int64_t> mirror;
    auto apply = [&](topictable::change const &change) {
        for (auto const &batch : change.removed())
            for (std::int64_t row = 0; row < batch.num_rows(); row++)
                CHECK(mirror.erase(batch.column(0).get<std::uint64_t>(row)) == 1);
        for (auto const &batch : change.added())
            for (std::int64_t row = 0; row < batch.num_rows(); row++)
                CHECK(mirror.emplace(batch.column(0).get<std::uint64_t>(row), batch.column(1).get<std::int64_t>(row))
                          .second);
        CHECK(mirror.size() == change.size());
    };
    for (int comparison = 0; comparison < 3; comparison++) {
        for (int count = 0; count < 10; count++)
            apply(*changes.next());
        auto hold = session.hold();
        while (auto change = changes.next(0ms))
            apply(*change);
        auto mirrored = mirror.begin();
        for (auto const &batch : ticks.snapshot({0, 0, {"KafkaOffset"}}))
            for (std::int64_t row = 0; row < batch.num_rows(); row++, ++mirrored)
                CHECK(mirrored != mirror.end() && mirrored->second == batch.column(0).get<std::int64_t>(row));
        CHECK(mirrored == mirror.end());
    }
}

static void partitions()
{
    topictable::session session;
    auto consume = [&] {
        auto builder = session.consume(topic("parts"), bootstrap());
        builder.value(topictable::simple("Value", topictable::i64));
        return builder;
    };
    CHECK(session.partition_count(bootstrap(), topic("parts")) == 3);
    auto topics = session.topics(bootstrap());
    CHECK(std::count(topics.begin(), topics.end(), topic("parts")) == 1);
    CHECK(consume().schema().num_columns() == 4);

    auto parts = consume().from_beginning().partitioned(tt_append());
    auto all = parts.merge(), keys = parts.keys();
    await_size(all, 6);
    await_size(keys, 3);
    CHECK(parts.constituent(2).size() == 3);
    THROWS(TT_NOT_FOUND, parts.constituent(3));

    auto some = consume().starts({{1, 1}, {2, TT_SEEK_TO_BEGINNING}}).append();
    await_size(some, 4);
    CHECK(some.errors().size() == 0);

    auto reading = session.status().where("State = `reading`", "Records > 0");
    await_size(reading, 5);
    CHECK(session.metrics().find("topictable_records_total{") != std::string::npos);
}

static void avro()
{
    topictable::session session(topictable::properties{{"topictable.cycle.min.ms", "0"}});
    std::string const trade =
        R"({"type": "record", "name": "Trade", "fields": [{"name": "sym", "type": "string"},
            {"name": "price", "type": "double"}, {"name": "venue", "type": ["null",
                {"type": "record", "name": "Venue", "fields": [{"name": "mic", "type": "string"}]}]}]})";
    topictable::avro_options options;
    options.columns = {{"price", "Price"}, {"venue.mic", "Venue"}};
    options.mapped_only = true;
    options.encoding = topictable::avro_encoding::raw;
    options.writers = {trade};
    auto trades = session.consume(topic("avro"))
                      .property("bootstrap.servers", environment("TOPICTABLE_BOOTSTRAP"))
                      .from_beginning()
                      .value(topictable::avro(trade, options))
                      .append();
    await_size(trades, 3);
    auto schema = trades.schema();
    CHECK(schema.num_columns() == 5 && schema.name(3) == "Price" && schema.name(4) == "Venue");
    /* There is no registry to ask. */
    THROWS(TT_INVALID_ARGUMENT,
           session.consume(topic("avro"), bootstrap()).value(topictable::avro_subject("trades", 1)).append());
}

static void csv()
{
    topictable::session session(topictable::properties{{"topictable.cycle.min.ms", "0"}});
    topictable::csv_options options;
    options.header = {"symbol", "venue", "price"};
    options.delimiter = ';';
    options.quote = 0;
    options.null_text = "-";
    auto rows = session.consume(topic("csv"), bootstrap())
                    .from_beginning()
                    .property("topictable.on.error", "skip")
                    .value(topictable::csv({{"price", topictable::f64}, {"symbol", topictable::string}}, options))
                    .append();
    /* Without quotes, one more row is bad. */
    await_size(rows, 3);
    CHECK(rows.schema().name(3) == "price" && rows.schema().name(4) == "symbol");
    options.quote = '\'';
    auto quoted = session.consume(topic("csv"), bootstrap())
                      .from_beginning()
                      .property("topictable.on.error", "skip")
                      .value(topictable::csv({{"symbol", topictable::string}}, options))
                      .append();
    await_size(quoted, 5);
}

static void msgpack()
{
    topictable::session session(topictable::properties{{"topictable.cycle.min.ms", "0"}});
    auto rows = session.consume(topic("msgpack"), bootstrap())
                    .from_beginning()
                    .property("topictable.on.error", "skip")
                    .value(topictable::msgpack({{"price", topictable::f64}, {"symbol", topictable::string}},
                                               {{"/quote/0", "price"}}))
                    .append();
    await_size(rows, 4);
    CHECK(rows.schema().name(3) == "price" && rows.schema().name(4) == "symbol");
}

static void functions()
{
    topictable::session session;
    session.register_function<double>("half", [](topictable::arguments const &of, topictable::results<double> &half) {
        for (std::int64_t row = 0; row < of.num_rows(); row++)
            if (auto value = of[0].find<std::int32_t>(row))
                half[static_cast<std::size_t>(row)] = *value / 2.0;
    });
    std::string prefix = "row ";
    session.register_function<std::string>("named", [prefix](auto const &of, auto &names) {
        for (std::size_t row = 0; row < names.size(); row++)
            if (row != 1)
                names[row] = prefix + std::to_string(of[0].template get<std::int32_t>(static_cast<std::int64_t>(row)));
    });
    session.register_function<bool>("odd", [](auto const &of, auto &odd) {
        for (std::size_t row = 0; row < odd.size(); row++)
            odd[row] = of[0].template get<std::int32_t>(static_cast<std::int64_t>(row)) % 2 != 0;
    });
    auto table = session.empty_table(3).view("H = half(i)", "N = named(i)", "O = odd(i)", "B = half(null)");
    for (auto const &batch : table.snapshot()) {
        CHECK(batch.column("H").get<double>(1) == 0.5);
        CHECK(batch.column("N").get<std::string_view>(2) == "row 2" && batch.column("N").is_null(1));
        CHECK(batch.column("O").get<bool>(1) && !batch.column("O").get<bool>(2));
    }
    session.register_function<std::int64_t>("fails", [](auto const &, auto &) { throw topictable::row_failure(1, "no"); });
    try {
        session.empty_table(3).update({"F = fails(i)"});
        CHECK(false);
    } catch (topictable::error const &error) {
        CHECK(error.detail("row_key") == "1");
    }
    session.register_function<std::int64_t>("fails", [](auto const &of, auto &) { (void)of[1]; });
    THROWS(TT_INVALID_ARGUMENT, session.empty_table(3).update(std::vector<std::string>(1, "F = fails(i)")));
    THROWS(TT_INVALID_ARGUMENT, session.register_function<bool>("abs", [](auto const &, auto &) {}));
}

/* Lines such as "AAPL 10"; the second one is no such line, the third null. */
static void parsers()
{
    topictable::session session;
    auto value = topictable::parser<std::string, std::int32_t>(
        {"Sym", "Qty"}, [](topictable::column const &records, auto &syms, auto &quantities, topictable::rejects bad) {
            for (std::int64_t row = 0; row < records.size(); row++) {
                auto line = records.find<std::string_view>(row);
                if (!line)
                    continue;
                auto blank = line->find(' ');
                auto at = static_cast<std::size_t>(row);
                try {
                    quantities[at] = std::stoi(std::string(line->substr(blank + 1)));
                } catch (std::exception const &) {
                    bad.add(row, "Qty", "no number");
                }
                syms[at] = std::string(line->substr(0, blank));
            }
        });
    auto lines = [&](topictable::spec spec) {
        auto consume = session.consume(topic("lines"), bootstrap());
        return consume.property("topictable.on.error", "skip").from_beginning().value(std::move(spec)).append();
    };
    topictable::table table = lines(std::move(value));
    await_size(table, 4);
    for (auto const &batch : table.where("KafkaOffset = 3").snapshot()) {
        CHECK(batch.column("Sym").get<std::string_view>(0) == "GOOG");
        CHECK(batch.column("Qty").get<std::int32_t>(0) == 5);
    }
    auto fails = topictable::parser<bool>({"B"}, [](auto const &, auto &, auto) { throw std::runtime_error("no way"); });
    topictable::table none = lines(std::move(fails));
    await_size(none.errors(), 5);
    CHECK(none.size() == 0);
}

int main()
{
    CHECK(topictable::version() == tt_version());
    first_program();
    messages();
    cells();
    avro();
    csv();
    msgpack();
    operations();
    errors();
    lifetimes();
    mirror();
    partitions();
    functions();
    parsers();
    return 0;
}
