/*
 * Functions of a program in formulas. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_FUNCTION_HPP
#define TOPICTABLE_FUNCTION_HPP

#include "handles.hpp"

#include <exception>

namespace topictable {

/* The arguments of a function for a batch of rows, alive as long as the call. */
class arguments {
  public:
    arguments(ArrowSchema const &types, ArrowArray const &values) : types_(&types), values_(&values) {}

    std::int64_t num_rows() const noexcept { return values_->length; }
    std::size_t size() const noexcept { return static_cast<std::size_t>(values_->n_children); }

    /* The values of an argument, counted from 0. */
    column operator[](std::size_t argument) const
    {
        if (argument >= size())
            throw error(TT_INVALID_ARGUMENT, "there is no argument " + std::to_string(argument));
        return {*types_->children[argument], *values_->children[argument], values_->offset, values_->length};
    }

  private:
    ArrowSchema const *types_;
    ArrowArray const *values_;
};

/* What a function throws that fails for a row of its batch. */
class row_failure : public std::runtime_error {
  public:
    row_failure(std::int64_t row, std::string const &reason) : std::runtime_error(reason), row_(row) {}
    std::int64_t row() const noexcept { return row_; }

  private:
    std::int64_t row_;
};

/* The results of a function: a value for each row, none for null. T is bool, an integer with a sign, float, double or
 * std::string. */
template <class T> using results = std::vector<std::optional<T>>;

namespace impl {

template <class T> constexpr tt_type type_of()
{
    if constexpr (std::is_same_v<T, bool>)
        return TT_BOOLEAN;
    else if constexpr (std::is_same_v<T, std::string>)
        return TT_STRING;
    else if constexpr (std::is_floating_point_v<T>)
        return sizeof(T) == 4 ? TT_FLOAT : TT_DOUBLE;
    else {
        static_assert(std::is_integral_v<T> && std::is_signed_v<T>, "expected a type that results can have");
        return sizeof(T) == 1 ? TT_BYTE : sizeof(T) == 2 ? TT_SHORT : sizeof(T) == 4 ? TT_INT : TT_LONG;
    }
}

/* The memory of an array that is handed over. */
struct memory {
    std::vector<std::uint8_t> valid, bytes, texts;
    void const *buffers[3] = {};
};

template <class T> ArrowArray exported(results<T> const &values)
{
    auto owned = std::make_unique<memory>();
    owned->valid.resize(values.size() / 8 + 1);
    auto put = [&owned](std::size_t at, auto value) {
        std::memcpy(owned->bytes.data() + at * sizeof value, &value, sizeof value);
    };
    if constexpr (std::is_same_v<T, bool>)
        owned->bytes.resize(values.size() / 8 + 1);
    else if constexpr (std::is_same_v<T, std::string>)
        owned->bytes.resize((values.size() + 1) * sizeof(std::int32_t));
    else
        owned->bytes.resize((values.size() + 1) * sizeof(T));
    for (std::size_t row = 0; row < values.size(); row++) {
        if (!values[row])
            ;
        else if constexpr (std::is_same_v<T, bool>)
            owned->bytes[row / 8] |= static_cast<std::uint8_t>(*values[row] << row % 8);
        else if constexpr (std::is_same_v<T, std::string>)
            owned->texts.insert(owned->texts.end(), values[row]->begin(), values[row]->end());
        else
            put(row, *values[row]);
        if constexpr (std::is_same_v<T, std::string>)
            put(row + 1, static_cast<std::int32_t>(owned->texts.size()));
        owned->valid[row / 8] |= static_cast<std::uint8_t>(values[row].has_value() << row % 8);
    }
    bool is_text = std::is_same_v<T, std::string>;
    owned->texts.push_back(0);
    owned->buffers[0] = owned->valid.data();
    owned->buffers[1] = owned->bytes.data();
    owned->buffers[2] = owned->texts.data();
    ArrowArray array{};
    array.length = static_cast<std::int64_t>(values.size());
    array.null_count = -1;
    array.n_buffers = is_text ? 3 : 2;
    array.buffers = owned->buffers;
    array.release = [](ArrowArray *released) {
        delete static_cast<memory *>(released->private_data);
        released->release = nullptr;
    };
    array.private_data = owned.release();
    return array;
}

/* Calls a function of C++ for one of C. */
template <class T, class Function> struct callee {
    static std::int32_t call(void *context, ArrowSchema const *types, ArrowArray const *values, ArrowArray *result,
                             tt_failure *failure)
    {
        try {
            arguments given(*types, *values);
            results<T> into(static_cast<std::size_t>(given.num_rows()));
            (*static_cast<Function *>(context))(given, into);
            *result = exported<T>(into);
            return 0;
        } catch (row_failure const &failed) {
            tt_failure_set(failure, failed.row(), failed.what());
        } catch (std::exception const &failed) {
            tt_failure_set(failure, -1, failed.what());
        } catch (...) {
            tt_failure_set(failure, -1, "what was thrown is no std::exception");
        }
        return 1;
    }

    static void drop(void *context) { delete static_cast<Function *>(context); }
};

} // namespace impl

} // namespace topictable

#endif
