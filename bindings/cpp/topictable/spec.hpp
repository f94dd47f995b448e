/*
 * What keys and values become. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_SPEC_HPP
#define TOPICTABLE_SPEC_HPP

#include "handles.hpp"

#include <map>
#include <optional>

namespace topictable {

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
    json = TT_JSON,
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
inline constexpr type json_text = type::json;

/* The name and type of a column that a spec makes. */
struct column_spec {
    std::string name;
    topictable::type type;
};

namespace impl {
inline std::vector<tt_column> columns(std::vector<column_spec> const &columns)
{
    std::vector<tt_column> raw;
    for (auto const &column : columns)
        raw.push_back({column.name.data(), static_cast<std::int32_t>(column.type), column.name.size()});
    return raw;
}

inline std::vector<tt_mapping> mapping(std::map<std::string, std::string> const &fields)
{
    std::vector<tt_mapping> raw;
    for (auto const &[field, column] : fields)
        raw.push_back({field.data(), column.data(), field.size(), column.size()});
    return raw;
}
} // namespace impl

/* What keys or values become: made by simple, json, msgpack, csv, object, avro, avro_subject, protobuf or ignore. */
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
    auto const raw = impl::columns(columns);
    auto const mapping = impl::mapping(fields);
    return spec(
        impl::make<tt_spec>(tt_json_spec, raw.data(), raw.size(), mapping.data(), mapping.size()).release());
}

/* The same of the entries of a MessagePack map. */
inline spec msgpack(std::vector<column_spec> const &columns, std::map<std::string, std::string> const &fields = {})
{
    auto const raw = impl::columns(columns);
    auto const mapping = impl::mapping(fields);
    return spec(
        impl::make<tt_spec>(tt_msgpack_spec, raw.data(), raw.size(), mapping.data(), mapping.size()).release());
}

/* How CSV rows are written. */
struct csv_options {
    /* The names of a row's fields; each column is the field of its name. None: the columns are the fields. */
    std::vector<std::string> header = {};
    char delimiter = ',';
    /* What is around fields that hold special characters; 0 for nothing. */
    char quote = '"';
    /* The text that stands for null, if there is one. */
    std::optional<std::string> null_text = std::string();
};

/* Columns of the fields of a CSV row. */
inline spec csv(std::vector<column_spec> const &columns, csv_options const &options = {})
{
    auto const raw_columns = impl::columns(columns);
    auto const header = impl::pointers(options.header);
    tt_csv_options raw = TT_CSV_OPTIONS_INIT;
    raw.columns = raw_columns.data();
    raw.columns_len = raw_columns.size();
    raw.header = header.data();
    raw.header_len = header.size();
    raw.delimiter = options.delimiter;
    raw.quote = options.quote == 0 ? -1 : options.quote;
    if (options.null_text) {
        raw.null_text = options.null_text->c_str();
        raw.null_text_len = options.null_text->size();
    }
    raw.without_null = options.null_text ? 0 : 1;
    return spec(impl::make<tt_spec>(tt_csv_spec, &raw).release());
}

/* Columns of JSON values of stated types, told by a document: see tt_object_spec. */
inline spec object(std::string const &model)
{
    return spec(impl::make<tt_spec>(tt_object_spec_n, model.data(), model.size()).release());
}

/* How a record says which Avro schema it was written with. */
enum class avro_encoding : std::int32_t {
    from_properties = 0,
    confluent = TT_AVRO_CONFLUENT,
    single_object = TT_AVRO_SINGLE_OBJECT,
    raw = TT_AVRO_RAW,
};

/* What Avro records become: `columns` are from the paths of fields, with points between names, to columns. */
struct avro_options {
    std::map<std::string, std::string> columns = {};
    bool mapped_only = false;
    avro_encoding encoding = avro_encoding::from_properties;
    /* Schemas that records were written with and that no registry has. */
    std::vector<std::string> writers = {};
};

namespace impl {
inline spec avro(tt_avro_options raw, avro_options const &options)
{
    std::vector<tt_mapping> mapping;
    for (auto const &[field, column] : options.columns)
        mapping.push_back({field.data(), column.data(), field.size(), column.size()});
    std::vector<char const *> writers;
    for (auto const &writer : options.writers)
        writers.push_back(writer.c_str());
    raw.mapping = mapping.data();
    raw.mapping_len = mapping.size();
    raw.mapped_only = options.mapped_only ? 1 : 0;
    raw.encoding = static_cast<std::int32_t>(options.encoding);
    raw.writers = writers.data();
    raw.writers_len = writers.size();
    return spec(make<tt_spec>(tt_avro_spec, &raw).release());
}
} // namespace impl

