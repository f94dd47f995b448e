/*
 * Tables to be published. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_PUBLISH_HPP
#define TOPICTABLE_PUBLISH_HPP

#include "consume.hpp"

namespace topictable {

/* What keys or values are made of: made by produce_simple, produce_raw, produce_json, produce_csv, produce_protobuf or one of
 * produce_avro. */
class produce_spec {
  public:
    explicit produce_spec(tt_produce_spec *raw) : raw_(raw) {}
    tt_produce_spec const *get() const noexcept { return raw_.get(); }

  private:
    impl::owner<tt_produce_spec> raw_;
};

/* The cells of a column, as Kafka's own serializers write them. */
inline produce_spec produce_simple(std::string const &column)
{
    return produce_spec(impl::make<tt_produce_spec>(tt_produce_simple_spec_n, column.data(), column.size()).release());
}

/* The cells of a column, as a serializer of Kafka's own writes them, by the full name of its class. */
inline produce_spec produce_raw(std::string const &column, std::string const &serializer)
{
    return produce_spec(
        impl::make<tt_produce_spec>(tt_produce_raw_spec, column.c_str(), serializer.c_str()).release());
}

/* What JSON objects are made of. */
struct produce_json_options {
    /* The columns in the order of their fields; none: all of the table. */
    std::optional<std::vector<std::string>> columns = std::nullopt;
    /* From columns to the names of their fields, which have their columns' names otherwise. */
    std::map<std::string, std::string> fields = {};
    /* What separates, in the name of a field, the names of the objects in which it is from its own. */
    std::optional<std::string> nested = std::nullopt;
    /* A last field with the time at which the record was made, in nanoseconds since 1970. */
    std::optional<std::string> timestamp = std::nullopt;
    /* Whether null cells have fields. */
    bool nulls = false;
};

/* A JSON object of columns. */
inline produce_spec produce_json(produce_json_options const &options = {})
{
    std::vector<char const *> columns;
    std::vector<tt_mapping> mapping;
    tt_produce_json_options raw = TT_PRODUCE_JSON_OPTIONS_INIT;
    if (options.columns) {
        columns = impl::pointers(*options.columns);
        /* No column is not the same as all. */
        columns.push_back(nullptr);
        raw.columns = columns.data();
        raw.columns_len = options.columns->size();
    }
    for (auto const &[column, field] : options.fields)
        mapping.push_back({field.data(), column.data(), field.size(), column.size()});
    raw.mapping = mapping.data();
    raw.mapping_len = mapping.size();
    if (options.nested) {
        raw.nested = options.nested->c_str();
        raw.nested_len = options.nested->size();
    }
    if (options.timestamp) {
        raw.timestamp = options.timestamp->c_str();
        raw.timestamp_len = options.timestamp->size();
    }
    raw.nulls = options.nulls ? 1 : 0;
    return produce_spec(impl::make<tt_produce_spec>(tt_produce_json_spec, &raw).release());
}

/* What Avro records are made of; tt_produce_avro_options tells what each is. */
struct produce_avro_options {
    /* From the paths of fields, with points between names, to columns. */
    std::map<std::string, std::string> columns = {};
    /* The columns that may be written; none: all of the table. */
    std::optional<std::vector<std::string>> only = std::nullopt;
    std::optional<std::string> timestamp = std::nullopt;
    avro_encoding encoding = avro_encoding::from_properties;
    /* Of a schema that is made of the table's columns: its namespace, and the digits of decimals. */
    std::optional<std::string> namespace_name = std::nullopt;
    std::map<std::string, std::string> digits = {};
};

namespace impl {
inline produce_spec produce_avro(tt_produce_avro_options raw, produce_avro_options const &options)
{
    std::vector<tt_mapping> mapping;
    for (auto const &[field, column] : options.columns)
        mapping.push_back({field.data(), column.data(), field.size(), column.size()});
    auto const digits = raw_properties(options.digits);
    std::vector<char const *> columns;
    if (options.only) {
        columns = pointers(*options.only);
        columns.push_back(nullptr);
        raw.columns = columns.data();
        raw.columns_len = options.only->size();
    }
    raw.mapping = mapping.data();
    raw.mapping_len = mapping.size();
    raw.digits = digits.data();
    raw.digits_len = digits.size();
    raw.timestamp = options.timestamp ? options.timestamp->c_str() : nullptr;
    raw.namespace_ = options.namespace_name ? options.namespace_name->c_str() : nullptr;
    raw.encoding = static_cast<std::int32_t>(options.encoding);
    return produce_spec(make<tt_produce_spec>(tt_produce_avro_spec, &raw).release());
}
} // namespace impl

