/*
 * What is made of the rows of a group, and by what rows are sorted. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_AGGREGATION_HPP
#define TOPICTABLE_AGGREGATION_HPP

#include "handles.hpp"

#include <utility>

namespace topictable {

/* An aggregation of columns, each a name, or "Out = In". See tt_aggregation_kind. */
class aggregation {
  public:
    aggregation(std::int32_t kind, std::vector<std::string> columns, std::vector<std::string> with = {},
                std::int32_t flags = 0, double fraction = 0)
        : kind_(kind), flags_(flags), columns_(std::move(columns)), with_(std::move(with)), fraction_(fraction)
    {
    }

  private:
    friend class table;

    std::int32_t kind_;
    std::int32_t flags_;
    std::vector<std::string> columns_;
    std::vector<std::string> with_;
    double fraction_;
};

/* Aggregations by name. */
namespace agg {
using columns = std::vector<std::string>;
inline aggregation sum(columns of) { return {TT_AGG_SUM, std::move(of)}; }
inline aggregation abs_sum(columns of) { return {TT_AGG_ABS_SUM, std::move(of)}; }
inline aggregation avg(columns of) { return {TT_AGG_AVG, std::move(of)}; }
inline aggregation min(columns of) { return {TT_AGG_MIN, std::move(of)}; }
inline aggregation max(columns of) { return {TT_AGG_MAX, std::move(of)}; }
inline aggregation first(columns of) { return {TT_AGG_FIRST, std::move(of)}; }
inline aggregation last(columns of) { return {TT_AGG_LAST, std::move(of)}; }
inline aggregation std_dev(columns of) { return {TT_AGG_STD, std::move(of)}; }
inline aggregation var(columns of) { return {TT_AGG_VAR, std::move(of)}; }
inline aggregation median(columns of) { return {TT_AGG_MEDIAN, std::move(of), {}, TT_AGG_AVERAGE}; }
inline aggregation percentile(double fraction, columns of)
{
    return {TT_AGG_PERCENTILE, std::move(of), {}, 0, fraction};
}
inline aggregation weighted_avg(std::string const &weight, columns of)
{
    return {TT_AGG_WEIGHTED_AVG, std::move(of), {weight}};
}
inline aggregation weighted_sum(std::string const &weight, columns of)
{
    return {TT_AGG_WEIGHTED_SUM, std::move(of), {weight}};
}
inline aggregation count(std::string const &column) { return {TT_AGG_COUNT, {column}}; }
inline aggregation count_where(std::string const &column, columns filters)
{
    return {TT_AGG_COUNT_WHERE, {column}, std::move(filters)};
}
inline aggregation count_distinct(columns of) { return {TT_AGG_COUNT_DISTINCT, std::move(of)}; }
inline aggregation distinct(columns of) { return {TT_AGG_DISTINCT, std::move(of)}; }
inline aggregation unique(columns of) { return {TT_AGG_UNIQUE, std::move(of)}; }
inline aggregation sorted_first(columns by, columns of) { return {TT_AGG_SORTED_FIRST, std::move(of), std::move(by)}; }
inline aggregation sorted_last(columns by, columns of) { return {TT_AGG_SORTED_LAST, std::move(of), std::move(by)}; }
inline aggregation group(columns of) { return {TT_AGG_GROUP, std::move(of)}; }
} // namespace agg

/* A column to sort by; the least value comes first, unless it is descending. */
struct sort_column {
    std::string name;
    bool descending = false;
};

} // namespace topictable

#endif
