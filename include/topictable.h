#ifndef TOPICTABLE_H
#define TOPICTABLE_H

/* Generated from src/capi by build.rs: to change it, change that and run `make header`. */

#include <stddef.h>
#include <stdint.h>

/*
 * Topictable: Kafka topics as live, in-memory Arrow tables.
 *
 * Every function that can fail takes the receiver, then inputs, then outputs, then `tt_error **error`, which may be
 * NULL, and returns a status: 0 (TT_OK) is success. Outputs are zero from the call on and are written on success only.
 * On failure `*error` is an error that the caller frees; on success it is NULL.
 *
 * Handles are opaque. `tt_*_free(NULL)` does nothing, and handles may be freed in any order: a table keeps what it
 * needs of its session. Handles may be used from several threads at once, but not while they are freed.
 *
 * Texts are UTF-8. Where a structure holds a text `x` it has a field `x_len`: the number of its bytes, or 0 when it is
 * terminated by a NUL. A function that takes a text takes a terminated one, and has a twin named `_n` that takes the
 * length as well; arrays of texts hold terminated ones. An empty text is "" with length 0: a pointer to nothing
 * that is terminated must not come with length 0.
 *
 * Enumerations are passed as integers and are checked.
 */

/* The Arrow C data and stream interfaces, as https://arrow.apache.org/docs/format/CDataInterface.html gives them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* Initial values of option structures: the size, and zero for everything else. */
#define TT_SESSION_OPTIONS_INIT {sizeof(tt_session_options), 0, 0}
#define TT_CONSUME_OPTIONS_INIT {sizeof(tt_consume_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, {0, 0}, 0}
#define TT_AVRO_OPTIONS_INIT {sizeof(tt_avro_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
#define TT_CSV_OPTIONS_INIT {sizeof(tt_csv_options), 0, 0, 0, 0, 0, 0, 0, 0, 0}
#define TT_PROTOBUF_OPTIONS_INIT {sizeof(tt_protobuf_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
#define TT_PRODUCE_AVRO_OPTIONS_INIT {sizeof(tt_produce_avro_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
#define TT_PRODUCE_CSV_OPTIONS_INIT {sizeof(tt_produce_csv_options), 0, 0, 0, 0, 0, 0, 0, 0, 0}
#define TT_PRODUCE_PROTOBUF_OPTIONS_INIT {sizeof(tt_produce_protobuf_options), 0, 0, 0, 0, 0}
#define TT_PRODUCE_JSON_OPTIONS_INIT {sizeof(tt_produce_json_options), 0, 0, 0, 0, 0, 0, 0, 0, 0}
#define TT_PRODUCE_OPTIONS_INIT {sizeof(tt_produce_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
#define TT_SNAPSHOT_OPTIONS_INIT {sizeof(tt_snapshot_options), 0, 0, 0, 0, 0}
#define TT_SUBSCRIBE_OPTIONS_INIT {sizeof(tt_subscribe_options), 0, 0, 0, 0, 0, {0, 0, 0}}


// Start at the first record that is still there.
#define TT_SEEK_TO_BEGINNING -1

// Start at the offset that the group of group.id has committed, else where auto.offset.reset says.
#define TT_DONT_SEEK -2

// Start after the last record that is there when the table is made.
#define TT_SEEK_TO_END -3

// How a record says which Avro schema it was written with.
enum tt_avro_encoding
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // By a zero byte and the schema's id in the registry, as Confluent's serializer does.
    TT_AVRO_CONFLUENT = 1,
    // By the bytes C3 01 and the schema's fingerprint.
    TT_AVRO_SINGLE_OBJECT = 2,
    // Not at all: there is only one.
    TT_AVRO_RAW = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_avro_encoding tt_avro_encoding;
#else
typedef int32_t tt_avro_encoding;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// How serious a message is.
enum tt_log_level
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // No messages.
    TT_LOG_OFF = 0,
    // Something has failed.
    TT_LOG_ERROR = 1,
    // Something does not do what was probably meant, or is being tried again.
    TT_LOG_WARN = 2,
    // Something has begun or ended.
    TT_LOG_INFO = 3,
    // For finding faults.
    TT_LOG_DEBUG = 4,
    // For finding faults, in every detail.
    TT_LOG_TRACE = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_log_level tt_log_level;
#else
typedef int32_t tt_log_level;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What a function returns. Anything but TT_OK and the outcomes from 100 on is an error.
enum tt_status
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Success.
    TT_OK = 0,
    // An argument, a spec or a property cannot be used as it is.
    TT_INVALID_ARGUMENT = 1,
    // A topic, partition or column that was named does not exist.
    TT_NOT_FOUND = 2,
    // A feature that this version does not have.
    TT_UNSUPPORTED = 3,
    // No answer within the time that was allowed.
    TT_TIMEOUT = 4,
    // The Kafka cluster or the schema registry refused a request or could not be reached.
    TT_KAFKA = 5,
    // The Kafka cluster did not accept the credentials, or they do not permit what was asked.
    TT_AUTHENTICATION = 6,
    // A record that does not fit the spec of its key or value.
    TT_BAD_RECORD = 7,
    // The table has failed; the error tells where the failure began.
    TT_TABLE_FAILED = 8,
    // The session was closed before.
    TT_CLOSED = 9,
    // A fault of the library: please report it.
    TT_INTERNAL = 10,
    // A subscriber did not take its changes in time, and its policy is TT_FAIL.
    TT_OVERRUN = 11,
    // No error: the time is over and nothing has changed. No tt_error is made.
    TT_NO_CHANGE = 100,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_status tt_status;
#else
typedef int32_t tt_status;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// The type of a column.
enum tt_type
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Arrow Boolean.
    TT_BOOLEAN = 1,
    // Arrow Int8.
    TT_BYTE = 2,
    // One UTF-16 code unit, Arrow UInt16.
    TT_CHAR = 3,
    // Arrow Int16.
    TT_SHORT = 4,
    // Arrow Int32.
    TT_INT = 5,
    // Arrow Int64.
    TT_LONG = 6,
    // Arrow Float32.
    TT_FLOAT = 7,
    // Arrow Float64.
    TT_DOUBLE = 8,
    // Arrow Utf8.
    TT_STRING = 9,
    // Nanoseconds since 1970, Arrow Timestamp(ns, UTC).
    TT_INSTANT = 10,
    // Arrow Binary.
    TT_BYTES = 11,
    // Arrow FixedSizeBinary(16), extension arrow.uuid.
    TT_UUID = 12,
    // Any JSON value as its text: Arrow Utf8, extension arrow.json. A JSON null is the text "null"; null is a value
    // that is missing.
    TT_JSON = 13,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_type tt_type;
#else
typedef int32_t tt_type;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What happens when a subscriber has not taken its changes and another one comes. No change is ever lost silently.
enum tt_policy
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // The session's next update cycle waits until the subscriber has taken one: no table of the session changes
    // meanwhile, and in the end its consumers wait too. Closing the session waits for nobody. This is the default.
    TT_BLOCK = 1,
    // The change becomes one with the last one that waits: what was added and removed between is not seen. A mirror
    // stays right; the rows of blink tables, which come and go, are missed.
    TT_COALESCE = 2,
    // The subscription ends with TT_OVERRUN, whose detail "not_taken" is the number of changes that were not taken.
    TT_FAIL = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_policy tt_policy;
#else
typedef int32_t tt_policy;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// Which snapshots a table shows; numbers that can be added up.
enum tt_snapshot_flag
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // A first one is taken at once. Otherwise there are no rows until the trigger changes.
    TT_SNAPSHOT_INITIAL = 1,
    // Stamps stand beside the rows with which they came or changed. Otherwise the last ones stand beside all rows.
    TT_SNAPSHOT_INCREMENTAL = 2,
    // All snapshots are there, one after another: one for each row of the trigger, with the stamps before the other
    // columns. Not with the other flags. Rows of the trigger must not go or change.
    TT_SNAPSHOT_HISTORY = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_snapshot_flag tt_snapshot_flag;
#else
typedef int32_t tt_snapshot_flag;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// How a payload holds a Protobuf message.
enum tt_protocol
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // As Confluent's serializers write it: a zero byte, the id of the schema and the position of the message in it,
    // then the message.
    TT_SERDES = 1,
    // The message alone.
    TT_RAW = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_protocol tt_protocol;
#else
typedef int32_t tt_protocol;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What a publisher is doing.
enum tt_publisher_state
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // It publishes what comes.
    TT_RUNNING = 1,
    // Records wait for a cluster that does not take them at the moment.
    TT_RETRYING = 2,
    // The table will not change any more, and all is delivered.
    TT_FINISHED = 3,
    // It was stopped, or its session closed.
    TT_STOPPED = 4,
    // It has ended with an error.
    TT_FAILED = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_publisher_state tt_publisher_state;
#else
typedef int32_t tt_publisher_state;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What becomes of the rows that a feed puts into its table.
enum tt_feeding
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // The table is a blink table: each update has the rows that were put since the one before, and no others.
    TT_FEED_BLINK = 1,
    // The rows that were put last take the place of all others, position by position.
    TT_FEED_REPLACE = 2,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum tt_feeding tt_feeding;
#else
typedef int32_t tt_feeding;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// What happened to a table. Never changes; may be used from any thread. It keeps the rows that it tells of.
//
// Added, removed and modified rows are Arrow streams whose first column is the row key: a uint64 without nulls, called
// RowKey, with as many underscores behind as it takes to be no name of another column. No key is in two of them.
// Applying the changes of a subscription in their order to nothing gives the table: take the removed rows out, then
// put the added and the modified ones in. A table's rows are in ascending order of their keys.
typedef struct tt_change tt_change;

// An error. Belongs to the caller, who frees it; may be read from several threads at once.
typedef struct tt_error tt_error;

// Why a call of a function fails, to be told with tt_failure_set. Lives as long as the call.
typedef struct tt_failure tt_failure;

// Puts rows into a table that it does not keep. May be used from any thread.
typedef struct tt_feed tt_feed;

// A live table for each partition of a topic, its constituents; constituents appear with new partitions. May be used
// from any thread. The topic is read as long as there is this handle, one of a constituent, or one of a table that is
// derived from them.
typedef struct tt_partitioned_table tt_partitioned_table;

// What the key or the value of a record is made of, when a table is published. Never changes; may be used for several
// tables and from several threads.
typedef struct tt_produce_spec tt_produce_spec;

// A table that is being published. It goes on until it is stopped, its session is closed, or the table ends, whether this
// handle is kept or not. May be used from several threads at once.
typedef struct tt_publisher tt_publisher;

