/*
 * Owners of the handles of the C interface, and calls that throw. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_HANDLES_HPP
#define TOPICTABLE_HANDLES_HPP

#include "arrow.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <topictable.h>
#include <type_traits>
#include <vector>

namespace topictable {

namespace impl {

/* Frees a handle of the C interface. */
struct deleter {
    void operator()(tt_session *handle) const noexcept { tt_session_free(handle); }
    void operator()(tt_spec *handle) const noexcept { tt_spec_free(handle); }
    void operator()(tt_table *handle) const noexcept { tt_table_free(handle); }
    void operator()(tt_subscription *handle) const noexcept { tt_subscription_free(handle); }
    void operator()(tt_partitioned_table *handle) const noexcept { tt_partitioned_table_free(handle); }
    void operator()(tt_texts *handle) const noexcept { tt_texts_free(handle); }
    void operator()(tt_change *handle) const noexcept { tt_change_free(handle); }
    void operator()(tt_produce_spec *handle) const noexcept { tt_produce_spec_free(handle); }
    void operator()(tt_publisher *handle) const noexcept { tt_publisher_free(handle); }
    void operator()(tt_feed *handle) const noexcept { tt_feed_free(handle); }
};
template <class T> using owner = std::unique_ptr<T, deleter>;

/* Throws unless the status is one of success. */
inline std::int32_t check(std::int32_t status, tt_error *raw)
{
    if (raw != nullptr)
        throw error(raw);
    if (status != TT_OK && status != TT_NO_CHANGE)
        throw error(status, "the library gave status " + std::to_string(status));
    return status;
}

/* Calls a function whose last argument is an error. */
template <class Function, class... Arguments> std::int32_t call(Function function, Arguments... arguments)
{
    tt_error *raw = nullptr;
    std::int32_t status = function(arguments..., &raw);
    return check(status, raw);
}

/* Calls a function whose last arguments are an output and an error, and owns the output. */
template <class T, class Function, class... Inputs> owner<T> make(Function function, Inputs... inputs)
{
    tt_error *raw = nullptr;
    T *made = nullptr;
    std::int32_t status = function(inputs..., &made, &raw);
    owner<T> result(made);
    check(status, raw);
    return result;
}

/* Terminated texts, as the C interface wants them, alive as long as the strings. */
inline std::vector<char const *> pointers(std::vector<std::string> const &texts)
{
    std::vector<char const *> result;
    for (auto const &text : texts)
        result.push_back(text.c_str());
    return result;
}

/* The texts of a list of the C interface. */
inline std::vector<std::string> copied(owner<tt_texts> const &texts)
{
    std::vector<std::string> result;
    for (std::size_t i = 0; i < tt_texts_count(texts.get()); i++)
        result.emplace_back(tt_texts_get(texts.get(), i));
    return result;
}

template <class... Texts>
using if_texts = std::enable_if_t<(std::is_convertible_v<Texts, std::string> && ...), int>;

inline std::int64_t millis(std::optional<std::chrono::milliseconds> timeout)
{
    if (!timeout)
        return -1;
    return timeout->count() < 0 ? 0 : timeout->count();
}

} // namespace impl

} // namespace topictable

#endif