/* Columns of the fields of an Avro record, read as a schema that is given as JSON. */
inline spec avro(std::string const &schema, avro_options const &options = {})
{
    tt_avro_options raw = TT_AVRO_OPTIONS_INIT;
    raw.schema = schema.data();
    raw.schema_len = schema.size();
    return impl::avro(raw, options);
}

/* The same with the schema of a subject in the registry; 0 for its latest version. */
inline spec avro_subject(std::string const &subject, std::uint32_t version = 0, avro_options const &options = {})
{
    tt_avro_options raw = TT_AVRO_OPTIONS_INIT;
    raw.subject = subject.data();
    raw.subject_len = subject.size();
    raw.version = version;
    return impl::avro(raw, options);
}

/* What columns the fields of a Protobuf message become. A field is named by its path, the names of the fields that lead
 * to it with slashes between them; sets of fields hold paths, with a trailing slash and star for
 * everything below, or * for all fields. */
struct protobuf_options {
    /* Where the message is described: a subject of the registry and its version (0 for the latest), … */
    std::string subject;
    std::int32_t version = 0;
    /* … or the text of each .proto file under the path that imports have for it, that of the message first, … */
    std::vector<std::pair<std::string, std::string>> files;
    /* … or an encoded google.protobuf.FileDescriptorSet, the file of the message last. */
    std::string descriptors;
    /* The message; the first one of the file by default. */
    std::string message;
    /* Whether a payload is the message alone, not as Confluent's serializers write it. */
    bool raw = false;
    /* Patterns of the fields to take; none for all. */
    std::vector<std::string> include;
    std::vector<std::string> exclude;
    /* Fields of well-known types that are read field by field, and maps that are read as two lists. */
    std::vector<std::string> as_recursive;
    std::vector<std::string> as_repeated;
    /* From the paths of fields to their columns, where these are not the path with _ between the names. */
    std::map<std::string, std::string> names;
};

namespace impl {
/* Calls `use` with the options as C has them. */
template <typename Use> auto with_protobuf(protobuf_options const &options, Use use)
{
    std::vector<tt_proto_file> files;
    for (auto const &[path, text] : options.files)
        files.push_back({path.data(), text.data(), path.size(), text.size()});
    std::vector<tt_mapping> names;
    for (auto const &[path, column] : options.names)
        names.push_back({path.data(), column.data(), path.size(), column.size()});
    auto const include = pointers(options.include), exclude = pointers(options.exclude),
               as_recursive = pointers(options.as_recursive), as_repeated = pointers(options.as_repeated);
    tt_protobuf_options raw = TT_PROTOBUF_OPTIONS_INIT;
    if (!options.subject.empty()) {
        raw.subject = options.subject.data();
        raw.subject_len = options.subject.size();
    }
    raw.version = options.version;
    raw.protocol = options.raw ? TT_RAW : TT_SERDES;
    raw.files = files.data();
    raw.files_len = files.size();
    raw.descriptors = options.descriptors.data();
    raw.descriptors_len = options.descriptors.size();
    if (!options.message.empty()) {
        raw.message = options.message.data();
        raw.message_len = options.message.size();
    }
    raw.include = include.data();
    raw.include_len = include.size();
    raw.exclude = exclude.data();
    raw.exclude_len = exclude.size();
    raw.as_recursive = as_recursive.data();
    raw.as_recursive_len = as_recursive.size();
    raw.as_repeated = as_repeated.data();
    raw.as_repeated_len = as_repeated.size();
    raw.names = names.data();
    raw.names_len = names.size();
    return use(raw);
}
} // namespace impl

/* Columns of the fields of a Protobuf message. */
inline spec protobuf(protobuf_options const &options)
{
    return impl::with_protobuf(options, [](tt_protobuf_options const &raw) {
        return spec(impl::make<tt_spec>(tt_protobuf_spec, &raw).release());
    });
}

/* No column. */
inline spec ignore()
{
    return spec(impl::make<tt_spec>(tt_ignore_spec).release());
}

} // namespace topictable

#endif
