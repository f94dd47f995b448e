/*
 * Arrow data with owners and ranges: schemas, columns, batches and streams, and the error that all of Topictable throws.
 * Part of topictable.hpp, which programs include.
 */
#ifndef TOPICTABLE_ARROW_HPP
#define TOPICTABLE_ARROW_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <topictable.h>
#include <type_traits>
#include <utility>

namespace topictable {

/* A failure of the library: the message, its code, and facts about it. */
class error : public std::runtime_error {
  public:
    /* Takes over an error of the C interface. */
    explicit error(tt_error *raw)
        : std::runtime_error(tt_error_message(raw)), code_(tt_error_code(raw)), raw_(raw, tt_error_free)
    {
    }
    error(std::int32_t code, std::string const &message) : std::runtime_error(message), code_(code) {}

    /* One of tt_status, such as TT_NOT_FOUND. */
    std::int32_t code() const noexcept { return code_; }

    /* A fact by its name, such as "topic", "partition", "offset", "field", "column" or "argument". */
    std::optional<std::string> detail(std::string const &name) const
    {
        char const *text = tt_error_detail(raw_.get(), name.c_str());
        return text == nullptr ? std::nullopt : std::optional<std::string>(text);
    }

  private:
    std::int32_t code_;
    std::shared_ptr<tt_error> raw_;
};

/* Names and formats of columns, as https://arrow.apache.org/docs/format/CDataInterface.html gives them. */
class schema {
  public:
    /* Takes a schema over. */
    explicit schema(ArrowSchema raw) : raw_(new ArrowSchema(raw), [](ArrowSchema *owned) {
        if (owned->release != nullptr)
            owned->release(owned);
        delete owned;
    })
    {
    }

    std::size_t num_columns() const { return static_cast<std::size_t>(raw_->n_children); }
    std::string name(std::size_t column) const { return at(column).name; }
    std::string format(std::size_t column) const { return at(column).format; }

    /* The position of the column of a name. */
    std::size_t index(std::string_view name) const
    {
        for (std::size_t column = 0; column < num_columns(); column++)
            if (name == at(column).name)
                return column;
        throw error(TT_NOT_FOUND, "column \"" + std::string(name) + "\" does not exist");
    }

    ArrowSchema const *get() const noexcept { return raw_.get(); }

  private:
    ArrowSchema const &at(std::size_t column) const
    {
        if (column >= num_columns())
            throw error(TT_INVALID_ARGUMENT, "there is no column " + std::to_string(column));
        return *raw_->children[column];
    }

    /* Shared by the batches of a stream. */
    std::shared_ptr<ArrowSchema> raw_;
};

/* The values of a column of a batch, which must live as long. */
class column {
  public:
    column(ArrowSchema const &type, ArrowArray const &values, std::int64_t offset, std::int64_t rows)
        : format_(type.format), values_(&values), offset_(offset + values.offset), rows_(rows)
    {
    }

    std::int64_t size() const noexcept { return rows_; }

    bool is_null(std::int64_t row) const
    {
        /* A column of Arrow's null type has no buffers at all. */
        if (values_->n_buffers == 0)
            return true;
        auto const *valid = static_cast<std::uint8_t const *>(values_->buffers[0]);
        std::int64_t bit = place(row);
        return valid != nullptr && !(valid[bit / 8] >> (bit % 8) & 1);
    }

    /* The value, which must not be null: of the column's own number type (times are int64_t, in nanoseconds since
     * 1970), bool, or std::string_view for texts and bytes, which lives as long as the batch. */
    template <class T> T get(std::int64_t row) const
    {
        std::int64_t at = place(row);
        if (is_null(row))
            throw error(TT_INVALID_ARGUMENT, "row " + std::to_string(row) + " is null");
        if constexpr (std::is_same_v<T, bool>) {
            expect("b");
            return (static_cast<std::uint8_t const *>(values_->buffers[1])[at / 8] >> (at % 8) & 1) != 0;
        } else if constexpr (std::is_same_v<T, std::string_view>) {
            expect("uz");
            auto const *ends = static_cast<std::int32_t const *>(values_->buffers[1]);
            auto length = static_cast<std::size_t>(ends[at + 1] - ends[at]);
            return length == 0 ? T() : T(static_cast<char const *>(values_->buffers[2]) + ends[at], length);
        } else {
            static_assert(std::is_arithmetic_v<T>, "expected a number, bool or std::string_view");
            expect(number_formats<T>());
            return static_cast<T const *>(values_->buffers[1])[at];
        }
    }

    /* The same, and none for a null. */
    template <class T> std::optional<T> find(std::int64_t row) const
    {
        return is_null(row) ? std::nullopt : std::optional<T>(get<T>(row));
    }

  private:
    std::int64_t place(std::int64_t row) const
    {
        if (row < 0 || row >= rows_)
            throw error(TT_INVALID_ARGUMENT, "there is no row " + std::to_string(row));
        return offset_ + row;
    }