/* An Avro record of a schema that is given as JSON. */
inline produce_spec produce_avro(std::string const &schema, produce_avro_options const &options = {})
{
    tt_produce_avro_options raw = TT_PRODUCE_AVRO_OPTIONS_INIT;
    raw.schema = schema.data();
    raw.schema_len = schema.size();
    return impl::produce_avro(raw, options);
}

/* The same with the schema of a subject in the registry; 0 for its latest version. */
inline produce_spec produce_avro_subject(std::string const &subject, std::uint32_t version = 0,
                                         produce_avro_options const &options = {})
{
    tt_produce_avro_options raw = TT_PRODUCE_AVRO_OPTIONS_INIT;
    raw.subject = subject.data();
    raw.subject_len = subject.size();
    raw.version = version;
    return impl::produce_avro(raw, options);
}

/* The same with a schema of the table's columns, which is registered under this name. */
inline produce_spec produce_avro_published(std::string const &name, produce_avro_options const &options = {})
{
    tt_produce_avro_options raw = TT_PRODUCE_AVRO_OPTIONS_INIT;
    raw.published = name.data();
    raw.published_len = name.size();
    return impl::produce_avro(raw, options);
}

/* A CSV row of these columns, or of all of the table, as csv with the same options reads it. */
inline produce_spec produce_csv(std::optional<std::vector<std::string>> const &columns = std::nullopt,
                                csv_options const &options = {})
{
    auto const header = impl::pointers(options.header);
    std::vector<char const *> names;
    tt_produce_csv_options raw = TT_PRODUCE_CSV_OPTIONS_INIT;
    if (columns) {
        names = impl::pointers(*columns);
        names.push_back(nullptr);
        raw.columns = names.data();
        raw.columns_len = columns->size();
    }
    raw.header = header.data();
    raw.header_len = header.size();
    raw.delimiter = options.delimiter;
    raw.quote = options.quote == 0 ? -1 : options.quote;
    if (options.null_text) {
        raw.null_text = options.null_text->c_str();
        raw.null_text_len = options.null_text->size();
    }
    raw.without_null = options.null_text ? 0 : 1;
    return produce_spec(impl::make<tt_produce_spec>(tt_produce_csv_spec, &raw).release());
}

/* A Protobuf message, of these columns or of all of the table. The options are those of protobuf, which reads it; where they
 * describe no message, it is made of the columns, and called by its full name. `timestamp` is the path of a field with the time
 * at which the record was made. */
inline produce_spec produce_protobuf(protobuf_options const &options,
                                     std::optional<std::vector<std::string>> const &columns = std::nullopt,
                                     std::optional<std::string> const &timestamp = std::nullopt)
{
    return impl::with_protobuf(options, [&](tt_protobuf_options const &described) {
        std::vector<char const *> names;
        tt_produce_protobuf_options raw = TT_PRODUCE_PROTOBUF_OPTIONS_INIT;
        raw.described = &described;
        if (columns) {
            names = impl::pointers(*columns);
            names.push_back(nullptr);
            raw.columns = names.data();
            raw.columns_len = columns->size();
        }
        raw.timestamp = timestamp ? timestamp->c_str() : nullptr;
        return produce_spec(impl::make<tt_produce_spec>(tt_produce_protobuf_spec, &raw).release());
    });
}

/* What a publisher is doing. */
enum class publisher_state : std::int32_t {
    running = TT_RUNNING,
    retrying = TT_RETRYING,
    finished = TT_FINISHED,
    stopped = TT_STOPPED,
    failed = TT_FAILED,
};

/* What a publisher has done so far; tt_publisher_status tells what each number is. */
struct publisher_status {
    publisher_state state;
    std::uint64_t records;
    std::uint64_t delivered;
    std::uint64_t unsent;
    std::uint64_t bad_rows;
    /* Why it has failed, or why records wait. */
    std::optional<error> cause;
};

