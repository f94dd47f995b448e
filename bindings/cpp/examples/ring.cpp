/*
 * Keeps the last records of a topic of text, and prints them once a record has come.
 *
 *     c++ -std=c++17 ring.cpp $(pkg-config --cflags --libs topictable) -o ring
 *     ./ring localhost:9092 words 3 100   # the last three, once the record with offset 100 has come
 */
#include <cstdlib>
#include <iostream>
#include <topictable.hpp>

/* The offset of the last row; -1 when there is none. */
static std::int64_t last_offset(topictable::table const &table)
{
    std::int64_t last = -1;
    for (auto const &batch : table.snapshot({0, 0, {"KafkaOffset"}}))
        last = batch.column(0).get<std::int64_t>(batch.num_rows() - 1);
    return last;
}

static void print_last(std::string const &bootstrap, std::string const &topic, std::uint64_t rows, std::int64_t offset)
{
    auto session = topictable::session{};
    auto words = session.consume(topic, {{"bootstrap.servers", bootstrap}})
                     .from_beginning()
                     .value(topictable::simple("Text"))
                     .ring(rows);
    /* The ring may have gone on before it is read: what is printed is one state of it. */
    while (last_offset(words) < offset)
        words.await_change();
    for (auto const &batch : words.snapshot({0, 0, {"KafkaOffset", "Text"}}))
        for (std::int64_t row = 0; row < batch.num_rows(); row++)
            std::cout << batch.column("KafkaOffset").get<std::int64_t>(row) << '\t'
                      << batch.column("Text").find<std::string_view>(row).value_or("null") << '\n';
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        std::cerr << "usage: " << argv[0] << " BOOTSTRAP_SERVERS TOPIC ROWS OFFSET\n";
        return EXIT_FAILURE;
    }
    try {
        print_last(argv[1], argv[2], std::strtoull(argv[3], nullptr, 10), std::strtoll(argv[4], nullptr, 10));
    } catch (topictable::error const &error) {
        std::cerr << "error " << error.code() << ": " << error.what() << '\n';
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
