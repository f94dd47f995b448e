/*
 * Topictable for C++17: the C interface with owners, exceptions and ranges. Only headers; link with the C library.
 *
 *     auto session = topictable::session{};
 *     auto trades = session.consume("trades", {{"bootstrap.servers", "localhost:9092"}}).from_beginning()
 *                       .key(topictable::simple("Sym"))
 *                       .value(topictable::json({{"Price", topictable::f64}, {"Qty", topictable::i32}}))
 *                       .append();
 *     for (auto const &change : trades.changes())
 *         std::cout << change.added().num_rows() << " new rows\n";
 *
 * Every object that owns something can be moved and not copied, and may be destroyed in any order: a table needs no
 * session, a change no subscription, a stream nothing at all. An object that was moved from can only be destroyed or
 * assigned to. Whatever fails throws topictable::error. Sessions, tables and changes may be used from several threads at
 * once; subscriptions, streams, batches and builders belong to one.
 */
#ifndef TOPICTABLE_HPP
#define TOPICTABLE_HPP

#include "topictable/arrow.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <topictable.h>
#include <type_traits>
#include <utility>
#include <vector>

namespace topictable {

namespace impl {

/* Frees a handle of the C interface. */
struct deleter {
    void operator()(tt_session *handle) const noexcept { tt_session_free(handle); }
    void operator()(tt_spec *handle) const noexcept { tt_spec_free(handle); }
    void operator()(tt_table *handle) const noexcept { tt_table_free(handle); }
    void operator()(tt_subscription *handle) const noexcept { tt_subscription_free(handle); }
    void operator()(tt_change *handle) const noexcept { tt_change_free(handle); }
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

template <class... Texts>
using if_texts = std::enable_if_t<(std::is_convertible_v<Texts, std::string> && ...), int>;

inline std::int64_t millis(std::optional<std::chrono::milliseconds> timeout)
{
    if (!timeout)
        return -1;
    return timeout->count() < 0 ? 0 : timeout->count();
}

} // namespace impl

/* The type of a column that a spec makes. */
enum class type : std::int32_t {
    boolean = TT_BOOLEAN,
    byte = TT_BYTE,
    character = TT_CHAR,
    int16 = TT_SHORT,
    int32 = TT_INT,
    int64 = TT_LONG,
    float32 = TT_FLOAT,
    float64 = TT_DOUBLE,
    string = TT_STRING,
    instant = TT_INSTANT,
    bytes = TT_BYTES,
    uuid = TT_UUID,
};
inline constexpr type boolean = type::boolean;
inline constexpr type i8 = type::byte;
inline constexpr type i16 = type::int16;
inline constexpr type i32 = type::int32;
inline constexpr type i64 = type::int64;
inline constexpr type f32 = type::float32;
inline constexpr type f64 = type::float64;
inline constexpr type character = type::character;
inline constexpr type string = type::string;
inline constexpr type instant = type::instant;
inline constexpr type bytes = type::bytes;
inline constexpr type uuid = type::uuid;

/* The name and type of a column that a spec makes. */
struct column_spec {
    std::string name;
    topictable::type type;
};

using properties = std::map<std::string, std::string>;

/* What keys or values become: made by simple, json or ignore. */
class spec {
  public:
    explicit spec(tt_spec *raw) : raw_(raw) {}
    tt_spec const *get() const noexcept { return raw_.get(); }

  private:
    impl::owner<tt_spec> raw_;
};

/* One column of the whole key or value, in the encoding of Kafka's own serializers. */
inline spec simple(std::string const &column, type type = type::string)
{
    return spec(impl::make<tt_spec>(tt_simple_spec_n, column.data(), column.size(), static_cast<std::int32_t>(type))
                    .release());
}

/* Columns of the fields of a JSON object, each of the field of its name, or of what `fields` maps to its name: names of
 * fields, or JSON pointers that begin with a slash, to names of columns. */
inline spec json(std::vector<column_spec> const &columns, std::map<std::string, std::string> const &fields = {})
{
    std::vector<tt_column> raw;
    for (auto const &column : columns)
        raw.push_back({column.name.data(), static_cast<std::int32_t>(column.type), column.name.size()});
    std::vector<tt_mapping> mapping;
    for (auto const &[field, column] : fields)
        mapping.push_back({field.data(), column.data(), field.size(), column.size()});
    return spec(
        impl::make<tt_spec>(tt_json_spec, raw.data(), raw.size(), mapping.data(), mapping.size()).release());
}

/* No column. */
inline spec ignore()
{
    return spec(impl::make<tt_spec>(tt_ignore_spec).release());
}

/* The rows of a part of a change: a stream whose first column is the row key, and their number. */
class rows : public stream {
  public:
    rows(ArrowArrayStream raw, std::uint64_t num_rows) : stream(raw), num_rows_(num_rows) {}
    std::uint64_t num_rows() const noexcept { return num_rows_; }