// The records of a batch that a parser cannot read, or the rows that a serializer cannot write, to be told with
// tt_rejects_add. Lives as long as the call.
typedef struct tt_rejects tt_rejects;

// Makes tables and keeps them up to date. May be used from any thread.
typedef struct tt_session tt_session;

// What the key or the value of a record becomes. Never changes; may be used for several tables and from several
// threads.
typedef struct tt_spec tt_spec;

// The changes of a table, one after another. Keeps its table alive. May be used from any thread: each change is given
// once, whoever takes it.
typedef struct tt_subscription tt_subscription;

// A live table. May be used from any thread; it lives as long as this handle or a table derived from it.
typedef struct tt_table tt_table;

// A list of texts. Never changes; may be used from any thread.
typedef struct tt_texts tt_texts;

// Who is called with the library's messages.
typedef struct tt_log_listener {
    // Given to the functions.
    void *context;
    // Called with one of tt_log_level, the part of the library, such as "topictable.kafka", and the text; both are
    // terminated and live until it returns.
    void (*call)(void *context, int32_t level, const char *source, const char *text);
    // Called once, after the last call; may be NULL.
    void (*drop)(void *context);
} tt_log_listener;

// A column to be made.
typedef struct tt_column {
    // Its name.
    const char *name;
    // Its type, one of tt_type.
    int32_t type;
    // The bytes of the name, or 0 when it is terminated.
    size_t name_len;
} tt_column;

// Where a column comes from, when it is not the field of the same name.
typedef struct tt_mapping {
    // The name of a field, or a JSON pointer when it begins with a slash; for Avro, the path of a field.
    const char *field;
    // The name of the column.
    const char *column;
    // The bytes of the field, or 0 when it is terminated.
    size_t field_len;
    // The bytes of the column, or 0 when it is terminated.
    size_t column_len;
} tt_mapping;

// What Avro records become. Initialise it with TT_AVRO_OPTIONS_INIT; zero means the default. Either `schema` or `subject`
// must be there.
typedef struct tt_avro_options {
    // The size of this structure.
    size_t size;
    // The reader's schema as JSON.
    const char *schema;
    // The bytes of the schema, or 0 when it is terminated.
    size_t schema_len;
    // The subject whose schema is the reader's, in the registry of the property schema.registry.url.
    const char *subject;
    // The bytes of the subject, or 0 when it is terminated.
    size_t subject_len;
    // The version of the subject, from 1 on; 0 for the latest.
    uint32_t version;
    // How a record says which schema it was written with, one of tt_avro_encoding; 0 for what the property
    // topictable.avro.encoding says, else TT_AVRO_CONFLUENT.
    int32_t encoding;
    // From the paths of fields, names with points between them, to columns. A field that is not mentioned has a column
    // called like its path, with "__" for each point.
    const struct tt_mapping *mapping;
    // How many fields are mentioned.
    size_t mapping_len;
    // Not 0 when a field that is not mentioned has no column.
    int32_t mapped_only;
    // Terminated schemas that records were written with and that no registry has: any number beside the reader's for
    // TT_AVRO_SINGLE_OBJECT, one instead of it for TT_AVRO_RAW.
    const char *const *writers;
    // How many of these there are.
    size_t writers_len;
} tt_avro_options;

// What CSV rows become. Initialise it with TT_CSV_OPTIONS_INIT; zero means the default.
typedef struct tt_csv_options {
    // The size of this structure.
    size_t size;
    // The columns.
    const struct tt_column *columns;
    // How many columns there are.
    size_t columns_len;
    // The terminated names of a row's fields, in their order; each column is the field of its name. Without them the
    // columns are the fields.
    const char *const *header;
    // How many fields are named.
    size_t header_len;
    // What is between two fields, an ASCII character; 0 for a comma.
    int32_t delimiter;
    // What is around fields that hold special characters, an ASCII character; 0 for a double quote, -1 for none.
    int32_t quote;
    // The text that stands for null; NULL for the empty one.
    const char *null_text;
    // The bytes of the text, or 0 when it is terminated.
    size_t null_text_len;
    // Not 0 when no text stands for null.
    int32_t without_null;
} tt_csv_options;

// A .proto file.
typedef struct tt_proto_file {
    // The path that imports have for it.
    const char *path;
    // Its text.
    const char *text;
    // The bytes of the path, or 0 when it is terminated.
    size_t path_len;
    // The bytes of the text, or 0 when it is terminated.
    size_t text_len;
} tt_proto_file;

// What tt_protobuf_spec is told. Initialise it with TT_PROTOBUF_OPTIONS_INIT; zero means the default. One of `subject`,
// `files` and `descriptors` says where the message is described.
//
// A field is named by its path: the names of the fields that lead to it, with slashes between them. Lists of fields
// hold terminated paths, paths with /* behind them for everything below, or * for all fields.
typedef struct tt_protobuf_options {
    // The size of this structure.
    size_t size;
    // A subject of the registry that the property schema.registry.url names.
    const char *subject;
    // The bytes of the subject, or 0 when it is terminated.
    size_t subject_len;
    // The version of the subject; 0 for the latest.
    int32_t version;
    // TT_SERDES (the default) or TT_RAW.
    int32_t protocol;
    // The file with the message, and those that are imported. Google's own need not be there.
    const struct tt_proto_file *files;
    // How many files there are.
    size_t files_len;
    // An encoded google.protobuf.FileDescriptorSet; the message is looked for in its last file.
    const void *descriptors;
    // Its bytes.
    size_t descriptors_len;
    // The message: its full name, or its name in the package of the file. The first message of the file by default.
    const char *message;
    // The bytes of the message's name, or 0 when it is terminated.
    size_t message_len;
    // Patterns of the fields to take: /a/b is the field and what leads to it, /a/* everything below a too. NULL for all
    // fields.
    const char *const *include;
    // How many patterns there are.
    size_t include_len;
    // Fields that are left out.
    const char *const *exclude;
    // How many there are.
    size_t exclude_len;
    // Fields of a well-known type, such as google.protobuf.Timestamp, that are read field by field.
    const char *const *as_recursive;
    // How many there are.
    size_t as_recursive_len;
    // Maps that are read as two lists.
    const char *const *as_repeated;
    // How many there are.
    size_t as_repeated_len;
    // The columns of fields, where they are not the path with _ between the names.
    const struct tt_mapping *names;
    // How many there are.
    size_t names_len;
} tt_protobuf_options;

// Reads keys or values of a topic.
//
// It is called by the thread that reads the topic, and by several threads at once when several tables are made with
// the spec. During a call tables may be read and made; what waits for rows of the table that is being read waits for
// ever. `parse` must return in any case, without an exception or a longjmp: until it does, the table has no new rows,
// but it can be freed, and the session closed.
typedef struct tt_parser {
    // What `parse` and `drop` are called with.
    void *context;
    // Called with a batch of keys or values: an array of Binary ("z"), null where the key or value is null. It belongs
    // to the library and lives until the call returns; its offset is 0. Sets `rows`, which is released, to a struct
    // array without nulls, with a child for each column of the spec, of its type, and a row for each record in their
    // order, to be released by the library, and returns 0. A record that cannot be read is told of with
    // tt_rejects_add; what its row holds does not matter, and it costs no other record. Any other number is a failure:
    // every record of the batch is bad, and `rows` is released if it was set.
    int32_t (*parse)(void *context,
                     const struct ArrowArray *records,
                     struct ArrowArray *rows,
                     struct tt_rejects *rejects);
    // Called once, after the last call, by any thread; may be NULL. It must not call the library.
    void (*drop)(void *context);
} tt_parser;

// A property: both texts are terminated where their length is 0.
typedef struct tt_property {
    // The name.
    const char *name;
    // The value.
    const char *value;
    // The bytes of the name, or 0 when it is terminated.
    size_t name_len;
    // The bytes of the value, or 0 when it is terminated.
    size_t value_len;
} tt_property;

// Settings of a session. Initialise it with TT_SESSION_OPTIONS_INIT.
typedef struct tt_session_options {
    // The size of this structure.
    size_t size;
    // Properties: topictable.cycle.min.ms is the shortest time between two update cycles (10).
    const struct tt_property *properties;
    // How many properties there are.
    size_t properties_len;
} tt_session_options;

// Which rows a table keeps. Made by tt_append, tt_blink or tt_ring.
typedef struct tt_table_type {
    // 0 for blink, 1 for append, 2 for ring.
    int32_t kind;
    // The rows of a ring, else 0.
    uint64_t capacity;
} tt_table_type;

// What a table that is fed from a topic will be. Initialise it with TT_CONSUME_OPTIONS_INIT; zero means the default.
typedef struct tt_consume_options {
    // The size of this structure.
    size_t size;
    // Properties of the Kafka client and of the table, under the names of Java's clients; bootstrap.servers must be
    // there.
    const struct tt_property *properties;
    // How many properties there are.
    size_t properties_len;
    // The topic's name.
    const char *topic;
    // The bytes of the topic's name, or 0 when it is terminated.
    size_t topic_len;
    // The partitions to read; all by default.
    const int32_t *partitions;
    // How many partitions there are, or 0 for all.
    size_t partitions_len;
    // TT_SEEK_TO_BEGINNING, TT_DONT_SEEK (the default) or TT_SEEK_TO_END.
    int64_t offsets;
    // What the keys become; NULL for nothing.
    const struct tt_spec *key;
    // What the values become; NULL for nothing.
    const struct tt_spec *value;
    // Which rows the table keeps; the default is blink.
    struct tt_table_type type;
    // Where to start in each of `partitions`, as many as these: an offset, or one of the constants. NULL to start in
    // all partitions as `offsets` says.
    const int64_t *starts;
} tt_consume_options;

// Which part of a table is wanted. Initialise it with TT_SNAPSHOT_OPTIONS_INIT; zero means everything.
typedef struct tt_snapshot_options {
    // The size of this structure.
    size_t size;
    // The position of the first row, from 0.
    uint64_t first_row;
    // The most rows, or 0 for all that follow.
    uint64_t row_count;
    // The names of the columns, in the order in which they are wanted; NULL for all.
    const char *const *columns;
    // How many columns there are.
    size_t columns_len;
    // The bytes of each name; NULL, or 0 for a name, when it is terminated.
    const size_t *column_lens;
} tt_snapshot_options;

