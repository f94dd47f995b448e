/*
 * Keys and values that a program reads itself. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_PARSER_HPP
#define TOPICTABLE_PARSER_HPP

#include "function.hpp"
#include "spec.hpp"

#include <array>
#include <tuple>

namespace topictable {

/* The records of a batch that a parser cannot read, alive as long as the call. */
class rejects {
  public:
    explicit rejects(tt_rejects *raw) : raw_(raw) {}

    /* A record by its number within the batch; the field that is to blame may be empty. */
    void add(std::int64_t record, std::string const &field, std::string const &reason) const
    {
        tt_rejects_add(raw_, record, field.empty() ? nullptr : field.c_str(), reason.c_str());
    }

  private:
    tt_rejects *raw_;
};

namespace impl {

/* The memory of a struct of columns that is handed over. */
template <std::size_t N> struct rows_memory {
    std::array<ArrowArray, N> columns{};
    std::array<ArrowArray *, N> children{};
    void const *buffers[1] = {};
};

template <class... T> ArrowArray exported_rows(std::tuple<results<T>...> const &columns, std::size_t rows)
{
    constexpr std::size_t count = sizeof...(T);
    auto owned = std::make_unique<rows_memory<count>>();
    ArrowArray array{};
    array.release = [](ArrowArray *released) {
        auto *memory = static_cast<rows_memory<count> *>(released->private_data);
        for (auto &column : memory->columns)
            if (column.release != nullptr)
                column.release(&column);
        delete memory;
        released->release = nullptr;
    };
    array.private_data = owned.get();
    try {
        std::size_t at = 0;
        std::apply([&](auto const &...column) { ((owned->columns[at++] = exported(column)), ...); }, columns);
    } catch (...) {
        owned.release();
        array.release(&array);
        throw;
    }
    for (std::size_t i = 0; i < count; i++)
        owned->children[i] = &owned->columns[i];
    array.length = static_cast<std::int64_t>(rows);
    array.n_buffers = 1;
    array.buffers = owned->buffers;
    array.n_children = static_cast<std::int64_t>(count);
    array.children = owned->children.data();
    owned.release();
    return array;
}

/* Calls a parser of C++ for one of C. */
template <class Parse, class... T> struct parsing {
    static std::int32_t call(void *context, ArrowArray const *records, ArrowArray *rows, tt_rejects *bad)
    {
        try {
            ArrowSchema type{};
            type.format = "z";
            auto size = static_cast<std::size_t>(records->length);
            std::tuple<results<T>...> columns{results<T>(size)...};
            column given(type, *records, 0, records->length);
            auto parse = [&](auto &...column) { (*static_cast<Parse *>(context))(given, column..., rejects(bad)); };
            std::apply(parse, columns);
            *rows = exported_rows(columns, size);
            return 0;
        } catch (std::exception const &failed) {
            tt_rejects_add(bad, -1, nullptr, failed.what());
        } catch (...) {
            tt_rejects_add(bad, -1, nullptr, "what was thrown is no std::exception");
        }
        return 1;
    }

    static void drop(void *context) { delete static_cast<Parse *>(context); }
};

} // namespace impl

/* Columns that a function makes of whole batches of keys or values. It is called with the records, a column of bytes,
 * with the columns to be filled, a value for each record, and with what is told of records that cannot be read:
 *
 *     auto value = topictable::parser<std::string, double>({"Sym", "Price"},
 *         [](topictable::column const &records, auto &syms, auto &prices, topictable::rejects bad) { … });
 *
 * It is called by the thread that reads the topic, and by several at once when several tables have the spec; see
 * tt_parser. What it throws makes every record of the batch a bad one. */
template <class... T, class Parse> spec parser(std::array<std::string, sizeof...(T)> const &names, Parse parse)
{
    using parsing = impl::parsing<Parse, T...>;
    std::array<std::int32_t, sizeof...(T)> types{impl::type_of<T>()...};
    std::vector<tt_column> columns;
    for (std::size_t i = 0; i < names.size(); i++)
        columns.push_back({names[i].data(), types[i], names[i].size()});
    tt_parser raw{new Parse(std::move(parse)), parsing::call, parsing::drop};
    tt_parser const *given = &raw;
    return spec(impl::make<tt_spec>(tt_parser_spec, columns.data(), columns.size(), given).release());
}

} // namespace topictable

#endif