  private:
    std::uint64_t num_rows_;
};

/* Which part of a table is wanted; everything by default. */
struct selection {
    std::uint64_t first_row = 0;
    /* The most rows; 0 for all that follow. */
    std::uint64_t row_count = 0;
    /* The columns in their order; none for all. */
    std::vector<std::string> columns = {};
};

namespace impl {

/* Calls a function that gives a stream of a selection. */
template <class Function, class Receiver>
ArrowArrayStream select(Function function, Receiver receiver, selection const &wanted)
{
    tt_snapshot_options options = TT_SNAPSHOT_OPTIONS_INIT;
    auto columns = pointers(wanted.columns);
    options.first_row = wanted.first_row;
    options.row_count = wanted.row_count;
    options.columns = columns.data();
    options.columns_len = columns.size();
    ArrowArrayStream stream;
    call(function, receiver, &options, &stream);
    return stream;
}

} // namespace impl

/* What happened to a table. Applying the changes of a subscription in their order to nothing gives the table: take the
 * removed row keys out, then put the added and the modified rows in. */
class change {
  public:
    explicit change(tt_change *raw) : raw_(raw) {}

    /* The rows that are new, as they are after the change. */
    topictable::rows added(selection const &wanted = {}) const
    {
        return part(tt_change_added, tt_change_added_count, wanted);
    }
    /* The rows that are gone, as they were before. */
    topictable::rows removed(selection const &wanted = {}) const
    {
        return part(tt_change_removed, tt_change_removed_count, wanted);
    }
    /* The rows that stayed and were written, as they are after the change. */
    topictable::rows modified(selection const &wanted = {}) const
    {
        return part(tt_change_modified, tt_change_modified_count, wanted);
    }
    /* The same rows as they were before, in the same order. */
    topictable::rows modified_before(selection const &wanted = {}) const
    {
        return part(tt_change_modified_before, tt_change_modified_count, wanted);
    }

    /* Whether at least one of the modified rows holds something else than before in a column, counted without the row
     * key. */
    bool is_modified_column(std::size_t column) const
    {
        std::int32_t modified = 0;
        impl::call(tt_change_is_modified_column, raw_.get(), column, &modified);
        return modified != 0;
    }

    /* How many rows the table has after the change. */
    std::uint64_t size() const noexcept { return tt_change_row_count(raw_.get()); }
    /* Whether this is the first change of its subscription, with all rows as added ones. */
    bool is_initial() const noexcept { return tt_change_is_initial(raw_.get()) != 0; }
    /* How many changes the table has had since the subscription began. */
    std::uint64_t sequence() const noexcept { return tt_change_sequence(raw_.get()); }

    tt_change const *get() const noexcept { return raw_.get(); }

  private:
    template <class Function, class Count>
    topictable::rows part(Function function, Count count, selection const &wanted) const
    {
        ArrowArrayStream stream = impl::select(function, raw_.get(), wanted);
        std::uint64_t all = count(raw_.get());
        std::uint64_t left = all - (wanted.first_row < all ? wanted.first_row : all);
        return {stream, wanted.row_count != 0 && wanted.row_count < left ? wanted.row_count : left};
    }

    impl::owner<tt_change> raw_;
};

/* What happens when a subscriber has not taken its changes and another one comes: see tt_policy. */
enum class policy : std::int32_t { block = TT_BLOCK, coalesce = TT_COALESCE, fail = TT_FAIL };

/* How a subscriber wants its changes. */
struct subscribe_options {
    topictable::policy policy = topictable::policy::block;
    /* How many changes may wait; 0 for the default, 64. */
    std::size_t capacity = 0;
    /* The columns in their order; none for all. */
    std::vector<std::string> columns = {};
};

/* The changes of a table: a range, each waited for, that ends when the session is closed or the table does not change any
 * more. Going on throws an error when the table has failed, or when this subscriber was too slow for policy::fail. */
class subscription {
  public:
    explicit subscription(tt_subscription *raw) : raw_(raw) {}

    /* The next change; none when the time is over or the range ends. Waits for ever without a timeout. */
    std::optional<change> next(std::optional<std::chrono::milliseconds> timeout = std::nullopt)
    {
        tt_error *raw = nullptr;
        tt_change *next = nullptr;
        std::int32_t status = tt_subscription_next(raw_.get(), impl::millis(timeout), &next, &raw);
        if (status == TT_CLOSED) {
            tt_error_free(raw);
            ended_ = true;
            return std::nullopt;
        }
        impl::check(status, raw);
        return next == nullptr ? std::nullopt : std::optional<change>(std::in_place, next);
    }

    /* Whether next() has found that no change follows. */
    bool has_ended() const noexcept { return ended_; }