// What JSON objects are made of. Initialise it with TT_PRODUCE_JSON_OPTIONS_INIT; zero means the default.
typedef struct tt_produce_json_options {
    // The size of this structure.
    size_t size;
    // The terminated names of the columns, in the order of their fields; NULL for all of the table.
    const char *const *columns;
    // How many columns there are.
    size_t columns_len;
    // The names of the fields of columns, which have their columns' names otherwise.
    const struct tt_mapping *mapping;
    // How many fields are named.
    size_t mapping_len;
    // What separates, in the name of a field, the names of the objects in which it is from its own; NULL for nothing.
    const char *nested;
    // The bytes of the separator, or 0 when it is terminated.
    size_t nested_len;
    // A last field with the time at which the record was made, as a text of nanoseconds since 1970; NULL for none.
    const char *timestamp;
    // The bytes of the field's name, or 0 when it is terminated.
    size_t timestamp_len;
    // Not 0 when null cells have fields.
    int32_t nulls;
} tt_produce_json_options;

// What Avro records are made of. Initialise it with TT_PRODUCE_AVRO_OPTIONS_INIT; zero means the default. One of `schema`,
// `subject` and `published` must be there.
typedef struct tt_produce_avro_options {
    // The size of this structure.
    size_t size;
    // The schema as JSON, …
    const char *schema;
    // The bytes of the schema, or 0 when it is terminated.
    size_t schema_len;
    // … or the subject that has it, in the registry of the property schema.registry.url, …
    const char *subject;
    // The bytes of the subject, or 0 when it is terminated.
    size_t subject_len;
    // … or the name under which a schema of the table's columns is registered.
    const char *published;
    // The bytes of that name, or 0 when it is terminated.
    size_t published_len;
    // The namespace of such a schema; NULL for none.
    const char *namespace_;
    // The bytes of the namespace, or 0 when it is terminated.
    size_t namespace_len;
    // The digits of decimals in such a schema: properties COLUMN.precision and COLUMN.scale.
    const struct tt_property *digits;
    // How many of these properties there are.
    size_t digits_len;
    // The columns of fields, by their paths, names with points between them. A field that is not mentioned is written from
    // the column of its name.
    const struct tt_mapping *mapping;
    // How many fields are mentioned.
    size_t mapping_len;
    // The terminated names of the columns that may be written; NULL for all of the table.
    const char *const *columns;
    // How many columns there are.
    size_t columns_len;
    // A field with the time at which the record was made; NULL for none.
    const char *timestamp;
    // The bytes of the field's name, or 0 when it is terminated.
    size_t timestamp_len;
    // The version of the subject, from 1 on; 0 for the latest.
    uint32_t version;
    // How a record says which schema it was written with, one of tt_avro_encoding; 0 for what the property
    // topictable.avro.encoding says, else TT_AVRO_CONFLUENT.
    int32_t encoding;
} tt_produce_avro_options;

// What CSV rows are made of, as tt_csv_options with the same values reads them. Initialise it with
// TT_PRODUCE_CSV_OPTIONS_INIT; zero means the default.
typedef struct tt_produce_csv_options {
    // The size of this structure.
    size_t size;
    // The terminated names of the columns, in the order of their fields; NULL for all of the table.
    const char *const *columns;
    // How many columns there are.
    size_t columns_len;
    // The terminated names of a row's fields, in their order; each column is the field of its name, and a field without
    // a column is null. Without them the columns are the fields.
    const char *const *header;
    // How many fields are named.
    size_t header_len;
    // What is between two fields, an ASCII character; 0 for a comma.
    int32_t delimiter;
    // What is around fields that hold special characters, an ASCII character; 0 for a double quote, -1 for none: a row
    // with such a field cannot be written then.
    int32_t quote;
    // The text that stands for null; NULL for the empty one.
    const char *null_text;
    // The bytes of the text, or 0 when it is terminated.
    size_t null_text_len;
    // Not 0 when no text stands for null, so that a row with a null cell cannot be written.
    int32_t without_null;
} tt_produce_csv_options;

// What Protobuf messages are made of. Initialise it with TT_PRODUCE_PROTOBUF_OPTIONS_INIT; zero means the default.
typedef struct tt_produce_protobuf_options {
    // The size of this structure.
    size_t size;
    // How such messages would be read: where the message is described, which fields are written, and from which columns.
    // When it is described nowhere, it is made of the table's columns, and `message` is its full name.
    const struct tt_protobuf_options *described;
    // The terminated names of the columns that may be written; NULL for all of the table.
    const char *const *columns;
    // How many columns there are.
    size_t columns_len;
    // The path of a field with the time at which the record was made, a google.protobuf.Timestamp; NULL for none.
    const char *timestamp;
    // The bytes of the path, or 0 when it is terminated.
    size_t timestamp_len;
} tt_produce_protobuf_options;

// Writes keys or values of a topic.
//
// It is called by the thread that begins to publish, then by the publisher's, and by several threads at once when several
// tables are published with the spec. During a call tables may be read and made. `serialize` must return in any case, without
// an exception or a longjmp: until it does, nothing is published.
typedef struct tt_serializer {
    // What `serialize` and `drop` are called with.
    void *context;
    // Called with a batch of rows: a struct array without nulls, with a child for each column of the spec, of the type that
    // the table has. It belongs to the library and lives until the call returns; its offset is 0. Sets `payloads`, which is
    // released, to an array of Binary ("z") with a key or value for each row in their order, null for a null one, to be
    // released by the library, and returns 0. A row that cannot be written is told of with tt_rejects_add, with the column
    // that is to blame; what its payload is does not matter, and it costs no other row. Any other number is a failure: every
    // row of the batch is bad, and `payloads` is released if it was set.
    int32_t (*serialize)(void *context,
                         const struct ArrowArray *rows,
                         struct ArrowArray *payloads,
                         struct tt_rejects *rejects);
    // Called once, after the last call, by any thread; may be NULL. It must not call the library.
    void (*drop)(void *context);
} tt_serializer;

// How a table is published. Initialise it with TT_PRODUCE_OPTIONS_INIT; zero means the default.
typedef struct tt_produce_options {
    // The size of this structure.
    size_t size;
    // Properties of the Kafka client and of the publisher, under the names of Java's clients; bootstrap.servers must be
    // there.
    const struct tt_property *properties;
    // How many properties there are.
    size_t properties_len;
    // The topic of records whose row names none; NULL when all rows do.
    const char *topic;
    // The bytes of the topic's name, or 0 when it is terminated.
    size_t topic_len;
    // The partition of records whose row names none; NULL for Kafka's partitioner.
    const int32_t *partition;
    // What the keys are; NULL for none.
    const struct tt_produce_spec *key;
    // What the values are; NULL for none.
    const struct tt_produce_spec *value;
    // The column of texts that names the topic of each row, where it is not null; NULL for none.
    const char *topic_column;
    // The bytes of its name, or 0 when it is terminated.
    size_t topic_column_len;
    // The column of ints that numbers the partition of each row, where it is not null; NULL for none.
    const char *partition_column;
    // The bytes of its name, or 0 when it is terminated.
    size_t partition_column_len;
    // The column of instants that times each record, cut to milliseconds; NULL for the time of sending.
    const char *timestamp_column;
    // The bytes of its name, or 0 when it is terminated.
    size_t timestamp_column_len;
    // Not 0 to publish only the last row of each key.
    int32_t last_by;
    // Not 0 to leave out the rows that are there already.
    int32_t without_initial;
} tt_produce_options;

// What a publisher has done so far.
typedef struct tt_publisher_status {
    // One of tt_publisher_state.
    int32_t state;
    // Records that it has taken over from the table.
    uint64_t records;
    // Those of them that the cluster has.
    uint64_t delivered;
    // Those of them that it does not have: they are under way or, at the end, lost.
    uint64_t unsent;
    // Rows that could not be written, which were left out or have nulls, as topictable.publish.on.error says.
    uint64_t bad_rows;
} tt_publisher_status;

// A function that formulas call.
//
// It is called by whichever thread computes the formula: that of the session, one that makes a table, or one that
// reads a column of a view. Calls may be made by several threads at once. During a call tables may be read; what makes
// tables or waits for changes fails with TT_INVALID_ARGUMENT, since what it would wait for waits for the call. `call`
// must return in any case, without an exception or a longjmp.
typedef struct tt_function {
    // What `call` and `drop` are called with.
    void *context;
    // Called with a batch of rows: a struct array without nulls, of which each child, with as many values, is an
    // argument, and the types of the arguments. Both belong to the library and live until the call returns; the
    // children may have offsets. Sets `result`, which is released, to an array of the function's type with a value for
    // each row, to be released by the library, and returns 0. Any other number is a failure: the table fails with what
    // was told with tt_failure_set, and `result` is released if it was set.
    int32_t (*call)(void *context,
                    const struct ArrowSchema *types,
                    const struct ArrowArray *arguments,
                    struct ArrowArray *result,
                    struct tt_failure *failure);
    // Called once, after the last call, by any thread; may be NULL. It must not call the library.
    void (*drop)(void *context);
} tt_function;

// A table of a join of many.
typedef struct tt_multi_join_input {
    const struct tt_table *table;
    // The columns by which its rows belong to those of other tables, each a terminated name, or "Key = Column".
    const char *const *on;
    size_t on_len;
    // The columns that it adds, each a name, or "New = Old"; NULL for all but the keys.
    const char *const *add;
    size_t add_len;
} tt_multi_join_input;

// A column to sort by.
typedef struct tt_sort_column {
    // Its name, terminated.
    const char *name;
    // Unless this is 0, the greatest value comes first.
    int32_t descending;
} tt_sort_column;

// Who is called with the changes of a subscription.
//
// Calls come from one thread of the subscription's own and never overlap. tt_subscription_free waits for one that is
// running, unless it is called inside of it: after it has returned none is running, and none follows. No lock of the
// library's is held during a call: it may use every function, and must not wait for another thread that frees this
// subscription. `call` must return in any case, without an exception or a longjmp.
typedef struct tt_change_callback {
    // What `call` and `drop` are called with.
    void *context;
    // Called with each change, TT_OK and no error; and last, when no change follows, with no change, the status that
    // tt_subscription_next would give, and its error. Change and error are freed after the call. Not called last when
    // the subscription was freed. NULL for a subscription that is read with tt_subscription_next.
    void (*call)(void *context, int32_t status, const struct tt_change *change, const struct tt_error *error);
    // Called once, after the last call, by the subscription's thread, or by that of tt_table_subscribe when that
    // fails; may be NULL. The options it was given with need not live that long.
    void (*drop)(void *context);
} tt_change_callback;

