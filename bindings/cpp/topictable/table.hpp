/*
 * Tables and their changes. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_TABLE_HPP
#define TOPICTABLE_TABLE_HPP

#include "handles.hpp"

#include <cstddef>
#include <utility>

namespace topictable {

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

class partitioned_table;

/* A column to sort by; the least value comes first, unless it is descending. */
struct sort_column {
    std::string name;
    bool descending = false;
};

/* A live table. Operations give tables that follow it; docs/operations.md tells what each does. */
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

    /* The records of the table's topic that could not be decoded, the last 65,536 of them. */
    table errors() const { return table(impl::make<tt_table>(tt_table_errors, raw_.get()).release()); }

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

    using texts = std::vector<std::string>;

    /* All columns and new ones, "New = formula", computed once for each row, or for the rows that are read. */
    table update(texts const &columns) const { return derive(tt_table_update, columns); }
    table update_view(texts const &columns) const { return derive(tt_table_update_view, columns); }
    table lazy_update(texts const &columns) const { return derive(tt_table_lazy_update, columns); }
    /* These columns, each a name, or "New = formula", computed once for each row. */
    table select(texts const &columns) const { return derive(tt_table_select, columns); }
    table drop_columns(texts const &columns) const { return derive(tt_table_drop_columns, columns); }
    table rename_columns(texts const &pairs) const { return derive(tt_table_rename_columns, pairs); }
    table move_columns(std::int32_t index, texts const &columns) const
    {
        return derive(tt_table_move_columns, columns, index);
    }
    table select_distinct(texts const &columns = {}) const { return derive(tt_table_select_distinct, columns); }

    /* What the aggregations, such as "sum(Qty)" and "wavg(Qty, Vwap = Price)", make of each group of rows with equal keys:
     * see tt_table_agg_by. */
    table agg_by(texts const &aggregations, texts const &keys = {}) const
    {
        return derive_from(tt_table_agg_by, aggregations, keys);
    }
    /* The same with groups that need no rows: those of `initial_groups` come first, and if `preserve_empty` groups stay
     * that have none. */
    table agg_by(texts const &aggregations, texts const &keys, bool preserve_empty,
                 table const *initial_groups = nullptr) const
    {
        auto raw = impl::pointers(aggregations), by = impl::pointers(keys);
        tt_table const *initial = initial_groups == nullptr ? nullptr : initial_groups->get();
        std::int32_t preserve = preserve_empty;
        return made(tt_table_agg_by_keeping, raw_.get(), raw.data(), raw.size(), by.data(), by.size(), preserve, initial);
    }
    /* What one aggregation without columns makes of all columns that are no keys: "avg", "pct(0.9)". */
    table agg_all_by(std::string const &aggregation, texts const &keys = {}) const
    {
        return derive(tt_table_agg_all_by, keys, aggregation.c_str());
    }
    /* All rows, with what the operations, such as "cumSum(Total = Qty)" and "rollingAvg(3; Price)", make of each and those of
     * its group around it: see tt_table_update_by. */
    table update_by(texts const &operations, texts const &keys = {}) const
    {
        return derive_from(tt_table_update_by, operations, keys);
    }
    /* The aggregations over all rows, below it over the groups by the first key, by the first two and so on, and below
     * these, if asked for, the rows: see tt_table_rollup. */
    table rollup(texts const &aggregations, texts const &keys = {}, bool include_constituents = false) const
    {
        auto some = impl::pointers(aggregations), others = impl::pointers(keys);
        return made(tt_table_rollup, raw_.get(), some.data(), some.size(), std::int32_t{include_constituents},
                    others.data(), others.size());
    }
    /* Each row above those whose `parent` is its `id`: see tt_table_tree. */
    table tree(std::string const &id, std::string const &parent) const
    {
        return made(tt_table_tree, raw_.get(), id.c_str(), parent.c_str());
    }
    /* The rows for which all filters are true, and those above them in the tree. */
    table with_ancestors(texts const &filters, std::string const &id, std::string const &parent) const
    {
        auto some = impl::pointers(filters);
        return made(tt_table_with_ancestors, raw_.get(), some.data(), some.size(), id.c_str(), parent.c_str());
    }
    /* All rows; a `parent` that is the `id` of no row is null. */
    table promote_orphans(std::string const &id, std::string const &parent) const
    {
        return made(tt_table_promote_orphans, raw_.get(), id.c_str(), parent.c_str());
    }
    table group_by(texts const &keys = {}) const { return derive(tt_table_group_by, keys); }
    table ungroup(texts const &columns = {}, bool null_fill = false) const
    {
        return derive(tt_table_ungroup, columns, std::int32_t{null_fill});
    }
    table head_by(std::int64_t rows, texts const &keys) const { return derive(tt_table_head_by, keys, rows); }
    table tail_by(std::int64_t rows, texts const &keys) const { return derive(tt_table_tail_by, keys, rows); }
    /* The table in a cell of a column of tables, at a row position; throws where the cell is null. */
    table cell(std::string const &column, std::uint64_t position) const
    {
        return made(tt_table_cell, raw_.get(), column.c_str(), position);
    }
    /* A table for each group of rows with equal keys. */
    topictable::partitioned_table partition_by(texts const &keys, bool drop_keys = false) const;

    /* The rows in the order of these columns. */
    table sort(std::vector<sort_column> const &columns) const
    {
        std::vector<tt_sort_column> given;
        for (auto const &column : columns)
            given.push_back({column.name.c_str(), column.descending});
        tt_sort_column const *first = given.data();
        return made(tt_table_sort, raw_.get(), first, given.size());
    }
    table head(std::int64_t rows) const { return made(tt_table_head, raw_.get(), rows); }
    table tail(std::int64_t rows) const { return made(tt_table_tail, raw_.get(), rows); }
    table head_pct(double fraction) const { return made(tt_table_head_pct, raw_.get(), fraction); }
    table tail_pct(double fraction) const { return made(tt_table_tail_pct, raw_.get(), fraction); }
    table slice(std::int64_t first, std::int64_t last) const { return made(tt_table_slice, raw_.get(), first, last); }
    table slice_pct(double first, double last) const { return made(tt_table_slice_pct, raw_.get(), first, last); }
    table reverse() const { return made(tt_table_reverse, raw_.get()); }
    table flatten() const { return made(tt_table_flatten, raw_.get()); }
    table remove_blink() const { return made(tt_table_remove_blink, raw_.get()); }
    table blink_to_append_only() const { return made(tt_table_blink_to_append_only, raw_.get()); }
    /* Groups side by side: a row for each combination of values of `rows`, columns for each of `columns`. When a group comes
     * later that there is no column for, the table fails, or leaves it out. */
    table keyed_transpose(texts const &aggregations, texts const &rows, texts const &columns,
                          table const *initial_groups = nullptr, bool ignore_new = false) const
    {
        auto raw = impl::pointers(aggregations), down = impl::pointers(rows), across = impl::pointers(columns);
        tt_table const *initial = initial_groups == nullptr ? nullptr : initial_groups->get();
        std::int32_t ignore = ignore_new;
        return made(tt_table_keyed_transpose, raw_.get(), raw.data(), raw.size(), down.data(), down.size(), across.data(),
                    across.size(), initial, ignore);
    }
    table add_only_to_blink() const { return made(tt_table_add_only_to_blink, raw_.get()); }
    /* The last `capacity` rows that have come, with those that are there now if `initialize`. */
    table ring(std::uint64_t capacity, bool initialize = true) const
    {
        return made(tt_table_ring, raw_.get(), capacity, initialize ? 1 : 0);
    }
    /* The rows as they are now, as a table that never changes. */
    table freeze() const { return made(tt_table_freeze, raw_.get()); }
    /* A row for each column. */
    table meta() const { return made(tt_table_meta, raw_.get()); }

    /* This table's rows with columns `add` of the right rows that have their keys; `on` are names, or "Left = Right". */
    table natural_join(table const &right, texts const &on, texts const &add = {}) const
    {
        return joined(tt_table_natural_join, right, on, add);
    }
    table exact_join(table const &right, texts const &on, texts const &add = {}) const
    {
        return joined(tt_table_exact_join, right, on, add);
    }
    table join(table const &right, texts const &on, texts const &add = {}) const
    {
        return joined(tt_table_join, right, on, add);
    }
    table left_outer_join(table const &right, texts const &on, texts const &add = {}) const
    {
        return joined(tt_table_left_outer_join, right, on, add);
    }
    table full_outer_join(table const &right, texts const &on, texts const &add = {}) const
    {
        return joined(tt_table_full_outer_join, right, on, add);
    }
    /* The last item of `on` is "Time >= RightTime", or with ">"; for raj with "<=" or "<". */
    table aj(table const &right, texts const &on, texts const &add = {}) const
    {
        return joined(tt_table_aj, right, on, add);
    }
    table raj(table const &right, texts const &on, texts const &add = {}) const
    {
        return joined(tt_table_raj, right, on, add);
    }
    /* The last item of `on` is "Start <= Value < End"; the aggregations are groups. Neither table may still change. */
    table range_join(table const &right, texts const &on, texts const &aggregations) const
    {
        return joined(tt_table_range_join, right, on, aggregations);
    }
    /* The rows as they were when the trigger last changed, with its columns `stamps`; flags are of tt_snapshot_flag. */
    table snapshot_when(table const &trigger, std::int32_t flags = 0, texts const &stamps = {}) const
    {
        auto columns = impl::pointers(stamps);
        return made(tt_table_snapshot_when, raw_.get(), trigger.get(), flags, columns.data(), columns.size());
    }
    table where_in(table const &right, texts const &on) const { return joined(tt_table_where_in, right, on); }
    table where_not_in(table const &right, texts const &on) const { return joined(tt_table_where_not_in, right, on); }

    /* Adds rows to an input table, and takes those with these keys away. */
    void add_rows(stream rows) const { fed(tt_table_add_rows, std::move(rows)); }
    void delete_rows(stream keys) const { fed(tt_table_delete_rows, std::move(keys)); }

    tt_table *get() const noexcept { return raw_.get(); }

  private:
    template <class Function, class... Inputs> static table made(Function function, Inputs... inputs)
    {
        return table(impl::make<tt_table>(function, inputs...).release());
    }

    /* Calls a function of this table, of `before` and of texts. */
    template <class Function, class... Inputs>
    table derive(Function function, std::vector<std::string> const &texts, Inputs... before) const
    {
        auto raw = impl::pointers(texts);
        return made(function, raw_.get(), before..., raw.data(), raw.size());
    }

    template <class Function, class... Adds>
    table joined(Function function, table const &right, texts const &on, Adds const &...add) const
    {
        auto keys = impl::pointers(on);
        if constexpr (sizeof...(add) == 0) {
            return made(function, raw_.get(), right.get(), keys.data(), keys.size());
        } else {
            auto columns = impl::pointers(add...);
            return made(function, raw_.get(), right.get(), keys.data(), keys.size(), columns.data(), columns.size());
        }
    }

    template <class Function> void fed(Function function, stream rows) const
    {
        ArrowArrayStream raw = rows.release();
        impl::call(function, raw_.get(), &raw);
    }

    /* Calls a function of this table and of two lists of texts. */
    template <class Function> table derive_from(Function function, texts const &first, texts const &second) const
    {
        auto some = impl::pointers(first), others = impl::pointers(second);
        return made(function, raw_.get(), some.data(), some.size(), others.data(), others.size());
    }

    impl::owner<tt_table> raw_;
};

} // namespace topictable

#endif