    /* A descriptor that poll and its like find readable while next() has something to give; for waiting only. */
    int fd() const
    {
        std::int32_t fd = -1;
        impl::call(tt_subscription_fd, raw_.get(), &fd);
        return fd;
    }

    using iterator = impl::iterator<subscription, change>;
    iterator begin() { return iterator(*this); }
    iterator end() { return iterator(); }

    tt_subscription *get() const noexcept { return raw_.get(); }

  private:
    impl::owner<tt_subscription> raw_;
    bool ended_ = false;
};

/* A live table. */
class table {
  public:
    explicit table(tt_table *raw) : raw_(raw) {}

    topictable::schema schema() const
    {
        ArrowSchema made;
        impl::call(tt_table_schema, raw_.get(), &made);
        return topictable::schema(made);
    }

    /* How many rows there are. */
    std::uint64_t size() const
    {
        std::uint64_t rows = 0;
        impl::call(tt_table_row_count, raw_.get(), &rows);
        return rows;
    }

    /* Whether rows may come or go. */
    bool is_refreshing() const
    {
        std::int32_t refreshing = 0;
        impl::call(tt_table_is_refreshing, raw_.get(), &refreshing);
        return refreshing != 0;
    }

    /* Throws when the table has failed; it keeps its last good state. */
    void check() const
    {
        impl::call(tt_table_check, raw_.get());
    }

    /* Waits until the table has changed since this object last waited, or was made: false when the time is over or the
     * table never changes. Waits for ever without a timeout. */
    bool await_change(std::optional<std::chrono::milliseconds> timeout = std::nullopt) const
    {
        return impl::call(tt_table_await_change, raw_.get(), impl::millis(timeout)) == TT_OK;
    }

    /* The rows as they are now, which never change. */
    stream snapshot(selection const &wanted = {}) const
    {
        return stream(impl::select(tt_table_snapshot, raw_.get(), wanted));
    }

    /* The rows of now, and then every change, without gap or overlap. */
    subscription changes(subscribe_options const &wanted = {}) const
    {
        tt_subscribe_options options = TT_SUBSCRIBE_OPTIONS_INIT;
        auto columns = impl::pointers(wanted.columns);
        options.policy = static_cast<std::int32_t>(wanted.policy);
        options.capacity = wanted.capacity;
        options.columns = columns.data();
        options.columns_len = columns.size();
        tt_subscribe_options const *given = &options;
        return subscription(impl::make<tt_subscription>(tt_table_subscribe, raw_.get(), given).release());
    }

    /* Another object of the same table, which waits for itself. */
    table clone() const { return table(impl::make<tt_table>(tt_table_clone, raw_.get()).release()); }

    /* The rows for which all filters are true, such as "Size > 50". */
    table where(std::vector<std::string> const &filters) const { return derive(tt_table_where, filters); }
    template <class... Texts, impl::if_texts<Texts...> = 0> table where(Texts &&...filters) const
    {
        return where(std::vector<std::string>{std::string(std::forward<Texts>(filters))...});
    }

    /* These columns, each a name, or "New = Old". */
    table view(std::vector<std::string> const &columns) const { return derive(tt_table_view, columns); }
    template <class... Texts, impl::if_texts<Texts...> = 0> table view(Texts &&...columns) const
    {
        return view(std::vector<std::string>{std::string(std::forward<Texts>(columns))...});
    }

    /* The last row of each group of rows with equal keys. */
    table last_by(std::vector<std::string> const &keys) const { return derive(tt_table_last_by, keys); }
    template <class... Texts, impl::if_texts<Texts...> = 0> table last_by(Texts &&...keys) const
    {
        return last_by(std::vector<std::string>{std::string(std::forward<Texts>(keys))...});
    }

    /* The sums of all other columns for each group of rows with equal keys. */
    table sum_by(std::vector<std::string> const &keys) const { return derive(tt_table_sum_by, keys); }
    template <class... Texts, impl::if_texts<Texts...> = 0> table sum_by(Texts &&...keys) const
    {
        return sum_by(std::vector<std::string>{std::string(std::forward<Texts>(keys))...});
    }

    /* The number of rows of each group of rows with equal keys, in a column of this name. */
    table count_by(std::string const &column, std::vector<std::string> const &keys = {}) const
    {
        auto raw = impl::pointers(keys);
        return table(
            impl::make<tt_table>(tt_table_count_by, raw_.get(), column.c_str(), raw.data(), raw.size()).release());
    }

    tt_table *get() const noexcept { return raw_.get(); }

  private:
    template <class Function> table derive(Function function, std::vector<std::string> const &texts) const
    {
        auto raw = impl::pointers(texts);
        return table(impl::make<tt_table>(function, raw_.get(), raw.data(), raw.size()).release());
    }

