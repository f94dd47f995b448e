/*
 * Reads a topic into a table for each partition, and prints how many rows each has once there are so many in all.
 *
 *     c++ -std=c++17 partitions.cpp $(pkg-config --cflags --libs topictable) -o partitions
 *     ./partitions localhost:9092 trades 100   # after 100 records
 */
#include <cstdlib>
#include <iostream>
#include <topictable.hpp>

static void print_counts(std::string const &bootstrap, std::string const &topic, std::uint64_t rows)
{
    auto servers = topictable::properties{{"bootstrap.servers", bootstrap}};
    auto session = topictable::session{};
    auto parts = session.consume(topic, servers)
                     .from_beginning()
                     .value(topictable::simple("Value", topictable::i64))
                     .partitioned(tt_append());
    auto all = parts.merge();
    while (all.size() < rows)
        all.await_change();
    for (std::int32_t partition = 0; partition < session.partition_count(servers, topic); partition++)
        std::cout << "partition " << partition << ": rows " << parts.constituent(partition).size() << "\n";
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        std::cerr << "usage: " << argv[0] << " BOOTSTRAP_SERVERS TOPIC ROWS\n";
        return EXIT_FAILURE;
    }
    try {
        print_counts(argv[1], argv[2], std::strtoull(argv[3], nullptr, 10));
    } catch (topictable::error const &error) {
        std::cerr << "error " << error.code() << ": " << error.what() << '\n';
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
