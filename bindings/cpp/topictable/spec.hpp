/*
 * What keys and values become. Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_SPEC_HPP
#define TOPICTABLE_SPEC_HPP

#include "handles.hpp"

#include <map>

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

/* What keys or values become: made by simple, json, object or ignore. */
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

/* Columns of JSON values of stated types, told by a document: see tt_object_spec. */
inline spec object(std::string const &model)
{
    return spec(impl::make<tt_spec>(tt_object_spec_n, model.data(), model.size()).release());
}

/* No column. */
inline spec ignore()
{
    return spec(impl::make<tt_spec>(tt_ignore_spec).release());
}

} // namespace topictable

#endif