    /* The formats whose values are of this type; 't' is any time of 64 bits. */
    template <class T> static constexpr char const *number_formats()
    {
        if constexpr (std::is_floating_point_v<T>)
            return sizeof(T) == 4 ? "f" : sizeof(T) == 8 ? "g" : "";
        else if constexpr (std::is_signed_v<T>)
            return sizeof(T) == 1 ? "c" : sizeof(T) == 2 ? "s" : sizeof(T) == 4 ? "i" : "lt";
        else
            return sizeof(T) == 1 ? "C" : sizeof(T) == 2 ? "S" : sizeof(T) == 4 ? "I" : "L";
    }

    void expect(char const *formats) const
    {
        auto begins = [this](char const *prefix) { return std::strncmp(format_, prefix, std::strlen(prefix)) == 0; };
        /* Dates and times of 32 bits, and intervals. */
        bool other_time = begins("tdD") || begins("tts") || begins("ttm") || begins("ti");
        bool fits = std::strchr(formats, format_[0]) != nullptr && (format_[1] == '\0' || format_[0] == 't');
        if (!fits || other_time)
            throw error(TT_INVALID_ARGUMENT, std::string("a column of format \"") + format_ + "\" holds another type");
    }

    char const *format_;
    ArrowArray const *values_;
    std::int64_t offset_, rows_;
};

/* Some rows. */
class batch {
  public:
    /* Takes an array over. */
    batch(topictable::schema schema, ArrowArray raw) : schema_(std::move(schema)), raw_(raw) {}
    batch(batch &&other) noexcept : schema_(other.schema_), raw_(std::exchange(other.raw_, {})) {}
    batch &operator=(batch &&other) noexcept
    {
        std::swap(schema_, other.schema_);
        std::swap(raw_, other.raw_);
        return *this;
    }
    ~batch()
    {
        if (raw_.release != nullptr)
            raw_.release(&raw_);
    }

    std::int64_t num_rows() const noexcept { return raw_.length; }
    std::size_t num_columns() const { return schema_.num_columns(); }
    topictable::schema const &schema() const noexcept { return schema_; }

    topictable::column column(std::size_t index) const
    {
        schema_.name(index);
        return {*schema_.get()->children[index], *raw_.children[index], raw_.offset, raw_.length};
    }
    topictable::column column(std::string_view name) const { return column(schema_.index(name)); }

    ArrowArray const *get() const noexcept { return &raw_; }

  private:
    topictable::schema schema_;
    ArrowArray raw_;
};

namespace impl {

/* Goes over what a source's next() gives, until that is nothing. */
template <class Source, class Value> class iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using pointer = Value const *;
    using reference = Value const &;

    iterator() = default;
    explicit iterator(Source &source) : source_(&source) { ++*this; }

    reference operator*() const { return *value_; }
    pointer operator->() const { return &*value_; }
    iterator &operator++()
    {
        auto next = source_->next();
        value_ = next ? std::make_shared<Value>(std::move(*next)) : nullptr;
        return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(iterator const &other) const { return value_ == other.value_; }
    bool operator!=(iterator const &other) const { return value_ != other.value_; }

  private:
    Source *source_ = nullptr;
    std::shared_ptr<Value> value_;
};

} // namespace impl

/* Rows as an Arrow stream: a range of batches that can be gone over once. It needs nothing that it came from. */
class stream {
  public:
    /* Takes a stream over. */
    explicit stream(ArrowArrayStream raw) : raw_(raw) {}
    stream(stream &&other) noexcept
        : raw_(std::exchange(other.raw_, {})), schema_(std::move(other.schema_))
    {
    }
    stream &operator=(stream &&other) noexcept
    {
        std::swap(raw_, other.raw_);
        std::swap(schema_, other.schema_);
        return *this;
    }
    ~stream()
    {
        if (raw_.release != nullptr)
            raw_.release(&raw_);
    }

    topictable::schema const &schema()
    {
        if (!schema_) {
            ArrowSchema raw;
            check(raw_.get_schema(&raw_, &raw));
            schema_.emplace(raw);
        }
        return *schema_;
    }

    /* The next batch; none at the end. */
    std::optional<batch> next()
    {
        topictable::schema const &columns = schema();
        ArrowArray raw;
        check(raw_.get_next(&raw_, &raw));
        return raw.release == nullptr ? std::nullopt : std::optional<batch>(std::in_place, columns, raw);
    }

    using iterator = impl::iterator<stream, batch>;
    iterator begin() { return iterator(*this); }
    iterator end() { return iterator(); }

    /* Hands the stream over, to another Arrow library for example, which then releases it. */
    ArrowArrayStream release() noexcept { return std::exchange(raw_, {}); }

  private:
    void check(int failure)
    {
        if (failure == 0)
            return;
        char const *message = raw_.get_last_error(&raw_);
        throw error(TT_INTERNAL, message == nullptr ? "the stream cannot be read" : message);
    }

    ArrowArrayStream raw_;
    std::optional<topictable::schema> schema_;
};

} // namespace topictable

#endif
