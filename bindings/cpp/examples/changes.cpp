/*
 * Follows a topic of JSON and prints each trade as it arrives.
 *
 *     c++ -std=c++17 changes.cpp $(pkg-config --cflags --libs topictable) -o changes
 *     ./changes localhost:9092 trades       # until it is interrupted
 *     ./changes localhost:9092 trades 100   # the first 100 records
 */
#include <cstdlib>
#include <iostream>
#include <limits>
#include <topictable.hpp>

static void follow(std::string const &bootstrap, std::string const &topic, std::uint64_t wanted)
{
    auto session = topictable::session{};
    auto trades = session.consume(topic, {{"bootstrap.servers", bootstrap}})
                      .from_beginning()
                      .value(topictable::json({{"Sym", topictable::string}, {"Price", topictable::f64}}))
                      .append();
    std::uint64_t seen = 0;
    for (auto const &change : trades.changes()) {
        for (auto const &batch : change.added()) {
            auto key = batch.column("RowKey"), symbol = batch.column("Sym"), price = batch.column("Price");
            for (std::int64_t row = 0; row < batch.num_rows() && seen < wanted; row++, seen++) {
                std::cout << key.get<std::uint64_t>(row) << '\t' << symbol.find<std::string_view>(row).value_or("null");
                if (auto value = price.find<double>(row))
                    std::cout << '\t' << *value << '\n';
                else
                    std::cout << "\tnull\n";
            }
        }
        std::cout.flush();
        if (seen == wanted)
            break;
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::cerr << "usage: " << argv[0] << " BOOTSTRAP_SERVERS TOPIC [RECORDS]\n";
        return EXIT_FAILURE;
    }
    try {
        follow(argv[1], argv[2],
               argc > 3 ? std::strtoull(argv[3], nullptr, 10) : std::numeric_limits<std::uint64_t>::max());
    } catch (topictable::error const &error) {
        std::cerr << "error " << error.code() << ": " << error.what() << '\n';
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
