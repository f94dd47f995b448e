/* Tables as topics, with the C++ wrapper. */
#include <cstdlib>
#include <iostream>
#include <topictable.hpp>
#include <unistd.h>

using namespace std::chrono_literals;

#define CHECK(condition) check((condition), #condition, __LINE__)

static void check(bool holds, char const *what, int line)
{
    if (holds)
        return;
    std::cerr << "publish.cpp:" << line << ": " << what << " does not hold\n";
    std::_Exit(1);
}

static std::string environment(char const *name)
{
    char const *value = std::getenv(name);
    check(value != nullptr, name, 0);
    return value;
}

int main()
{
    topictable::properties const bootstrap{{"bootstrap.servers", environment("TOPICTABLE_BOOTSTRAP")}};
    auto const topic = environment("TOPICTABLE_PREFIX") + "published.cpp." + std::to_string(getpid());
    topictable::session session;
    auto const source = session.empty_table(3).update({"K = `k` + ii", "V = ii * 10", "Part = 0"});

    auto builder = topictable::publish(source, topic, bootstrap);
    topictable::produce_json_options json;
    json.columns = std::vector<std::string>{"V", "K"};
    json.fields = {{"V", "a/v"}};
    json.nested = "/";
    builder.key(topictable::produce_simple("K")).value(topictable::produce_json(json)).partition_column("Part");
    auto const publisher = builder.start();
    auto const status = publisher.status();
    CHECK(status.state == topictable::publisher_state::finished);
    CHECK(status.records == 3 && status.delivered == 3 && status.unsent == 0 && status.bad_rows == 0);
    CHECK(!status.cause);
    publisher.stop();

    auto const back = session.consume(topic, bootstrap)
                          .from_beginning()
                          .key(topictable::simple("K"))
                          .value(topictable::json({{"V", topictable::i64}}, {{"/a/v", "V"}}))
                          .append();
    while (back.size() < 3)
        back.await_change(100ms);
    auto const sum = back.view({"V"}).sum_by({});
    for (auto const &batch : sum.snapshot())
        CHECK(batch.column("V").get<std::int64_t>(0) == 30);

    std::string const schema = R"({"type": "record", "name": "R", "fields": [{"name": "v", "type": "long"}]})";
    topictable::produce_avro_options avro;
    avro.columns = {{"v", "V"}};
    avro.encoding = topictable::avro_encoding::raw;
    topictable::publish(source, topic + ".avro", bootstrap).value(topictable::produce_avro(schema, avro)).start();
    topictable::avro_options reading;
    reading.encoding = topictable::avro_encoding::raw;
    auto const records =
        session.consume(topic + ".avro", bootstrap).from_beginning().value(topictable::avro(schema, reading)).append();
    while (records.size() < 3)
        records.await_change(100ms);

    topictable::publish(source, topic + ".csv", bootstrap).value(topictable::produce_csv({{"V", "K"}})).start();
    topictable::protobuf_options message;
    message.message = "M";
    message.raw = true;
    topictable::publish(source, topic + ".protobuf", bootstrap)
        .value(topictable::produce_protobuf(message, {{"V", "K"}}))
        .start();
    message.files = {{"m.proto", "syntax = \"proto3\"; message M { optional int64 V = 1; optional string K = 2; }"}};
    auto const check_back = [&](std::string const &name, topictable::spec read) {
        auto const written = session.consume(topic + name, bootstrap).from_beginning().value(std::move(read)).append();
        while (written.size() < 3)
            written.await_change(100ms);
        auto const total = written.view({"V"}).sum_by({});
        for (auto const &batch : total.snapshot())
            CHECK(batch.column("V").get<std::int64_t>(0) == 30);
    };
    check_back(".csv", topictable::csv({{"V", topictable::i64}, {"K", topictable::string}}));
    check_back(".protobuf", topictable::protobuf(message));

    try {
        json.columns = std::vector<std::string>{};
        topictable::publish(source, topic, bootstrap).value(topictable::produce_simple("Nope")).start();
        CHECK(!"an unknown column is refused");
    } catch (topictable::error const &error) {
        CHECK(error.code() == TT_NOT_FOUND && error.detail("column") == "Nope");
    }
    return 0;
}