/* A table that is being published, until it is stopped, the session is closed, or the table ends; this object need not be
 * kept. */
class publisher {
  public:
    explicit publisher(tt_publisher *raw) : raw_(raw) {}

    publisher_status status() const
    {
        tt_publisher_status found;
        tt_error *cause = nullptr;
        impl::call(tt_publisher_get_status, raw_.get(), &found, &cause);
        publisher_status status{static_cast<publisher_state>(found.state), found.records, found.delivered,
                                found.unsent, found.bad_rows, std::nullopt};
        if (cause != nullptr)
            status.cause.emplace(cause);
        return status;
    }

    /* Publishes the changes until now, delivers what is under way, and ends. Throws what publishing has failed with. */
    void stop() const { impl::call(tt_publisher_stop, raw_.get()); }

    tt_publisher *get() const noexcept { return raw_.get(); }

  private:
    impl::owner<tt_publisher> raw_;
};

/* A table to be published, step by step; start begins. */
class publish_builder {
  public:
    publish_builder(table const &of, std::string topic, topictable::properties all)
        : table_(of.get()), topic_(std::move(topic)), properties_(std::move(all))
    {
    }

    publish_builder &property(std::string const &name, std::string const &value)
    {
        properties_[name] = value;
        return *this;
    }
    /* The partition of records whose row names none; Kafka's partitioner chooses by default. */
    publish_builder &partition(std::int32_t partition)
    {
        partition_ = partition;
        return *this;
    }
    /* What keys and values are; nothing by default. */
    publish_builder &key(produce_spec key)
    {
        key_.emplace(std::move(key));
        return *this;
    }
    publish_builder &value(produce_spec value)
    {
        value_.emplace(std::move(value));
        return *this;
    }
    /* Only the last row of each key. */
    publish_builder &last_by()
    {
        last_by_ = true;
        return *this;
    }
    /* Without the rows that are there already. */
    publish_builder &without_initial()
    {
        without_initial_ = true;
        return *this;
    }
    /* The columns of each row's topic, partition and time. */
    publish_builder &topic_column(std::string column)
    {
        topic_column_ = std::move(column);
        return *this;
    }
    publish_builder &partition_column(std::string column)
    {
        partition_column_ = std::move(column);
        return *this;
    }
    publish_builder &timestamp_column(std::string column)
    {
        timestamp_column_ = std::move(column);
        return *this;
    }

    /* Publishes: the rows that are there are delivered when this returns. */
    publisher start() const
    {
        auto const all = impl::raw_properties(properties_);
        tt_produce_options options = TT_PRODUCE_OPTIONS_INIT;
        options.properties = all.data();
        options.properties_len = all.size();
        options.topic = topic_.c_str();
        options.partition = partition_ ? &*partition_ : nullptr;
        options.key = key_ ? key_->get() : nullptr;
        options.value = value_ ? value_->get() : nullptr;
        options.topic_column = topic_column_ ? topic_column_->c_str() : nullptr;
        options.partition_column = partition_column_ ? partition_column_->c_str() : nullptr;
        options.timestamp_column = timestamp_column_ ? timestamp_column_->c_str() : nullptr;
        options.last_by = last_by_ ? 1 : 0;
        options.without_initial = without_initial_ ? 1 : 0;
        tt_table const *of = table_;
        tt_produce_options const *given = &options;
        return publisher(impl::make<tt_publisher>(tt_produce_from_table, of, given).release());
    }

  private:
    tt_table const *table_;
    std::string topic_;
    topictable::properties properties_;
    std::optional<std::int32_t> partition_;
    std::optional<produce_spec> key_;
    std::optional<produce_spec> value_;
    std::optional<std::string> topic_column_;
    std::optional<std::string> partition_column_;
    std::optional<std::string> timestamp_column_;
    bool last_by_ = false;
    bool without_initial_ = false;
};

/* Begins to publish a table, which must live until `start`. */
inline publish_builder publish(table const &of, std::string topic, properties all = {})
{
    return publish_builder(of, std::move(topic), std::move(all));
}

} // namespace topictable

#endif