// How a subscriber wants its changes. Initialise it with TT_SUBSCRIBE_OPTIONS_INIT; zero means the default.
typedef struct tt_subscribe_options {
    // The size of this structure.
    size_t size;
    // How many changes may wait (64). Those that wait keep the memory of the rows that they tell of.
    size_t capacity;
    // The names of the columns, in the order in which they are wanted; NULL for all.
    const char *const *columns;
    // How many columns there are.
    size_t columns_len;
    // The bytes of each name; NULL, or 0 for a name, when it is terminated.
    const size_t *column_lens;
    // What happens when so many changes wait: one of tt_policy (TT_BLOCK).
    int32_t policy;
    // Who is called with the changes; without a `call` they are taken with tt_subscription_next.
    struct tt_change_callback callback;
} tt_subscribe_options;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The status that came with the error; TT_OK for NULL.
int32_t tt_error_code(const struct tt_error *error);

// The message: UTF-8, terminated, alive as long as the error. An empty string for NULL.
const char *tt_error_message(const struct tt_error *error);

// A fact about the error by its name, such as "topic", "partition", "offset", "field", "reason", "property", "column",
// "argument" or "not_taken": UTF-8, terminated, alive as long as the error. NULL when the error has no such fact.
const char *tt_error_detail(const struct tt_error *error,
                            const char *name);

// Frees an error; NULL is nothing.
void tt_error_free(struct tt_error *error);

// The library's version, such as "0.1.0": terminated, never freed.
const char *tt_version(void);

// Calls `listener` with the library's messages from `level` on (one of tt_log_level), in the place of the listener
// before; NULL, or one without a `call`, ends that. The program has one listener. It is called by one thread of the
// library's own, which holds no lock: it may call every function. Messages that come faster than they are taken are
// counted and lost. When this returns, the listener before is not called any more and was dropped, unless this is
// called by it.
int32_t tt_log_listen(int32_t level,
                      const struct tt_log_listener *listener,
                      struct tt_error **error);

// A spec that makes no column: IGNORE. A NULL spec means the same.
int32_t tt_ignore_spec(struct tt_spec **spec, struct tt_error **error);

// A spec that makes one column of the whole key or value, in the encoding of Kafka's own serializers: short, int,
// long, float and double big-endian, String UTF-8, UUID as text, bytes as they are. `column` is terminated; it may be
// NULL, and `type` 0, to be taken from the properties (FROM_PROPERTIES).
int32_t tt_simple_spec(const char *column,
                       int32_t type,
                       struct tt_spec **spec,
                       struct tt_error **error);

// tt_simple_spec with the bytes of the column's name, which may then hold a NUL.
int32_t tt_simple_spec_n(const char *column,
                         size_t column_len,
                         int32_t type,
                         struct tt_spec **spec,
                         struct tt_error **error);

// A spec that makes columns of the fields of a JSON object, each of the field of its own name or of what the mapping
// says. `mapping` may be NULL.
int32_t tt_json_spec(const struct tt_column *columns,
                     size_t columns_len,
                     const struct tt_mapping *mapping,
                     size_t mapping_len,
                     struct tt_spec **spec,
                     struct tt_error **error);

// A spec that makes columns of the entries of a MessagePack map, as tt_json_spec does of the fields of an object. Columns
// may also be of TT_BYTES.
int32_t tt_msgpack_spec(const struct tt_column *columns,
                        size_t columns_len,
                        const struct tt_mapping *mapping,
                        size_t mapping_len,
                        struct tt_spec **spec,
                        struct tt_error **error);

// A spec that makes columns of JSON values of stated types: what objectProcessorSpec does with a JacksonProvider.
// `model` is a JSON document that tells what the value is; it is terminated:
//
//   {"object": {"fields": [{"name": "symbol", "value": "string"},
//                          {"name": "price", "value": {"double": {"mode": "strict"}}},
//                          {"name": "tags", "value": {"array": {"element": "string"}}}]}}
//
// The user guide lists the kinds of values and their options. An error tells the place in the document by a JSON
// pointer, in its message and as the detail "pointer".
int32_t tt_object_spec(const char *model,
                       struct tt_spec **spec,
                       struct tt_error **error);

// tt_object_spec with the bytes of the document.
int32_t tt_object_spec_n(const char *model, size_t model_len, struct tt_spec **spec, struct tt_error **error);

// Frees a spec; NULL is nothing. Tables made with it are not concerned.
void tt_spec_free(struct tt_spec *spec);

// A spec that makes columns of the fields of an Avro record, those of nested records too. Records are read with the schema
// that they were written with and resolved to the reader's. The schema of a subject is asked for when a table is made.
int32_t tt_avro_spec(const struct tt_avro_options *options,
                     struct tt_spec **spec,
                     struct tt_error **error);

// A spec that makes columns of the fields of a CSV row, one a record. The types are those of tt_json_spec, and a field is
// read as a JSON string of the same text would be.
int32_t tt_csv_spec(const struct tt_csv_options *options,
                    struct tt_spec **spec,
                    struct tt_error **error);

// A spec that makes columns of the fields of a Protobuf message.
int32_t tt_protobuf_spec(const struct tt_protobuf_options *options,
                         struct tt_spec **spec,
                         struct tt_error **error);

// A spec of columns that a parser of the program makes of whole batches of keys or values. The spec and the tables that
// are made with it share the parser, which is dropped after the last of them, or at once when this fails.
int32_t tt_parser_spec(const struct tt_column *columns,
                       size_t columns_len,
                       const struct tt_parser *parser,
                       struct tt_spec **spec,
                       struct tt_error **error);

// tt_parser_spec with columns of any Arrow types: the children of a struct ("+s"). The schema stays the caller's, and
// is only read.
int32_t tt_parser_spec_of_schema(const struct ArrowSchema *columns,
                                 const struct tt_parser *parser,
                                 struct tt_spec **spec,
                                 struct tt_error **error);

// Says that a record cannot be read: its number within the batch; the field that is to blame, which is terminated, or
// NULL; and why, which is terminated too. Both are copied. With the number -1 it is all of them: why `parse` fails.
// Nothing when `rejects` or `reason` is NULL.
void tt_rejects_add(struct tt_rejects *rejects,
                    int64_t index,
                    const char *field,
                    const char *reason);

// Opens a session. `options` may be NULL for the defaults. The session is freed with tt_session_free.
int32_t tt_session_open(const struct tt_session_options *options,
                        struct tt_session **session,
                        struct tt_error **error);

// Ends the session's consumers and update cycles, within two seconds whatever the cluster does. Its tables keep
// their last state and can still be read. Closing a closed session does nothing.
int32_t tt_session_close(struct tt_session *session,
                         struct tt_error **error);

// Keeps the session's tables from changing until tt_session_release, so that several can be made or read in one
// state; records that arrive meanwhile wait. Without a hold, a reader of two tables may see one of them a moment
// earlier than the other. Returns when no update is running. Holds are counted.
int32_t tt_session_hold(struct tt_session *session,
                        struct tt_error **error);

// Takes back one tt_session_hold.
int32_t tt_session_release(struct tt_session *session, struct tt_error **error);

// Closes the session, if that was not done, and frees the handle; NULL is nothing. Tables are freed by themselves,
// before or after.
void tt_session_free(struct tt_session *session);

// What the session's consumers are doing, as a live table that is written every second: a row for each partition that
// is read, with the columns Consumer, Partition, Topic, State (reading, waiting, finished, failed or closed), Position,
// End, Lag, Records, RecordsPerSecond, Bytes, BytesPerSecond, BadRecords, MemoryBytes, Error and Updated. It is freed
// with tt_table_free.
int32_t tt_session_status(struct tt_session *session,
                          struct tt_table **status,
                          struct tt_error **error);

// What the session's publishers are doing, as a live table with a row for each, written anew every second: Publisher (a
// number), Topic, State (running, retrying, finished, stopped or failed), Records, RecordsPerSecond, Delivered, Unsent,
// BadRows, Error and Updated. One that has ended is told of once more, one that has failed always.
int32_t tt_session_publishers(struct tt_session *session,
                              struct tt_table **publishers,
                              struct tt_error **error);

// The same, as of now, in the text format of Prometheus: terminated, and freed with tt_text_free.
int32_t tt_session_metrics(struct tt_session *session, char **metrics, struct tt_error **error);

// Frees a text that the library has handed out; NULL is nothing.
void tt_text_free(char *text);

// A table of every row.
struct tt_table_type tt_append(void);

// A table of the rows of the last update cycle.
struct tt_table_type tt_blink(void);

// A table of the last `capacity` rows.
struct tt_table_type tt_ring(uint64_t capacity);

// Makes a live table of a topic's records. Returns when the cluster has answered and reading has begun: records that
// are written afterwards are read, whatever the offsets ask for. Waits for the cluster as long as
// default.api.timeout.ms says (60,000). The table is freed with tt_table_free; the specs may be freed at once.
int32_t tt_consume_to_table(struct tt_session *session,
                            const struct tt_consume_options *options,
                            struct tt_table **table,
                            struct tt_error **error);

// The names of the cluster's topics, in alphabetical order. `properties` are those of a Kafka client:
// bootstrap.servers must be there. Waits as long as default.api.timeout.ms says (60,000). The list is freed with
// tt_texts_free.
int32_t tt_session_topics(struct tt_session *session,
                          const struct tt_property *properties,
                          size_t properties_len,
                          struct tt_texts **topics,
                          struct tt_error **error);

// How many partitions the topic has; they are numbered from 0. TT_NOT_FOUND for a topic that does not exist. Waits as
// long as default.api.timeout.ms says (60,000).
int32_t tt_session_partition_count(struct tt_session *session,
                                   const struct tt_property *properties,
                                   size_t properties_len,
                                   const char *topic,
                                   int32_t *count,
                                   struct tt_error **error);

// The names and Arrow types of the columns that a table of these options would have. No cluster is asked; the topic
// need not be there, but must have a name. The caller releases the schema.
int32_t tt_consume_schema(const struct tt_consume_options *options,
                          struct ArrowSchema *schema,
                          struct tt_error **error);

// How many texts there are; 0 for NULL.
size_t tt_texts_count(const struct tt_texts *texts);

// The text at an index from 0: terminated, and alive as long as the list. NULL when there is none.
const char *tt_texts_get(const struct tt_texts *texts, size_t index);

// Frees a list of texts; NULL is nothing.
void tt_texts_free(struct tt_texts *texts);

// The names and Arrow types of the columns. The caller releases the schema.
int32_t tt_table_schema(const struct tt_table *table, struct ArrowSchema *schema, struct tt_error **error);

// How many rows the table has.
int32_t tt_table_row_count(const struct tt_table *table, uint64_t *rows, struct tt_error **error);

// Whether rows may come or go: 1, or 0 for a table that was made from values.
int32_t tt_table_is_refreshing(const struct tt_table *table, int32_t *refreshing, struct tt_error **error);

