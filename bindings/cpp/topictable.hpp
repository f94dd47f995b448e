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

#include "topictable/consume.hpp"
#include "topictable/function.hpp"
#include "topictable/parser.hpp"
#include "topictable/publish.hpp"

namespace topictable {

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

/* A table of session::multi_join: the columns by which its rows belong to those of other tables, each a name or
 * "Key = Column", and those that it adds, each a name or "New = Old"; all but the keys, if there is none. */
struct multi_join_input {
    topictable::table const &table;
    std::vector<std::string> on;
    std::vector<std::string> add = {};
};

/* Puts rows into a table that session::feed has made, and that it does not keep. May be used from any thread. */
class feed {
  public:
    explicit feed(tt_feed *raw) : raw_(raw) {}

    /* Puts rows into the table, all of them in one update, for which this does not wait. */
    void put(stream rows) const
    {
        ArrowArrayStream raw = rows.release();
        impl::call(tt_feed_put, raw_.get(), &raw);
    }

    /* Fails the table, which keeps the rows that were put before. */
    void fail(std::string const &message) const { impl::call(tt_feed_fail, raw_.get(), message.c_str()); }

    /* Whether rows still come into the table: somebody has it, it has not failed, and the session is open. */
    bool is_alive() const
    {
        std::int32_t alive = 0;
        impl::call(tt_feed_is_alive, raw_.get(), &alive);
        return alive != 0;
    }

    tt_feed *get() const noexcept { return raw_.get(); }

  private:
    impl::owner<tt_feed> raw_;
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

    /* The names of a cluster's topics, in alphabetical order. */
    std::vector<std::string> topics(properties const &all) const
    {
        auto raw = impl::raw_properties(all);
        tt_property const *given = raw.data();
        return impl::copied(impl::make<tt_texts>(tt_session_topics, raw_.get(), given, raw.size()));
    }

    /* How many partitions a topic has; they are numbered from 0. */
    std::int32_t partition_count(properties const &all, std::string const &topic) const
    {
        auto raw = impl::raw_properties(all);
        std::int32_t count = 0;
        impl::call(tt_session_partition_count, raw_.get(), raw.data(), raw.size(), topic.c_str(), &count);
        return count;
    }

    /* What the consumers are doing, as a live table: see tt_session_status. */
    table status() const { return table(impl::make<tt_table>(tt_session_status, raw_.get()).release()); }
    /* What the publishers are doing: see tt_session_publishers. */
    table publishers() const { return table(impl::make<tt_table>(tt_session_publishers, raw_.get()).release()); }

    /* The same, as of now, in the text format of Prometheus. */
    std::string metrics() const
    {
        char *raw = nullptr;
        impl::call(tt_session_metrics, raw_.get(), &raw);
        std::unique_ptr<char, void (*)(char *)> text(raw, tt_text_free);
        return text.get();
    }

    /* A table of all rows of a stream, which never changes. */
    table import(stream rows) const
    {
        ArrowArrayStream raw = rows.release();
        return table(impl::make<tt_table>(tt_table_import, raw_.get(), &raw).release());
    }

    /* A table of so many rows without any column, for formulas over their numbers. */
    table empty_table(std::uint64_t rows) const
    {
        return table(impl::make<tt_table>(tt_session_empty_table, raw_.get(), rows).release());
    }

    /* A live table of times: a row for each period that begins; with blink each update has only its own. */
    table time_table(std::chrono::nanoseconds period, bool blink = false) const
    {
        std::int64_t const *from_now = nullptr;
        std::int32_t own_rows = blink;
        std::int64_t nanos = period.count();
        return table(impl::make<tt_table>(tt_session_time_table, raw_.get(), from_now, nanos, own_rows).release());
    }

    /* A table with the columns and rows of a stream, to which others can be added; see tt_session_input_table. */
    table input_table(stream rows, std::vector<std::string> const &keys = {}) const
    {
        ArrowArrayStream raw = rows.release();
        auto names = impl::pointers(keys);
        return table(
            impl::make<tt_table>(tt_session_input_table, raw_.get(), &raw, names.data(), names.size()).release());
    }

    /* A table with the columns of a stream, and its rows to begin with, and its feed:
     *
     *     auto [prices, table] = session.feed(rows, TT_FEED_BLINK);
     *
     * With TT_FEED_BLINK each update has the rows that were put since the one before; with TT_FEED_REPLACE those that were
     * put last take the place of all others. */
    std::pair<topictable::feed, table> feed(stream rows, std::int32_t feeding) const
    {
        ArrowArrayStream raw = rows.release();
        tt_feed *feed = nullptr;
        auto fed = impl::make<tt_table>(tt_session_feed, raw_.get(), &raw, feeding, &feed);
        return {topictable::feed(feed), table(fed.release())};
    }

    /* A row for each key that any of the tables has, with columns of all: {{trades, {"Sym"}, {"Qty"}}, {names, {"Sym"}}}. */
    table multi_join(std::vector<multi_join_input> const &inputs) const
    {
        std::vector<std::vector<char const *>> texts;
        std::vector<tt_multi_join_input> raw;
        texts.reserve(2 * inputs.size());
        for (auto const &input : inputs) {
            auto const &on = texts.emplace_back(impl::pointers(input.on));
            auto const &add = texts.emplace_back(impl::pointers(input.add));
            raw.push_back({input.table.get(), on.data(), on.size(), add.data(), add.size()});
        }
        return table(impl::make<tt_table>(tt_session_multi_join, raw_.get(), raw.data(), raw.size()).release());
    }

    /* The rows of all tables, one after another. */
    template <class... Tables> table merge(Tables const &...tables) const
    {
        std::vector<tt_table const *> raw{tables.get()...};
        return table(impl::make<tt_table>(tt_session_merge, raw_.get(), raw.data(), raw.size()).release());
    }

    /* Has formulas of tables that are made from now on call a function: "X = name(A, B)". It is called with the arguments
     * of a batch of rows, and sets a result for each:
     *
     *     session.register_function<double>("half", [](topictable::arguments const &of, topictable::results<double> &half) {
     *         for (std::int64_t row = 0; row < of.num_rows(); row++)
     *             if (auto value = of[0].find<double>(row))
     *                 half[row] = *value / 2;
     *     });
     *
     * It may be called by several threads at once, and must neither make tables nor wait for changes; see tt_function.
     * What it throws fails the table: a row_failure names the row. */
    template <class T, class Function> void register_function(std::string const &name, Function function) const
    {
        using callee = impl::callee<T, Function>;
        tt_function raw{new Function(std::move(function)), callee::call, callee::drop};
        std::int32_t type = impl::type_of<T>();
        tt_function const *given = &raw;
        impl::call(tt_function_register, raw_.get(), name.c_str(), type, given);
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

/* The calendars of business days of the process, which formulas know by their names: "calendar(`EXCHANGE`)". */
namespace calendars {

/* Adds the calendar of a file, under the name that it says. */
inline void add_file(std::string const &path)
{
    impl::call(tt_calendar_add_file, path.c_str());
}
/* Removes one; tables that use it go on with it. */
inline void remove(std::string const &name)
{
    impl::call(tt_calendar_remove, name.c_str());
}
/* Has formulas without a calendar use this one: "isBusinessDay(Ts)". */
inline void set_default(std::string const &name)
{
    impl::call(tt_calendar_set_default, name.c_str());
}
/* All names, in ascending order. */
inline std::vector<std::string> names()
{
    return impl::copied(impl::make<tt_texts>(tt_calendar_names));
}

} // namespace calendars

/* The version of the library. */
inline std::string version()
{
    return tt_version();
}

} // namespace topictable

#endif
