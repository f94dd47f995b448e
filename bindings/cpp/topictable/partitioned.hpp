/*
 * Partitioned tables. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_PARTITIONED_HPP
#define TOPICTABLE_PARTITIONED_HPP

#include "table.hpp"

namespace topictable {

/* A live table for each partition of a topic, or for each group of rows; tables appear with new keys. */
class partitioned_table {
  public:
    explicit partitioned_table(tt_partitioned_table *raw) : raw_(raw) {}

    /* The partitions that have a table, in the order in which they appeared: a table of the column Partition. */
    table keys() const { return table(impl::make<tt_table>(tt_partitioned_table_keys, raw_.get()).release()); }
    /* The keys, with the tables in a column: see table::cell. */
    topictable::table table_of(std::string const &column) const
    {
        return topictable::table(impl::make<tt_table>(tt_partitioned_table_table, raw_.get(), column.c_str()).release());
    }
    /* The table of a partition; throws when it has none. */
    table constituent(std::int32_t partition) const
    {
        return table(impl::make<tt_table>(tt_partitioned_table_constituent, raw_.get(), partition).release());
    }
    /* The rows of all tables, also of those that appear later. */
    table merge() const { return table(impl::make<tt_table>(tt_partitioned_table_merge, raw_.get()).release()); }

    /* How many tables there are now, and the one at a position: that of the key in the same row of keys(). */
    std::size_t size() const
    {
        std::size_t count = 0;
        impl::call(tt_partitioned_table_count, raw_.get(), &count);
        return count;
    }
    table at(std::size_t position) const
    {
        return table(impl::make<tt_table>(tt_partitioned_table_at, raw_.get(), position).release());
    }

    /* What `transform`, a function of a table, makes of each table, also of those that appear later. It is called once, with
     * a table without rows, and the operations that it does are done with each; throws when it does anything else, such
     * as to take a snapshot. */
    template <typename Transform> partitioned_table transform(Transform &&transform) const
    {
        table const one = prototype(), result = transform(one);
        return made(tt_partitioned_table_transform, raw_.get(), one.get(), result.get());
    }
    /* The same for each pair of tables with equal keys. What has no partner is left out, unless `matching`: then it is an
     * error. */
    template <typename Transform>
    partitioned_table transform(partitioned_table const &other, Transform &&transform, bool matching = false) const
    {
        table const one = prototype(), two = other.prototype(), result = transform(one, two);
        std::int32_t must = matching;
        return made(tt_partitioned_table_transform_pairs, raw_.get(), other.get(), must, one.get(), two.get(),
                    result.get());
    }

    /* Tables of the same columns, without keys. */
    template <class... Tables> static partitioned_table of_tables(Tables const &...tables)
    {
        std::vector<tt_table const *> raw{tables.get()...};
        return made(tt_partitioned_table_of_tables, raw.data(), raw.size());
    }
    /* The tables in the cells of a column, by the keys in others; they come and go with the rows. */
    static partitioned_table of_cells(table const &cells, table::texts const &keys, std::string const &column)
    {
        auto raw = impl::pointers(keys);
        return made(tt_table_partitioned, cells.get(), raw.data(), raw.size(), column.c_str());
    }

    tt_partitioned_table *get() const noexcept { return raw_.get(); }

  private:
    table prototype() const { return table(impl::make<tt_table>(tt_partitioned_table_prototype, raw_.get()).release()); }
    template <typename Function, typename... Arguments>
    static partitioned_table made(Function function, Arguments... arguments)
    {
        return partitioned_table(impl::make<tt_partitioned_table>(function, arguments...).release());
    }

    impl::owner<tt_partitioned_table> raw_;
};

inline partitioned_table table::partition_by(texts const &keys, bool drop_keys) const
{
    auto raw = impl::pointers(keys);
    std::int32_t drop = drop_keys;
    return partitioned_table(
        impl::make<tt_partitioned_table>(tt_table_partition_by, raw_.get(), drop, raw.data(), raw.size()).release());
}

} // namespace topictable

#endif