// TT_OK while the table is well, else TT_TABLE_FAILED with the error that ended it. A failed table keeps its last
// good state and can be read.
int32_t tt_table_check(const struct tt_table *table,
                       struct tt_error **error);

// The records of the table's topic that could not be decoded, the last 65,536 of them (at most 256 MiB): a live table of
// the columns Topic, Partition, Offset, Timestamp, Field, Reason, Key and Value. What such records do to the table says its
// property topictable.on.error. TT_INVALID_ARGUMENT for a table that is not fed from a topic. It is freed with
// tt_table_free.
int32_t tt_table_errors(const struct tt_table *table,
                        struct tt_table **errors,
                        struct tt_error **error);

// Another handle of the same table. Each handle waits for itself: two threads that both want to see every change have
// a handle each. It is freed with tt_table_free.
int32_t tt_table_clone(const struct tt_table *table,
                       struct tt_table **clone,
                       struct tt_error **error);

// Waits until the table has changed since this handle last waited, or was made. TT_OK when it has; TT_NO_CHANGE,
// without an error, when `timeout_ms` milliseconds are over (a negative time never is) or the table never changes;
// TT_TABLE_FAILED or TT_CLOSED, once the last change was seen, when no more can come.
int32_t tt_table_await_change(const struct tt_table *table,
                              int64_t timeout_ms,
                              struct tt_error **error);

// The rows as they were at the end of the last update cycle, as a stream of Arrow record batches. `options` may be
// NULL for everything. The stream never changes, does not keep the table from changing, and outlives the table and
// the session. The caller releases it.
int32_t tt_table_snapshot(const struct tt_table *table,
                          const struct tt_snapshot_options *options,
                          struct ArrowArrayStream *rows,
                          struct tt_error **error);

// Frees a table's handle; NULL is nothing. Snapshots and derived tables are not concerned.
void tt_table_free(struct tt_table *table);

// Makes a table of all rows of a stream; it never changes. The stream is taken in any case, also when the call
// fails: it is released before the call returns, and `stream` is left released.
int32_t tt_table_import(struct tt_session *session,
                        struct ArrowArrayStream *stream,
                        struct tt_table **table,
                        struct tt_error **error);

// Makes a table of so many rows without any column, for formulas over their numbers: i, ii.
int32_t tt_session_empty_table(struct tt_session *session,
                               uint64_t rows,
                               struct tt_table **table,
                               struct tt_error **error);

// Makes a live table of one column, Timestamp, with a row for each period that begins. `start`, which may be NULL, is
// the time of the first row in nanoseconds since 1970, by default the last whole multiple of the period; `period` is in
// nanoseconds and at least 1. Unless `blink` is 0, each update has only its own rows.
int32_t tt_session_time_table(struct tt_session *session,
                              const int64_t *start,
                              int64_t period,
                              int32_t blink,
                              struct tt_table **table,
                              struct tt_error **error);

// Makes a table with the columns and the rows of a stream, to which tt_table_add_rows adds others. With key columns a
// row takes the place of the one with an equal key, where null equals null, and tt_table_delete_rows takes rows away;
// without any, rows only come. The stream is taken as by tt_table_import.
int32_t tt_session_input_table(struct tt_session *session,
                               struct ArrowArrayStream *stream,
                               const char *const *keys,
                               size_t keys_len,
                               struct tt_table **table,
                               struct tt_error **error);

// Adds the rows of a stream to an input table. They have its columns, in any order. They are in the table when this
// returns, unless the session is held or a subscriber stops its updates. The stream is taken as by tt_table_import.
int32_t tt_table_add_rows(const struct tt_table *table,
                          struct ArrowArrayStream *stream,
                          struct tt_error **error);

// Takes the rows with the keys in a stream, which has the key columns, away from a keyed input table. Keys that are not
// there are left out. The stream is taken as by tt_table_import.
int32_t tt_table_delete_rows(const struct tt_table *table,
                             struct ArrowArrayStream *stream,
                             struct tt_error **error);

// Makes a table with the columns of a stream, and with its rows to begin with, and its feed; `feeding` is a tt_feeding. The
// feed is freed with tt_feed_free and the table with tt_table_free, in any order. The stream is taken as by
// tt_table_import.
int32_t tt_session_feed(struct tt_session *session,
                        struct ArrowArrayStream *stream,
                        int32_t feeding,
                        struct tt_feed **feed,
                        struct tt_table **table,
                        struct tt_error **error);

// Puts the rows of a stream into the table, all of them in one update, for which this does not wait. They have the columns
// of the table, in any order; others are left out. TT_CLOSED when nobody has the table any more. The stream is taken as by
// tt_table_import.
int32_t tt_feed_put(const struct tt_feed *feed,
                    struct ArrowArrayStream *stream,
                    struct tt_error **error);

// Fails the table, which keeps the rows that were put before; what is put afterwards is refused. The message is terminated.
int32_t tt_feed_fail(const struct tt_feed *feed,
                     const char *message,
                     struct tt_error **error);

// Whether rows still come into the table, 1 or 0: somebody has it or one that is derived from it, it has not failed, and
// the session is open.
int32_t tt_feed_is_alive(const struct tt_feed *feed,
                         int32_t *alive,
                         struct tt_error **error);

// Frees a feed; NULL is nothing. Its table keeps the rows that it has, and gets no others.
void tt_feed_free(struct tt_feed *feed);

// A spec of the cells of one column, as Kafka's own serializer of their type writes them: short, int, long, float and
// double big-endian, String UTF-8, UUID as text, bytes as they are. A null cell is a null key or value.
int32_t tt_produce_simple_spec(const char *column,
                               struct tt_produce_spec **spec,
                               struct tt_error **error);

// tt_produce_simple_spec with the bytes of the column's name, which may then hold a NUL.
int32_t tt_produce_simple_spec_n(const char *column,
                                 size_t column_len,
                                 struct tt_produce_spec **spec,
                                 struct tt_error **error);

// A spec of the cells of one column, as a serializer of Kafka's own writes them, by the full name of its class. Both
// texts are terminated.
int32_t tt_produce_raw_spec(const char *column,
                            const char *serializer,
                            struct tt_produce_spec **spec,
                            struct tt_error **error);

// A spec of JSON objects whose fields are the cells of columns. `options` may be NULL for all columns.
int32_t tt_produce_json_spec(const struct tt_produce_json_options *options,
                             struct tt_produce_spec **spec,
                             struct tt_error **error);

// A spec of Avro records of the cells of a row. The registry is asked when publishing begins: for the schema of a subject,
// and for the id of the schema under the subject that the topic has, where it is registered if it is not there, unless
// auto.register.schemas is false.
int32_t tt_produce_avro_spec(const struct tt_produce_avro_options *options,
                             struct tt_produce_spec **spec,
                             struct tt_error **error);

// Frees a spec. Tables that are being published with it are not affected.
void tt_produce_spec_free(struct tt_produce_spec *spec);

// A spec of CSV rows (RFC 4180) whose fields are the cells of columns, one a record, without a line end. `options` may be
// NULL for all columns.
int32_t tt_produce_csv_spec(const struct tt_produce_csv_options *options,
                            struct tt_produce_spec **spec,
                            struct tt_error **error);

// A spec of Protobuf messages of the cells of a row. Each field is written from the column that it would be read into. The
// registry is asked when publishing begins: for the schema of a subject, and for the id of the schema under the subject that
// the topic has, where it is registered if it is not there, unless auto.register.schemas is false.
int32_t tt_produce_protobuf_spec(const struct tt_produce_protobuf_options *options,
                                 struct tt_produce_spec **spec,
                                 struct tt_error **error);

// A spec of what a serializer of the program makes of the cells of columns, whose names are terminated. The spec and the
// publishers that are made with it share the serializer, which is dropped after the last of them, or at once when this fails.
int32_t tt_produce_serializer_spec(const char *const *columns,
                                   size_t columns_len,
                                   const struct tt_serializer *serializer,
                                   struct tt_produce_spec **spec,
                                   struct tt_error **error);

// Publishes a table: the rows that are there, which are delivered when this returns, and then each change as it comes.
// Rows that are gone are records with their key and a null value, ahead of the new ones of their cycle. Waits for the
// cluster as long as max.block.ms says (60,000). The specs may be freed at once, the table too: the publisher keeps what
// it needs. `publisher` is freed with tt_publisher_free.
int32_t tt_produce_from_table(const struct tt_table *table,
                              const struct tt_produce_options *options,
                              struct tt_publisher **publisher,
                              struct tt_error **error);

// What a publisher has done so far. `cause` may be NULL; it gets why publishing has failed, or why records wait, and NULL
// when neither is so. It is freed with tt_error_free.
int32_t tt_publisher_get_status(const struct tt_publisher *publisher,
                                struct tt_publisher_status *status,
                                struct tt_error **cause,
                                struct tt_error **error);

// Ends publishing: the changes until now are published first, and what is under way is delivered, within
// topictable.publish.close.timeout.ms (30,000). Fails with the error with which publishing has failed, and with TT_TIMEOUT
// when records were not delivered; the detail "unsent" is how many. Does nothing a second time.
int32_t tt_publisher_stop(struct tt_publisher *publisher,
                          struct tt_error **error);

// Frees the handle; publishing goes on.
void tt_publisher_free(struct tt_publisher *publisher);

// The rows for which all filters are true, such as "Size > 50", "Sym in `AAPL`, `MSFT`" or "Price * Size > 1000". A
// filter is a formula of type Boolean; null is less than everything else.
int32_t tt_table_where(const struct tt_table *table,
                       const char *const *filters,
                       size_t filters_len,
                       struct tt_table **result,
                       struct tt_error **error);

// These columns, each a name, or "New = formula", where a formula sees the columns before it. Formulas are evaluated for
// the rows that are read, each time anew. Without columns all of them.
int32_t tt_table_view(const struct tt_table *table,
                      const char *const *columns,
                      size_t columns_len,
                      struct tt_table **result,
                      struct tt_error **error);

// As tt_table_view, but formulas are evaluated once for each row, when it comes or changes. Without columns all.
int32_t tt_table_select(const struct tt_table *table,
                        const char *const *columns,
                        size_t columns_len,
                        struct tt_table **result,
                        struct tt_error **error);

// All columns, and new ones, or others in the place of old ones: "New = formula". Formulas are evaluated once for each
// row, when it comes or changes; docs/functions.md lists what they may call.
int32_t tt_table_update(const struct tt_table *table,
                        const char *const *columns,
                        size_t columns_len,
                        struct tt_table **result,
                        struct tt_error **error);