    impl::owner<tt_table> raw_;
};

namespace impl {

/* Properties in the form of the C interface, alive as long as the map. */
inline std::vector<tt_property> raw_properties(properties const &all)
{
    std::vector<tt_property> raw;
    for (auto const &[name, value] : all)
        raw.push_back({name.data(), value.data(), name.size(), value.size()});
    return raw;
}

} // namespace impl

/* A topic to be consumed, step by step; append, blink or ring makes the table. The session must live as long. */
class consume_builder {
  public:
    consume_builder(tt_session *session, std::string topic, topictable::properties all)
        : session_(session), topic_(std::move(topic)), properties_(std::move(all))
    {
    }

    consume_builder &property(std::string const &name, std::string const &value)
    {
        properties_[name] = value;
        return *this;
    }
    /* Only these partitions; all by default. */
    consume_builder &partitions(std::vector<std::int32_t> partitions)
    {
        partitions_ = std::move(partitions);
        return *this;
    }
    /* Where to start: TT_SEEK_TO_BEGINNING, TT_SEEK_TO_END or TT_DONT_SEEK, the default. */
    consume_builder &offsets(std::int64_t start)
    {
        offsets_ = start;
        return *this;
    }
    consume_builder &from_beginning() { return offsets(TT_SEEK_TO_BEGINNING); }
    consume_builder &from_end() { return offsets(TT_SEEK_TO_END); }
    /* What keys and values become; nothing by default. */
    consume_builder &key(spec key)
    {
        key_.emplace(std::move(key));
        return *this;
    }
    consume_builder &value(spec value)
    {
        value_.emplace(std::move(value));
        return *this;
    }

    /* A table of every row. */
    table append() const { return make(tt_append()); }
    /* A table of the rows of the last update cycle. */
    table blink() const { return make(tt_blink()); }
    /* A table of the last rows. */
    table ring(std::uint64_t capacity) const { return make(tt_ring(capacity)); }

  private:
    table make(tt_table_type type) const
    {
        auto raw = impl::raw_properties(properties_);
        tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
        options.properties = raw.data();
        options.properties_len = raw.size();
        options.topic = topic_.data();
        options.topic_len = topic_.size();
        options.partitions = partitions_.data();
        options.partitions_len = partitions_.size();
        options.offsets = offsets_;
        options.key = key_ ? key_->get() : nullptr;
        options.value = value_ ? value_->get() : nullptr;
        options.type = type;
        tt_consume_options const *given = &options;
        return table(impl::make<tt_table>(tt_consume_to_table, session_, given).release());
    }

    tt_session *session_;
    std::string topic_;
    topictable::properties properties_;
    std::vector<std::int32_t> partitions_;
    std::int64_t offsets_ = TT_DONT_SEEK;
    std::optional<spec> key_, value_;
};

/* Keeps a session's tables from changing as long as it lives; the session must live longer. */
class hold {
  public:
    explicit hold(tt_session *session) : session_(session)
    {
        impl::call(tt_session_hold, session);
    }
    hold(hold &&other) noexcept : session_(std::exchange(other.session_, nullptr)) {}
    hold &operator=(hold &&other) noexcept
    {
        std::swap(session_, other.session_);
        return *this;
    }
    ~hold()
    {
        if (session_ != nullptr)
            tt_session_release(session_, nullptr);
    }

  private:
    tt_session *session_;
};

/* Makes tables and keeps them up to date; its end is the end of its consumers, not of its tables. */
class session {
  public:
    session() : session(properties()) {}
    /* With properties such as topictable.cycle.min.ms. */
    explicit session(properties const &all)
    {
        auto raw = impl::raw_properties(all);
        tt_session_options options = TT_SESSION_OPTIONS_INIT;
        options.properties = raw.data();
        options.properties_len = raw.size();
        tt_session_options const *given = &options;
        raw_ = impl::make<tt_session>(tt_session_open, given);
    }

    /* Begins the description of a table that is fed from a topic; bootstrap.servers must be among the properties. */
    consume_builder consume(std::string const &topic, properties const &all = {}) const
    {
        return {raw_.get(), topic, all};
    }

    /* A table of all rows of a stream, which never changes. */
    table import(stream rows) const
    {
        ArrowArrayStream raw = rows.release();
        return table(impl::make<tt_table>(tt_table_import, raw_.get(), &raw).release());
    }

    /* Keeps the tables from changing, so that several can be made or read in one state. */
    topictable::hold hold() const { return topictable::hold(raw_.get()); }

    /* Ends the session's consumers and update cycles. */
    void close() const
    {
        impl::call(tt_session_close, raw_.get());
    }

    tt_session *get() const noexcept { return raw_.get(); }

  private:
    impl::owner<tt_session> raw_;
};

/* The version of the library. */
inline std::string version()
{
    return tt_version();
}

} // namespace topictable

#endif
