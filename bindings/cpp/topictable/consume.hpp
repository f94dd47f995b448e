/*
 * Topics to be consumed. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_CONSUME_HPP
#define TOPICTABLE_CONSUME_HPP

#include "partitioned.hpp"
#include "spec.hpp"
#include "table.hpp"

namespace topictable {

using properties = std::map<std::string, std::string>;

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

/* A topic to be consumed, step by step; append, blink or ring makes the table, and partitioned with one of the types
 * tt_append(), tt_blink() or tt_ring(n) a table for each partition. The session must live as long. */
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
        starts_.clear();
        return *this;
    }
    /* Where to start: TT_SEEK_TO_BEGINNING, TT_SEEK_TO_END or TT_DONT_SEEK, the default. */
    consume_builder &offsets(std::int64_t start)
    {
        offsets_ = start;
        starts_.clear();
        return *this;
    }
    /* Only these partitions, each from its own start: an offset, or one of the constants of `offsets`. */
    consume_builder &starts(std::map<std::int32_t, std::int64_t> const &starts)
    {
        partitions_.clear();
        starts_.clear();
        for (auto const &[partition, start] : starts) {
            partitions_.push_back(partition);
            starts_.push_back(start);
        }
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

    /* A table for each partition. */
    partitioned_table partitioned(tt_table_type type) const
    {
        return partitioned_table(consumed<tt_partitioned_table>(tt_consume_to_partitioned_table, type).release());
    }

    /* The columns that the table would have; no cluster is asked. */
    topictable::schema schema() const
    {
        auto raw = impl::raw_properties(properties_);
        auto options = described(raw, tt_append());
        ArrowSchema made;
        impl::call(tt_consume_schema, &options, &made);
        return topictable::schema(made);
    }

  private:
    table make(tt_table_type type) const { return table(consumed<tt_table>(tt_consume_to_table, type).release()); }

    template <class T, class Function> impl::owner<T> consumed(Function function, tt_table_type type) const
    {
        auto raw = impl::raw_properties(properties_);
        auto options = described(raw, type);
        tt_consume_options const *given = &options;
        return impl::make<T>(function, session_, given);
    }

    tt_consume_options described(std::vector<tt_property> const &raw, tt_table_type type) const
    {
        tt_consume_options options = TT_CONSUME_OPTIONS_INIT;
        options.properties = raw.data();
        options.properties_len = raw.size();
        options.topic = topic_.data();
        options.topic_len = topic_.size();
        options.partitions = partitions_.data();
        options.partitions_len = partitions_.size();
        options.starts = starts_.empty() ? nullptr : starts_.data();
        options.offsets = starts_.empty() ? offsets_ : 0;
        options.key = key_ ? key_->get() : nullptr;
        options.value = value_ ? value_->get() : nullptr;
        options.type = type;
        return options;
    }

    tt_session *session_;
    std::string topic_;
    topictable::properties properties_;
    std::vector<std::int32_t> partitions_;
    std::vector<std::int64_t> starts_;
    std::int64_t offsets_ = TT_DONT_SEEK;
    std::optional<spec> key_, value_;
};

} // namespace topictable

#endif