// As tt_table_update, but formulas are evaluated for the rows that are read, each time anew.
int32_t tt_table_update_view(const struct tt_table *table,
                             const char *const *columns,
                             size_t columns_len,
                             struct tt_table **result,
                             struct tt_error **error);

// As tt_table_update; when formulas are evaluated is not promised.
int32_t tt_table_lazy_update(const struct tt_table *table,
                             const char *const *columns,
                             size_t columns_len,
                             struct tt_table **result,
                             struct tt_error **error);

// All columns but these.
int32_t tt_table_drop_columns(const struct tt_table *table,
                              const char *const *columns,
                              size_t columns_len,
                              struct tt_table **result,
                              struct tt_error **error);

// All columns, some of them under another name: "New = Old". They keep their places.
int32_t tt_table_rename_columns(const struct tt_table *table,
                                const char *const *pairs,
                                size_t pairs_len,
                                struct tt_table **result,
                                struct tt_error **error);

// All columns, these moved behind `index` of the others, or behind all; each a name, or "New = Old".
int32_t tt_table_move_columns(const struct tt_table *table,
                              int32_t index,
                              const char *const *columns,
                              size_t columns_len,
                              struct tt_table **result,
                              struct tt_error **error);

// Has formulas of this session's tables that are made from now on call `function` by the name, which is terminated:
// "X = name(A, B)"; its results are of the type `result_type`, one of tt_type. A function that was registered under the
// name before is replaced; tables that call it go on doing so. The function is dropped when no table calls it any more
// and the session is closed or has another one in its place, or at once when this fails.
int32_t tt_function_register(struct tt_session *session,
                             const char *name,
                             int32_t result_type,
                             const struct tt_function *function,
                             struct tt_error **error);

// Says why a call fails: a terminated text, which is copied, and the number of the row within the batch that is to
// blame, or -1. Nothing when `failure` or `reason` is NULL.
void tt_failure_set(struct tt_failure *failure,
                    int64_t row,
                    const char *reason);

// Adds the calendar of business days in a file to those of the process, which formulas know by the names that their files
// say: "calendar(`EXCHANGE`).isBusinessDay(Ts)". The path is terminated. TT_NOT_FOUND when the file cannot be read,
// TT_INVALID_ARGUMENT when it is no calendar, with the line and the element, or its name is taken.
int32_t tt_calendar_add_file(const char *path,
                             struct tt_error **error);

// Removes the calendar of a name, which is terminated, if there is one. Tables that use it go on with it.
int32_t tt_calendar_remove(const char *name, struct tt_error **error);

// Makes a calendar the default, which formulas without a calendar use from now on: "isBusinessDay(Ts)". The name is
// terminated.
int32_t tt_calendar_set_default(const char *name,
                                struct tt_error **error);

// The names of the calendars, in ascending order. The list is freed with tt_texts_free.
int32_t tt_calendar_names(struct tt_texts **names, struct tt_error **error);

// What the aggregations make of each group of rows with equal keys, in the order in which the groups were first seen; the
// key columns come first. Without keys one row, if there are any.
//
// An aggregation is a text: its name, and the columns that are aggregated, each a name, or "Out = In". What it needs
// beside them comes first, before a semicolon or a comma:
//
// sum(Qty)  absSum  avg  min  max  first  last  freeze  std  var  median  group, for example "max(High = Price, Low = Price)";
// wavg(Weight, Out = In)  wsum(Weight, In)  pct(0.9, In)  approxPct(0.9, In)  tDigest(100; Out = In), see below;  sortedFirst(By; In)  sortedLast(By1, By2; In);
// count(Out)  partition(Out), a column of tables, see tt_table_cell;  countWhere(Out, filter)  countDistinct(In)  distinct(In)  unique(In), the last three also with nulls as
// values: "distinct(nulls; In)"; formula(Out = formula), where columns stand for the values of all rows of the group, and
// formula(formula; each; Out = In, In), where "each" stands for the column.
//
// tDigest makes t-digests of numbers, with a compression or without, which is 100. Formulas ask for "Out.quantile(0.99)",
// "Out.cdf(5.0)", "Out.size()". In Arrow they are binaries with the extension name "topictable.tdigest": what
// tdigest<double> of Apache DataSketches serializes, and deserializes.
int32_t tt_table_agg_by(const struct tt_table *table,
                        const char *const *aggregations,
                        size_t aggregations_len,
                        const char *const *keys,
                        size_t keys_len,
                        struct tt_table **result,
                        struct tt_error **error);

// The same with groups that need no rows. Those of `initial_groups`, a table with the key columns or NULL, come first, in
// its order; it is read once. Unless `preserve_empty` is 0, groups stay that have no rows any more, or have none yet: counts
// are 0 there, lists have no items, and all else is null; without keys the one group is there from the beginning. Not with
// partition(Out).
int32_t tt_table_agg_by_keeping(const struct tt_table *table,
                                const char *const *aggregations,
                                size_t aggregations_len,
                                const char *const *keys,
                                size_t keys_len,
                                int32_t preserve_empty,
                                const struct tt_table *initial_groups,
                                struct tt_table **result,
                                struct tt_error **error);

// What one aggregation without columns, "avg", "pct(0.9)" or "wavg(Qty)", makes of all columns that are neither keys nor
// weights; otherwise as tt_table_agg_by. The text is terminated.
int32_t tt_table_agg_all_by(const struct tt_table *table,
                            const char *aggregation,
                            const char *const *keys,
                            size_t keys_len,
                            struct tt_table **result,
                            struct tt_error **error);

// What the aggregations make of each group of rows with equal keys, side by side: a row for each combination of values of
// the columns `rows`, and columns for each of those of `columns` that there is now. They are called after the values of
// `columns`, "INFO_1", and if there are several aggregations after what they make before: "Count_INFO_1". Aggregations are
// texts as of tt_table_agg_by.
//
// `initial_groups`, a table of all these columns, may be NULL: its groups come first, whether they have rows or not. When a
// group comes later that there is no column for, the table fails; unless `ignore_new` is 0 it is left out.
int32_t tt_table_keyed_transpose(const struct tt_table *table,
                                 const char *const *aggregations,
                                 size_t aggregations_len,
                                 const char *const *rows,
                                 size_t rows_len,
                                 const char *const *columns,
                                 size_t columns_len,
                                 const struct tt_table *initial_groups,
                                 int32_t ignore_new,
                                 struct tt_table **result,
                                 struct tt_error **error);

// The last row of each group of rows with equal keys, in the order in which the groups were first seen; the key
// columns come first. Without keys the last row of all.
int32_t tt_table_last_by(const struct tt_table *table,
                         const char *const *keys,
                         size_t keys_len,
                         struct tt_table **result,
                         struct tt_error **error);

// The sums of all other columns for each group of rows with equal keys. Nulls are left out; the sum of nulls only is
// null. Whole numbers give long.
int32_t tt_table_sum_by(const struct tt_table *table,
                        const char *const *keys,
                        size_t keys_len,
                        struct tt_table **result,
                        struct tt_error **error);

// The number of rows of each group of rows with equal keys, in a column of the name `column`, which is terminated.
int32_t tt_table_count_by(const struct tt_table *table,
                          const char *column,
                          const char *const *keys,
                          size_t keys_len,
                          struct tt_table **result,
                          struct tt_error **error);

// The values of all other columns as lists, for each group of rows with equal keys.
int32_t tt_table_group_by(const struct tt_table *table,
                          const char *const *keys,
                          size_t keys_len,
                          struct tt_table **result,
                          struct tt_error **error);

// A row for each element of the lists in these columns, or in all columns of lists; the other columns are repeated. The
// lists of a row have the same length; unless `null_fill` is 0, shorter ones go on with nulls.
int32_t tt_table_ungroup(const struct tt_table *table,
                         int32_t null_fill,
                         const char *const *columns,
                         size_t columns_len,
                         struct tt_table **result,
                         struct tt_error **error);

// Each combination of values once, in these columns, each a name, or "New = formula"; without any, in all columns.
int32_t tt_table_select_distinct(const struct tt_table *table,
                                 const char *const *columns,
                                 size_t columns_len,
                                 struct tt_table **result,
                                 struct tt_error **error);

// The first rows of each group of rows with equal keys, group by group.
int32_t tt_table_head_by(const struct tt_table *table,
                         int64_t rows,
                         const char *const *keys,
                         size_t keys_len,
                         struct tt_table **result,
                         struct tt_error **error);

// The last rows of each group of rows with equal keys, group by group.
int32_t tt_table_tail_by(const struct tt_table *table,
                         int64_t rows,
                         const char *const *keys,
                         size_t keys_len,
                         struct tt_table **result,
                         struct tt_error **error);

// Every left row, with the columns `add` of the right row that has its key, or nulls where there is none. `on` are the
// columns by which rows match, each a name, or "Left = Right"; `add` are columns of the right table, each a name, or
// "New = Old", and without any all of them. No two right rows may have a key that a left row has.
int32_t tt_table_natural_join(const struct tt_table *left,
                              const struct tt_table *right,
                              const char *const *on,
                              size_t on_len,
                              const char *const *add,
                              size_t add_len,
                              struct tt_table **result,
                              struct tt_error **error);

// The same; each left row must have a right one.
int32_t tt_table_exact_join(const struct tt_table *left,
                            const struct tt_table *right,
                            const char *const *on,
                            size_t on_len,
                            const char *const *add,
                            size_t add_len,
                            struct tt_table **result,
                            struct tt_error **error);

// Every left row with every right row that has its key; otherwise as tt_table_natural_join.
int32_t tt_table_join(const struct tt_table *left,
                      const struct tt_table *right,
                      const char *const *on,
                      size_t on_len,
                      const char *const *add,
                      size_t add_len,
                      struct tt_table **result,
                      struct tt_error **error);

// Every left row with every right row that has its key, or with nulls where there is none; otherwise as
// tt_table_natural_join.
int32_t tt_table_left_outer_join(const struct tt_table *left,
                                 const struct tt_table *right,
                                 const char *const *on,
                                 size_t on_len,
                                 const char *const *add,
                                 size_t add_len,
                                 struct tt_table **result,
                                 struct tt_error **error);

// The same, and then every right row whose key no left row has, with nulls in the columns of the left table.
int32_t tt_table_full_outer_join(const struct tt_table *left,
                                 const struct tt_table *right,
                                 const char *const *on,
                                 size_t on_len,
                                 const char *const *add,
                                 size_t add_len,
                                 struct tt_table **result,
                                 struct tt_error **error);

// Every left row, with the columns `add` of the last right row that has its key and is not later, or nulls. The last item
// of `on` says what is compared: "Time >= QuoteTime", or ">" for rows that are earlier; a name alone means ">=".
// Otherwise as tt_table_natural_join.
int32_t tt_table_aj(const struct tt_table *left,
                    const struct tt_table *right,
                    const char *const *on,
                    size_t on_len,
                    const char *const *add,
                    size_t add_len,
                    struct tt_table **result,
                    struct tt_error **error);

// Every left row, with the columns `add` of the first right row that has its key and is not earlier: "Time <= QuoteTime",
// or "<". Otherwise as tt_table_aj.
int32_t tt_table_raj(const struct tt_table *left,
                     const struct tt_table *right,
                     const char *const *on,
                     size_t on_len,
                     const char *const *add,
                     size_t add_len,
                     struct tt_table **result,
                     struct tt_error **error);

// A row for each key that any of the tables has, in the order in which the keys are first seen, with columns of the row of
// each table that has the key, or nulls. All tables have the same keys, in any order, and at most one row for each.
int32_t tt_session_multi_join(struct tt_session *session,
                              const struct tt_multi_join_input *inputs,
                              size_t inputs_len,
                              struct tt_table **result,
                              struct tt_error **error);

// Every left row, with lists of the right rows that have its key and whose value is in its range. The last item of `on` is
// the range, "Start <= Value < End": two left columns around a right one; "<-" before it also takes the nearest row before
// the range, "->" behind it the nearest one behind. `aggregations` are groups: "group(Qty, Prices = Price)". Both tables
// must not change any more: see tt_table_freeze. The right one has the values of each key in ascending order.
int32_t tt_table_range_join(const struct tt_table *left,
                            const struct tt_table *right,
                            const char *const *on,
                            size_t on_len,
                            const char *const *aggregations,
                            size_t aggregations_len,
                            struct tt_table **result,
                            struct tt_error **error);

// The left rows whose key a right row has.
int32_t tt_table_where_in(const struct tt_table *left,
                          const struct tt_table *right,
                          const char *const *on,
                          size_t on_len,
                          struct tt_table **result,
                          struct tt_error **error);

// The left rows whose key no right row has.
int32_t tt_table_where_not_in(const struct tt_table *left,
                              const struct tt_table *right,
                              const char *const *on,
                              size_t on_len,
                              struct tt_table **result,
                              struct tt_error **error);

// What the aggregations, texts as for tt_table_agg_by, make of all rows, below it of each group of rows with an equal first
// key, below each of these of each group with an equal second one, and so on. Unless `include_constituents` is 0, the rows
// themselves are below the last groups. All levels are rows of the one table, each above those that are below it.
//
// The columns are "__DEPTH__", the level from 1 on (int); "__EXPANDED__", true where there are rows below and null where
// there are none; the keys, null where a row is not of one value of them; the results; and with constituents their other
// columns, of which one with the name of a result has "_Constituent" behind its own. median, pct, approxPct and formulas
// of one column are refused, and constituents of a blink table.
int32_t tt_table_rollup(const struct tt_table *table,
                        const char *const *aggregations,
                        size_t aggregations_len,
                        int32_t include_constituents,
                        const char *const *keys,
                        size_t keys_len,
                        struct tt_table **result,
                        struct tt_error **error);

// The rows whose column `parent` is null, below each those whose `parent` is its `id`, and so on: "__DEPTH__" and
// "__EXPANDED__" as for tt_table_rollup, and the columns of the table. Rows that are below no root are not there. Both
// names are terminated. The columns have one type; an identifier is that of one row at most, and there are at most 1,000
// levels: a result that is not so fails.
int32_t tt_table_tree(const struct tt_table *table,
                      const char *id,
                      const char *parent,
                      struct tt_table **result,
                      struct tt_error **error);

// The rows for which all filters, texts as for tt_table_where, are true, and those above them: tt_table_tree shows what is
// looked for and the way there. Both names are terminated.
int32_t tt_table_with_ancestors(const struct tt_table *table,
                                const char *const *filters,
                                size_t filters_len,
                                const char *id,
                                const char *parent,
                                struct tt_table **result,
                                struct tt_error **error);

// All rows, with null in `parent` where it is the `id` of no row: with these as roots tt_table_tree has all rows but those
// that are below themselves. Both names are terminated.
int32_t tt_table_promote_orphans(const struct tt_table *table,
                                 const char *id,
                                 const char *parent,
                                 struct tt_table **result,
                                 struct tt_error **error);

// The rows in the order of these columns. Null is less than everything else, NaN is greater than every number, text is
// compared as Java does, by UTF-16 code units. Equal rows stay in the order in which they are.
int32_t tt_table_sort(const struct tt_table *table,
                      const struct tt_sort_column *columns,
                      size_t columns_len,
                      struct tt_table **result,
                      struct tt_error **error);

// The first rows, as many as there are of so many.
int32_t tt_table_head(const struct tt_table *table,
                      int64_t rows,
                      struct tt_table **result,
                      struct tt_error **error);

// The last rows, as many as there are of so many.
int32_t tt_table_tail(const struct tt_table *table,
                      int64_t rows,
                      struct tt_table **result,
                      struct tt_error **error);

// The first rows, a part of all from 0 to 1, rounded up.
int32_t tt_table_head_pct(const struct tt_table *table,
                          double fraction,
                          struct tt_table **result,
                          struct tt_error **error);

// The last rows, a part of all from 0 to 1, rounded up.
int32_t tt_table_tail_pct(const struct tt_table *table,
                          double fraction,
                          struct tt_table **result,
                          struct tt_error **error);

// The rows from a position up to another one, without it; a negative position, and 0 after one, counts from the end.
int32_t tt_table_slice(const struct tt_table *table,
                       int64_t first,
                       int64_t last,
                       struct tt_table **result,
                       struct tt_error **error);

// The rows from a part of all up to another one, both from 0 to 1 and rounded down.
int32_t tt_table_slice_pct(const struct tt_table *table,
                           double first,
                           double last,
                           struct tt_table **result,
                           struct tt_error **error);

// The rows from the last to the first.
int32_t tt_table_reverse(const struct tt_table *table, struct tt_table **result, struct tt_error **error);

// The rows under row keys that are their positions.
int32_t tt_table_flatten(const struct tt_table *table, struct tt_table **result, struct tt_error **error);

// The rows of a blink table as those of one whose rows come and go: aggregations of it see only the rows that are there.
int32_t tt_table_remove_blink(const struct tt_table *table,
                              struct tt_table **result,
                              struct tt_error **error);

// All rows that a blink table has from now on.
int32_t tt_table_blink_to_append_only(const struct tt_table *table,
                                      struct tt_table **result,
                                      struct tt_error **error);

// A blink table of the rows that come to a table, first of those that are there. It fails when a row goes or changes;
// TT_INVALID_ARGUMENT for a table that does not change.
int32_t tt_table_add_only_to_blink(const struct tt_table *table,
                                   struct tt_table **result,
                                   struct tt_error **error);

// The last `capacity` rows that have come to the table, be it blink or append, with those that are there now unless
// `initialize` is 0. Rows that go or change are not followed.
int32_t tt_table_ring(const struct tt_table *table,
                      uint64_t capacity,
                      int32_t initialize,
                      struct tt_table **result,
                      struct tt_error **error);

// The rows as they are now, as a table that never changes.
int32_t tt_table_freeze(const struct tt_table *table, struct tt_table **result, struct tt_error **error);

// A row for each column: its Name, DataType, ColumnType and IsPartitioning.
int32_t tt_table_meta(const struct tt_table *table, struct tt_table **result, struct tt_error **error);

// The rows of all tables, one after another; they have the same columns, in any order.
int32_t tt_session_merge(struct tt_session *session,
                         const struct tt_table *const *tables,
                         size_t tables_len,
                         struct tt_table **result,
                         struct tt_error **error);

// The rows of all tables in the order of a column, whose name is terminated; equal rows in the order of the tables.
int32_t tt_session_merge_sorted(struct tt_session *session,
                                const char *column,
                                const struct tt_table *const *tables,
                                size_t tables_len,
                                struct tt_table **result,
                                struct tt_error **error);

// All rows and columns, with what the operations make of each row and those of its group before it, or around it. Rows with
// equal keys are a group; without keys all rows are one. A result that has the name of a column takes its place.
//
// An operation is a text: its name, and the columns that it is made of, each a name, or "Out = In"; without any, all columns
// but the keys. What it needs beside them comes first, before a semicolon:
//
// cumSum(Total = Size)  cumProd  cumMin  cumMax  fill  delta(In)  delta(zeroDominates; In)  cumCountWhere(Out; filter);
// ema(2.5; In)  ema(Time, PT30S; In)  ems  emMin  emMax  emStd: a decay of so many rows, or of a time by a column of
// timestamps, and maybe what nulls and NaNs do: "ema(2.5, onNull=reset, onNan=poison; In)", or skip, or throw; and to how
// many digits decimals are rounded, and how: "ema(2.5, digits=16 halfUp; In)", or up, down, ceiling, floor, halfDown,
// halfEven;
// rollingSum(3; In)  rollingSum(3, 1; In)  rollingSum(Time, PT1M; In)  rollingSum(Time, PT1M, PT10S; In)  rollingAvg
// rollingMin  rollingMax  rollingProduct  rollingCount  rollingStd  rollingGroup: a window of so many rows up to the row
// itself, and so many behind it, or of the rows whose timestamps are so much earlier, and so much later;
// rollingWAvg(3, Weight; In)  rollingCountWhere(3, Out; filter)  rollingFormula(3; Out = max(A) - min(B))
// rollingFormula(3, sum(each), each; Out = In).
int32_t tt_table_update_by(const struct tt_table *table,
                           const char *const *operations,
                           size_t operations_len,
                           const char *const *keys,
                           size_t keys_len,
                           struct tt_table **result,
                           struct tt_error **error);

// The rows as they were when another table, the trigger, last changed: when rows of it came, went or changed. `flags` are
// 0 or of tt_snapshot_flag. Behind the columns stand stamps, what columns of the trigger held in its last row: `stamps` are
// names, or "New = Old", and without any all columns.
int32_t tt_table_snapshot_when(const struct tt_table *table,
                               const struct tt_table *trigger,
                               int32_t flags,
                               const char *const *stamps,
                               size_t stamps_len,
                               struct tt_table **result,
                               struct tt_error **error);

// Makes a live table for each partition of a topic; otherwise as tt_consume_to_table. The partitioned table is freed
// with tt_partitioned_table_free.
int32_t tt_consume_to_partitioned_table(struct tt_session *session,
                                        const struct tt_consume_options *options,
                                        struct tt_partitioned_table **table,
                                        struct tt_error **error);

// The partitions that have a constituent, in the order in which they appeared: a live table of the int column
// Partition. It is freed with tt_table_free.
int32_t tt_partitioned_table_keys(const struct tt_partitioned_table *partitioned,
                                  struct tt_table **table,
                                  struct tt_error **error);

// The keys of the constituents, with these in a column of tables: see tt_table_cell. The name is terminated. It is freed
// with tt_table_free.
int32_t tt_partitioned_table_table(const struct tt_partitioned_table *partitioned,
                                   const char *column,
                                   struct tt_table **table,
                                   struct tt_error **error);

// The table that a cell of a column of tables shows: at a row position, from 0 on; TT_NOT_FOUND where the cell is null.
// In Arrow such cells are numbers, whose field has the extension type "topictable.table". The name is terminated. It is
// freed with tt_table_free.
int32_t tt_table_cell(const struct tt_table *table,
                      const char *column,
                      uint64_t position,
                      struct tt_table **cell,
                      struct tt_error **error);

// The table of a partition; TT_NOT_FOUND when it has none, or not yet. It is freed with tt_table_free.
int32_t tt_partitioned_table_constituent(const struct tt_partitioned_table *partitioned,
                                         int32_t partition,
                                         struct tt_table **table,
                                         struct tt_error **error);

// Makes a live table for each group of rows with equal keys, in the order in which the groups were first seen; unless
// `drop_keys` is 0, without the key columns. The partitioned table is freed with tt_partitioned_table_free.
int32_t tt_table_partition_by(const struct tt_table *table,
                              int32_t drop_keys,
                              const char *const *keys,
                              size_t keys_len,
                              struct tt_partitioned_table **partitioned,
                              struct tt_error **error);

// The tables in the cells of the column `column`, by the keys in other columns, which need not be unique. They come and go
// with the rows: one that has gone has no rows until it comes back. Cells that are null are none. Such a column is in the
// tables of tt_partitioned_table_table and of the aggregation "partition(Out)", and in what is made of them.
// TT_INVALID_ARGUMENT when `column` has no tables, there is none in it to tell their columns, or two have other columns.
// The partitioned table is freed with tt_partitioned_table_free.
int32_t tt_table_partitioned(const struct tt_table *table,
                             const char *const *keys,
                             size_t keys_len,
                             const char *column,
                             struct tt_partitioned_table **partitioned,
                             struct tt_error **error);

// Makes a partitioned table of tables with the same columns, without keys; TT_INVALID_ARGUMENT when there is none, they
// have other columns, or they are of two sessions. It is freed with tt_partitioned_table_free.
int32_t tt_partitioned_table_of_tables(const struct tt_table *const *tables,
                                       size_t tables_len,
                                       struct tt_partitioned_table **partitioned,
                                       struct tt_error **error);

// A table like a constituent, without rows: what is made of it shows tt_partitioned_table_transform what to do with each
// constituent. It is freed with tt_table_free.
int32_t tt_partitioned_table_prototype(const struct tt_partitioned_table *partitioned,
                                       struct tt_table **table,
                                       struct tt_error **error);

// Does with each constituent, also with those that appear later, what was done with `prototype` to make `result` of it:
// any operations on tables, also with tables that have nothing to do with it. The keys stay.
//
// ```c
// tt_partitioned_table_prototype(by_symbol, &one, &error);
// tt_table_tail(one, 10, &last, &error);
// tt_partitioned_table_transform(by_symbol, one, last, &last_of_each, &error);
// ```
//
// `prototype` comes from tt_partitioned_table_prototype of this partitioned table; both may be freed afterwards.
// TT_UNSUPPORTED when `result` depends on it otherwise than by operations on tables, such as snapshots. The partitioned
// table is freed with tt_partitioned_table_free.
int32_t tt_partitioned_table_transform(const struct tt_partitioned_table *partitioned,
                                       const struct tt_table *prototype,
                                       const struct tt_table *result,
                                       struct tt_partitioned_table **transformed,
                                       struct tt_error **error);

// The same for each constituent together with the one of another partitioned table that has the same key: `result` is made
// of the prototypes of both. Keys belong together by the names of their columns, or, where these are others, by their
// order. A constituent without a partner is left out, unless `matching` is not 0: then it is an error, with which the table
// of the keys and merged tables fail when it comes about later.
int32_t tt_partitioned_table_transform_pairs(const struct tt_partitioned_table *partitioned,
                                             const struct tt_partitioned_table *other,
                                             int32_t matching,
                                             const struct tt_table *prototype,
                                             const struct tt_table *other_prototype,
                                             const struct tt_table *result,
                                             struct tt_partitioned_table **transformed,
                                             struct tt_error **error);

// How many constituents there are now.
int32_t tt_partitioned_table_count(const struct tt_partitioned_table *partitioned,
                                   size_t *count,
                                   struct tt_error **error);

// The constituent at a position, of the key in the row of tt_partitioned_table_keys at the same one; TT_NOT_FOUND when
// there are fewer. It is freed with tt_table_free.
int32_t tt_partitioned_table_at(const struct tt_partitioned_table *partitioned,
                                size_t position,
                                struct tt_table **table,
                                struct tt_error **error);

// The rows of all constituents, also of those that appear later, as one live table. The rows of a constituent stay
// together, in its order. It is freed with tt_table_free.
int32_t tt_partitioned_table_merge(const struct tt_partitioned_table *partitioned,
                                   struct tt_table **table,
                                   struct tt_error **error);

// Frees the handle of a partitioned table; NULL is nothing. Tables that came from it are not concerned.
void tt_partitioned_table_free(struct tt_partitioned_table *partitioned);

// A table of the rows of a file, which never changes: CSV, JSON lines, Arrow or Parquet, as its name says. The path is
// terminated. The table is freed with tt_table_free.
int32_t tt_read_file(struct tt_session *session,
                     const char *path,
                     struct tt_table **table,
                     struct tt_error **error);

// A table of the rows of a CSV file with a header, which never changes. A column is Boolean, int, long, double, Instant,
// char or String, the first of these that all its values are; an empty value is null. `delimiter` is the character
// between two fields, 0 for a comma. The path is terminated.
int32_t tt_read_csv(struct tt_session *session,
                    const char *path,
                    char delimiter,
                    struct tt_table **table,
                    struct tt_error **error);

// Writes the rows that the table has now to a file, in the place of what is there: CSV, Arrow (a stream where the name
// ends with .arrows) or Parquet, as its name says. The path is terminated.
int32_t tt_write_file(const struct tt_table *table,
                      const char *path,
                      struct tt_error **error);

// Subscribes to a table's changes. The first change has all rows of this moment as added ones, also when there is
// none; those after it follow without gap or overlap. Of a table that does not change any more, that has failed, or
// whose session is closed, what it has is the only change. `options` may be NULL for the defaults. The subscription is
// freed with tt_subscription_free.
int32_t tt_table_subscribe(const struct tt_table *table,
                           const struct tt_subscribe_options *options,
                           struct tt_subscription **subscription,
                           struct tt_error **error);

// Takes the next change, which is freed with tt_change_free. TT_NO_CHANGE, without an error, when `timeout_ms`
// milliseconds are over (a negative time never is). When all changes were taken and no other can come:
// TT_TABLE_FAILED when the table has failed; TT_OVERRUN when this subscriber was too slow for TT_FAIL; TT_CLOSED when
// the session was closed or the table does not change any more.
int32_t tt_subscription_next(const struct tt_subscription *subscription,
                             int64_t timeout_ms,
                             struct tt_change **change,
                             struct tt_error **error);

// A descriptor that poll, select or epoll finds readable while a change, or the end, waits to be taken with
// tt_subscription_next. It is for waiting only: it must be neither read nor closed, and is gone with the subscription.
int32_t tt_subscription_fd(const struct tt_subscription *subscription,
                           int32_t *fd,
                           struct tt_error **error);

// Ends a subscription and frees it; NULL is nothing. Changes that were taken are not concerned. A callback that is
// running is waited for, unless this is called inside of it.
void tt_subscription_free(struct tt_subscription *subscription);

// The rows that are new, as they are after the change, with their keys as the first column. `options` may be NULL for
// everything; columns are those of the table, and the row key comes by itself. The stream outlives the change. The
// caller releases it.
int32_t tt_change_added(const struct tt_change *change,
                        const struct tt_snapshot_options *options,
                        struct ArrowArrayStream *rows,
                        struct tt_error **error);

// The rows that are gone, as they were before the change; otherwise like tt_change_added.
int32_t tt_change_removed(const struct tt_change *change,
                          const struct tt_snapshot_options *options,
                          struct ArrowArrayStream *rows,
                          struct tt_error **error);

// The rows that stayed and were written, as they are after the change; otherwise like tt_change_added.
int32_t tt_change_modified(const struct tt_change *change,
                           const struct tt_snapshot_options *options,
                           struct ArrowArrayStream *rows,
                           struct tt_error **error);

// The rows of tt_change_modified as they were before the change, in the same order; otherwise like tt_change_added.
int32_t tt_change_modified_before(const struct tt_change *change,
                                  const struct tt_snapshot_options *options,
                                  struct ArrowArrayStream *rows,
                                  struct tt_error **error);

// Whether at least one of the modified rows holds something else than before in the column at `column`: 1 or 0.
// Columns are counted from 0 among those that the subscription gives, without the row key. The values are compared,
// so the cost is that of reading the modified rows of the column.
int32_t tt_change_is_modified_column(const struct tt_change *change,
                                     size_t column,
                                     int32_t *modified,
                                     struct tt_error **error);

// How many rows are new; 0 for NULL.
uint64_t tt_change_added_count(const struct tt_change *change);

// How many rows are gone; 0 for NULL.
uint64_t tt_change_removed_count(const struct tt_change *change);

// How many rows stayed and were written; 0 for NULL.
uint64_t tt_change_modified_count(const struct tt_change *change);

// How many rows the table has after the change; 0 for NULL.
uint64_t tt_change_row_count(const struct tt_change *change);

// How many changes the table has had since the subscription began: 0 for the first change, then one more from change
// to change, or several more where changes were coalesced; 0 for NULL.
uint64_t tt_change_sequence(const struct tt_change *change);

// Whether this is the first change of its subscription, with all rows of the table as added ones: 1 or 0; 0 for NULL.
int32_t tt_change_is_initial(const struct tt_change *change);

// Frees a change; NULL is nothing. Streams of its rows are not concerned.
void tt_change_free(struct tt_change *change);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* TOPICTABLE_H */
