/* What a program compiled with an older header relies on: codes, layouts and signatures never change. */
#include "check.h"

#include <stddef.h>

#define CODE(name, value) _Static_assert((name) == (value), #name " has changed")
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), "the size of " #type " has changed")
#define FIELD(type, field, at) _Static_assert(offsetof(type, field) == (at), #type "." #field " has moved")

CODE(TT_OK, 0);
CODE(TT_INVALID_ARGUMENT, 1);
CODE(TT_NOT_FOUND, 2);
CODE(TT_UNSUPPORTED, 3);
CODE(TT_TIMEOUT, 4);
CODE(TT_KAFKA, 5);
CODE(TT_AUTHENTICATION, 6);
CODE(TT_BAD_RECORD, 7);
CODE(TT_TABLE_FAILED, 8);
CODE(TT_CLOSED, 9);
CODE(TT_INTERNAL, 10);
CODE(TT_OVERRUN, 11);
CODE(TT_NO_CHANGE, 100);
SIZE(tt_status, 4);

CODE(TT_BOOLEAN, 1);
CODE(TT_BYTE, 2);
CODE(TT_CHAR, 3);
CODE(TT_SHORT, 4);
CODE(TT_INT, 5);
CODE(TT_LONG, 6);
CODE(TT_FLOAT, 7);
CODE(TT_DOUBLE, 8);
CODE(TT_STRING, 9);
CODE(TT_INSTANT, 10);
CODE(TT_BYTES, 11);
CODE(TT_UUID, 12);
CODE(TT_JSON, 13);
SIZE(tt_type, 4);

CODE(TT_SERDES, 1);
CODE(TT_RAW, 2);
SIZE(tt_protocol, 4);
SIZE(tt_proto_file, 32);
SIZE(tt_protobuf_options, 160);
FIELD(tt_protobuf_options, subject, 8);
FIELD(tt_protobuf_options, version, 24);
FIELD(tt_protobuf_options, protocol, 28);
FIELD(tt_protobuf_options, files, 32);
FIELD(tt_protobuf_options, descriptors, 48);
FIELD(tt_protobuf_options, message, 64);
FIELD(tt_protobuf_options, include, 80);
FIELD(tt_protobuf_options, exclude, 96);
FIELD(tt_protobuf_options, as_recursive, 112);
FIELD(tt_protobuf_options, as_repeated, 128);
FIELD(tt_protobuf_options, names, 144);

SIZE(tt_sort_column, 16);
FIELD(tt_sort_column, name, 0);
FIELD(tt_sort_column, descending, 8);

SIZE(tt_multi_join_input, 40);
FIELD(tt_multi_join_input, table, 0);
FIELD(tt_multi_join_input, on, 8);
FIELD(tt_multi_join_input, on_len, 16);
FIELD(tt_multi_join_input, add, 24);
FIELD(tt_multi_join_input, add_len, 32);

CODE(TT_AVRO_CONFLUENT, 1);
CODE(TT_AVRO_SINGLE_OBJECT, 2);
CODE(TT_AVRO_RAW, 3);
SIZE(tt_avro_encoding, 4);

CODE(TT_FEED_BLINK, 1);
CODE(TT_FEED_REPLACE, 2);
CODE(TT_BLOCK, 1);
CODE(TT_COALESCE, 2);
CODE(TT_FAIL, 3);
SIZE(tt_policy, 4);

CODE(TT_SNAPSHOT_INITIAL, 1);
CODE(TT_SNAPSHOT_INCREMENTAL, 2);
CODE(TT_SNAPSHOT_HISTORY, 4);
SIZE(tt_snapshot_flag, 4);

CODE(TT_RUNNING, 1);
CODE(TT_RETRYING, 2);
CODE(TT_FINISHED, 3);
CODE(TT_STOPPED, 4);
CODE(TT_FAILED, 5);
SIZE(tt_publisher_state, 4);

CODE(TT_SEEK_TO_BEGINNING, -1);
CODE(TT_DONT_SEEK, -2);
CODE(TT_SEEK_TO_END, -3);

CODE(ARROW_FLAG_DICTIONARY_ORDERED, 1);
CODE(ARROW_FLAG_NULLABLE, 2);
CODE(ARROW_FLAG_MAP_KEYS_SORTED, 4);

/* The layouts of 64-bit machines, the only ones that are supported. */
SIZE(void *, 8);

SIZE(tt_log_level, 4);
SIZE(tt_log_listener, 24);
FIELD(tt_log_listener, context, 0);
FIELD(tt_log_listener, call, 8);
FIELD(tt_log_listener, drop, 16);

SIZE(tt_function, 24);
FIELD(tt_function, context, 0);
FIELD(tt_function, call, 8);
FIELD(tt_function, drop, 16);

SIZE(tt_column, 24);
FIELD(tt_column, name, 0);
FIELD(tt_column, type, 8);
FIELD(tt_column, name_len, 16);

SIZE(tt_mapping, 32);
FIELD(tt_mapping, field, 0);
FIELD(tt_mapping, column, 8);
FIELD(tt_mapping, field_len, 16);
FIELD(tt_mapping, column_len, 24);

SIZE(tt_property, 32);
FIELD(tt_property, name, 0);
FIELD(tt_property, value, 8);
FIELD(tt_property, name_len, 16);
FIELD(tt_property, value_len, 24);

SIZE(tt_session_options, 24);
FIELD(tt_session_options, size, 0);
FIELD(tt_session_options, properties, 8);
FIELD(tt_session_options, properties_len, 16);

SIZE(tt_table_type, 16);
FIELD(tt_table_type, kind, 0);
FIELD(tt_table_type, capacity, 8);

SIZE(tt_consume_options, 104);
FIELD(tt_consume_options, size, 0);
FIELD(tt_consume_options, properties, 8);
FIELD(tt_consume_options, properties_len, 16);
FIELD(tt_consume_options, topic, 24);
FIELD(tt_consume_options, topic_len, 32);
FIELD(tt_consume_options, partitions, 40);
FIELD(tt_consume_options, partitions_len, 48);
FIELD(tt_consume_options, offsets, 56);
FIELD(tt_consume_options, key, 64);
FIELD(tt_consume_options, value, 72);
FIELD(tt_consume_options, type, 80);
FIELD(tt_consume_options, starts, 96);

SIZE(tt_avro_options, 88);
FIELD(tt_avro_options, size, 0);
FIELD(tt_avro_options, schema, 8);
FIELD(tt_avro_options, schema_len, 16);
FIELD(tt_avro_options, subject, 24);
FIELD(tt_avro_options, subject_len, 32);
FIELD(tt_avro_options, version, 40);
FIELD(tt_avro_options, encoding, 44);
FIELD(tt_avro_options, mapping, 48);
FIELD(tt_avro_options, mapping_len, 56);
FIELD(tt_avro_options, mapped_only, 64);
FIELD(tt_avro_options, writers, 72);
FIELD(tt_avro_options, writers_len, 80);

SIZE(tt_csv_options, 72);
FIELD(tt_csv_options, size, 0);
FIELD(tt_csv_options, columns, 8);
FIELD(tt_csv_options, columns_len, 16);
FIELD(tt_csv_options, header, 24);
FIELD(tt_csv_options, header_len, 32);
FIELD(tt_csv_options, delimiter, 40);
FIELD(tt_csv_options, quote, 44);
FIELD(tt_csv_options, null_text, 48);
FIELD(tt_csv_options, null_text_len, 56);
FIELD(tt_csv_options, without_null, 64);

SIZE(tt_produce_json_options, 80);
FIELD(tt_produce_json_options, size, 0);
FIELD(tt_produce_json_options, columns, 8);
FIELD(tt_produce_json_options, columns_len, 16);
FIELD(tt_produce_json_options, mapping, 24);
FIELD(tt_produce_json_options, mapping_len, 32);
FIELD(tt_produce_json_options, nested, 40);
FIELD(tt_produce_json_options, nested_len, 48);
FIELD(tt_produce_json_options, timestamp, 56);
FIELD(tt_produce_json_options, timestamp_len, 64);
FIELD(tt_produce_json_options, nulls, 72);

SIZE(tt_produce_avro_options, 144);
FIELD(tt_produce_avro_options, size, 0);
FIELD(tt_produce_avro_options, schema, 8);
FIELD(tt_produce_avro_options, schema_len, 16);
FIELD(tt_produce_avro_options, subject, 24);
FIELD(tt_produce_avro_options, subject_len, 32);
FIELD(tt_produce_avro_options, published, 40);
FIELD(tt_produce_avro_options, published_len, 48);
FIELD(tt_produce_avro_options, namespace_, 56);
FIELD(tt_produce_avro_options, namespace_len, 64);
FIELD(tt_produce_avro_options, digits, 72);
FIELD(tt_produce_avro_options, digits_len, 80);
FIELD(tt_produce_avro_options, mapping, 88);
FIELD(tt_produce_avro_options, mapping_len, 96);
FIELD(tt_produce_avro_options, columns, 104);
FIELD(tt_produce_avro_options, columns_len, 112);
FIELD(tt_produce_avro_options, timestamp, 120);
FIELD(tt_produce_avro_options, timestamp_len, 128);
FIELD(tt_produce_avro_options, version, 136);
FIELD(tt_produce_avro_options, encoding, 140);

SIZE(tt_serializer, 24);
FIELD(tt_serializer, context, 0);
FIELD(tt_serializer, serialize, 8);
FIELD(tt_serializer, drop, 16);

SIZE(tt_produce_csv_options, 72);
FIELD(tt_produce_csv_options, size, 0);
FIELD(tt_produce_csv_options, columns, 8);
FIELD(tt_produce_csv_options, columns_len, 16);
FIELD(tt_produce_csv_options, header, 24);
FIELD(tt_produce_csv_options, header_len, 32);
FIELD(tt_produce_csv_options, delimiter, 40);
FIELD(tt_produce_csv_options, quote, 44);
FIELD(tt_produce_csv_options, null_text, 48);
FIELD(tt_produce_csv_options, null_text_len, 56);
FIELD(tt_produce_csv_options, without_null, 64);

SIZE(tt_produce_protobuf_options, 48);
FIELD(tt_produce_protobuf_options, size, 0);
FIELD(tt_produce_protobuf_options, described, 8);
FIELD(tt_produce_protobuf_options, columns, 16);
FIELD(tt_produce_protobuf_options, columns_len, 24);
FIELD(tt_produce_protobuf_options, timestamp, 32);
FIELD(tt_produce_protobuf_options, timestamp_len, 40);

SIZE(tt_produce_options, 120);
FIELD(tt_produce_options, size, 0);
FIELD(tt_produce_options, properties, 8);
FIELD(tt_produce_options, properties_len, 16);
FIELD(tt_produce_options, topic, 24);
FIELD(tt_produce_options, topic_len, 32);
FIELD(tt_produce_options, partition, 40);
FIELD(tt_produce_options, key, 48);
FIELD(tt_produce_options, value, 56);
FIELD(tt_produce_options, topic_column, 64);
FIELD(tt_produce_options, topic_column_len, 72);
FIELD(tt_produce_options, partition_column, 80);
FIELD(tt_produce_options, partition_column_len, 88);
FIELD(tt_produce_options, timestamp_column, 96);
FIELD(tt_produce_options, timestamp_column_len, 104);
FIELD(tt_produce_options, last_by, 112);
FIELD(tt_produce_options, without_initial, 116);

SIZE(tt_publisher_status, 40);
FIELD(tt_publisher_status, state, 0);
FIELD(tt_publisher_status, records, 8);
FIELD(tt_publisher_status, delivered, 16);
FIELD(tt_publisher_status, unsent, 24);
FIELD(tt_publisher_status, bad_rows, 32);

SIZE(tt_snapshot_options, 48);
FIELD(tt_snapshot_options, size, 0);
FIELD(tt_snapshot_options, first_row, 8);
FIELD(tt_snapshot_options, row_count, 16);
FIELD(tt_snapshot_options, columns, 24);
FIELD(tt_snapshot_options, columns_len, 32);
FIELD(tt_snapshot_options, column_lens, 40);

SIZE(tt_change_callback, 24);
FIELD(tt_change_callback, context, 0);
FIELD(tt_change_callback, call, 8);
FIELD(tt_change_callback, drop, 16);

SIZE(tt_subscribe_options, 72);
FIELD(tt_subscribe_options, size, 0);
FIELD(tt_subscribe_options, capacity, 8);
FIELD(tt_subscribe_options, columns, 16);
FIELD(tt_subscribe_options, columns_len, 24);
FIELD(tt_subscribe_options, column_lens, 32);
FIELD(tt_subscribe_options, policy, 40);
FIELD(tt_subscribe_options, callback, 48);

/* Arrow's own: wherever else they come from, they must be the same. */
SIZE(struct ArrowSchema, 72);
SIZE(struct ArrowArray, 80);
SIZE(struct ArrowArrayStream, 40);

/* The signature of every function: another one does not compile. */
#define SIGNATURE(result, name, ...) \
    { \
        result (*function)(__VA_ARGS__) = name; \
        CHECK(function != NULL); \
    }

static void signatures_of_errors_and_specs(void)
{
    SIGNATURE(int32_t, tt_error_code, const tt_error *)
    SIGNATURE(const char *, tt_error_message, const tt_error *)
    SIGNATURE(const char *, tt_error_detail, const tt_error *, const char *)
    SIGNATURE(void, tt_error_free, tt_error *)
    SIGNATURE(const char *, tt_version, void)
    SIGNATURE(int32_t, tt_log_listen, int32_t, const tt_log_listener *, tt_error **)
    SIGNATURE(int32_t, tt_ignore_spec, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_simple_spec, const char *, int32_t, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_simple_spec_n, const char *, size_t, int32_t, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_protobuf_spec, const tt_protobuf_options *, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_json_spec, const tt_column *, size_t, const tt_mapping *, size_t, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_msgpack_spec, const tt_column *, size_t, const tt_mapping *, size_t, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_avro_spec, const tt_avro_options *, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_csv_spec, const tt_csv_options *, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_object_spec, const char *, tt_spec **, tt_error **)
    SIGNATURE(int32_t, tt_object_spec_n, const char *, size_t, tt_spec **, tt_error **)
    SIGNATURE(void, tt_spec_free, tt_spec *)
}

static void signatures_of_publishers(void)
{
    SIGNATURE(int32_t, tt_produce_simple_spec, const char *, tt_produce_spec **, tt_error **)
    SIGNATURE(int32_t, tt_produce_simple_spec_n, const char *, size_t, tt_produce_spec **, tt_error **)
    SIGNATURE(int32_t, tt_produce_raw_spec, const char *, const char *, tt_produce_spec **, tt_error **)
    SIGNATURE(int32_t, tt_produce_json_spec, const tt_produce_json_options *, tt_produce_spec **, tt_error **)
    SIGNATURE(int32_t, tt_produce_avro_spec, const tt_produce_avro_options *, tt_produce_spec **, tt_error **)
    SIGNATURE(int32_t, tt_produce_csv_spec, const tt_produce_csv_options *, tt_produce_spec **, tt_error **)
    SIGNATURE(int32_t, tt_produce_protobuf_spec, const tt_produce_protobuf_options *, tt_produce_spec **, tt_error **)
    SIGNATURE(int32_t, tt_produce_serializer_spec, const char *const *, size_t, const tt_serializer *, tt_produce_spec **,
              tt_error **)
    SIGNATURE(void, tt_produce_spec_free, tt_produce_spec *)
    SIGNATURE(int32_t, tt_produce_from_table, const tt_table *, const tt_produce_options *, tt_publisher **, tt_error **)
    SIGNATURE(int32_t, tt_publisher_get_status, const tt_publisher *, tt_publisher_status *, tt_error **, tt_error **)
    SIGNATURE(int32_t, tt_publisher_stop, tt_publisher *, tt_error **)
    SIGNATURE(void, tt_publisher_free, tt_publisher *)
}

static void signatures_of_sessions(void)
{
    SIGNATURE(int32_t, tt_session_open, const tt_session_options *, tt_session **, tt_error **)
    SIGNATURE(int32_t, tt_session_close, tt_session *, tt_error **)
    SIGNATURE(int32_t, tt_session_hold, tt_session *, tt_error **)
    SIGNATURE(int32_t, tt_session_release, tt_session *, tt_error **)
    SIGNATURE(void, tt_session_free, tt_session *)
    SIGNATURE(int32_t, tt_function_register, tt_session *, const char *, int32_t, const tt_function *, tt_error **)
    SIGNATURE(void, tt_failure_set, tt_failure *, int64_t, const char *)
    SIGNATURE(tt_table_type, tt_append, void)
    SIGNATURE(tt_table_type, tt_blink, void)
    SIGNATURE(tt_table_type, tt_ring, uint64_t)
    SIGNATURE(int32_t, tt_session_status, tt_session *, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_session_publishers, tt_session *, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_session_metrics, tt_session *, char **, tt_error **)
    SIGNATURE(void, tt_text_free, char *)
    SIGNATURE(int32_t, tt_consume_to_table, tt_session *, const tt_consume_options *, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_consume_schema, const tt_consume_options *, struct ArrowSchema *, tt_error **)
    SIGNATURE(int32_t, tt_session_topics, tt_session *, const tt_property *, size_t, tt_texts **, tt_error **)
    SIGNATURE(int32_t, tt_session_partition_count, tt_session *, const tt_property *, size_t, const char *, int32_t *,
              tt_error **)
    SIGNATURE(size_t, tt_texts_count, const tt_texts *)
    SIGNATURE(const char *, tt_texts_get, const tt_texts *, size_t)
    SIGNATURE(void, tt_texts_free, tt_texts *)
    SIGNATURE(int32_t, tt_consume_to_partitioned_table, tt_session *, const tt_consume_options *,
              tt_partitioned_table **, tt_error **)
    SIGNATURE(int32_t, tt_partitioned_table_keys, const tt_partitioned_table *, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_partitioned_table_constituent, const tt_partitioned_table *, int32_t, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_partitioned_table_merge, const tt_partitioned_table *, tt_table **, tt_error **)
    SIGNATURE(void, tt_partitioned_table_free, tt_partitioned_table *)
    SIGNATURE(int32_t, tt_read_file, tt_session *, const char *, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_read_csv, tt_session *, const char *, char, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_write_file, const tt_table *, const char *, tt_error **)
}

static void signatures_of_tables(void)
{
    SIGNATURE(int32_t, tt_table_schema, const tt_table *, struct ArrowSchema *, tt_error **)
    SIGNATURE(int32_t, tt_table_row_count, const tt_table *, uint64_t *, tt_error **)
    SIGNATURE(int32_t, tt_table_clone, const tt_table *, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_table_is_refreshing, const tt_table *, int32_t *, tt_error **)
    SIGNATURE(int32_t, tt_table_check, const tt_table *, tt_error **)
    SIGNATURE(int32_t, tt_table_errors, const tt_table *, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_table_await_change, const tt_table *, int64_t, tt_error **)
    SIGNATURE(int32_t, tt_table_snapshot, const tt_table *, const tt_snapshot_options *, struct ArrowArrayStream *,
              tt_error **)
    SIGNATURE(void, tt_table_free, tt_table *)
    SIGNATURE(int32_t, tt_table_where, const tt_table *, const char *const *, size_t, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_table_view, const tt_table *, const char *const *, size_t, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_table_drop_columns, const tt_table *, const char *const *, size_t, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_table_rename_columns, const tt_table *, const char *const *, size_t, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_table_move_columns, const tt_table *, int32_t, const char *const *, size_t, tt_table **,
              tt_error **)
    SIGNATURE(int32_t, tt_table_last_by, const tt_table *, const char *const *, size_t, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_table_sum_by, const tt_table *, const char *const *, size_t, tt_table **, tt_error **)
    SIGNATURE(int32_t, tt_table_count_by, const tt_table *, const char *, const char *const *, size_t, tt_table **,
              tt_error **)
    SIGNATURE(int32_t, tt_table_import, tt_session *, struct ArrowArrayStream *, tt_table **, tt_error **)
}

#define PART(name) \
    SIGNATURE(int32_t, name, const tt_change *, const tt_snapshot_options *, struct ArrowArrayStream *, tt_error **)

static void signatures_of_changes(void)
{
    SIGNATURE(int32_t, tt_table_subscribe, const tt_table *, const tt_subscribe_options *, tt_subscription **,
              tt_error **)
    SIGNATURE(int32_t, tt_subscription_next, const tt_subscription *, int64_t, tt_change **, tt_error **)
    SIGNATURE(int32_t, tt_subscription_fd, const tt_subscription *, int32_t *, tt_error **)
    SIGNATURE(void, tt_subscription_free, tt_subscription *)
    PART(tt_change_added)
    PART(tt_change_removed)
    PART(tt_change_modified)
    PART(tt_change_modified_before)
    SIGNATURE(int32_t, tt_change_is_modified_column, const tt_change *, size_t, int32_t *, tt_error **)
    SIGNATURE(uint64_t, tt_change_added_count, const tt_change *)
    SIGNATURE(uint64_t, tt_change_removed_count, const tt_change *)
    SIGNATURE(uint64_t, tt_change_modified_count, const tt_change *)
    SIGNATURE(uint64_t, tt_change_row_count, const tt_change *)
    SIGNATURE(uint64_t, tt_change_sequence, const tt_change *)
    SIGNATURE(int32_t, tt_change_is_initial, const tt_change *)
    SIGNATURE(void, tt_change_free, tt_change *)
}

static void table_types(void)
{
    CHECK_INT(tt_blink().kind, 0);
    CHECK_INT((int64_t)tt_blink().capacity, 0);
    CHECK_INT(tt_append().kind, 1);
    CHECK_INT((int64_t)tt_append().capacity, 0);
    CHECK_INT(tt_ring(3).kind, 2);
    CHECK_INT((int64_t)tt_ring(3).capacity, 3);
    CHECK(tt_ring(UINT64_MAX).capacity == UINT64_MAX);
}

/* The macros give the size, and zero for everything else. */
#define INITIAL(type, macro) \
    { \
        type initial = macro, zero; \
        memset(&zero, 0, sizeof zero); \
        zero.size = sizeof(type); \
        CHECK(memcmp(&initial, &zero, sizeof zero) == 0); \
    }

static void initial_values(void)
{
    INITIAL(tt_session_options, TT_SESSION_OPTIONS_INIT)
    INITIAL(tt_snapshot_options, TT_SNAPSHOT_OPTIONS_INIT)
    INITIAL(tt_protobuf_options, TT_PROTOBUF_OPTIONS_INIT)
    /* Structures with padding, which no initialiser sets. */
    tt_subscribe_options subscribe = TT_SUBSCRIBE_OPTIONS_INIT;
    CHECK(subscribe.size == sizeof subscribe && subscribe.capacity == 0 && subscribe.policy == 0);
    CHECK(!subscribe.callback.context && !subscribe.callback.call && !subscribe.callback.drop);
    CHECK(subscribe.columns == NULL && subscribe.columns_len == 0 && subscribe.column_lens == NULL);
    tt_avro_options avro = TT_AVRO_OPTIONS_INIT;
    CHECK(avro.size == sizeof avro && avro.schema == NULL && avro.schema_len == 0);
    CHECK(avro.subject == NULL && avro.subject_len == 0 && avro.version == 0 && avro.encoding == 0);
    CHECK(avro.mapping == NULL && avro.mapping_len == 0 && !avro.mapped_only);
    CHECK(avro.writers == NULL && avro.writers_len == 0);
    tt_csv_options csv = TT_CSV_OPTIONS_INIT;
    CHECK(csv.size == sizeof csv && csv.columns == NULL && csv.columns_len == 0);
    CHECK(csv.header == NULL && csv.header_len == 0 && csv.delimiter == 0 && csv.quote == 0);
    CHECK(csv.null_text == NULL && csv.null_text_len == 0 && !csv.without_null);
    INITIAL(tt_produce_options, TT_PRODUCE_OPTIONS_INIT)
    INITIAL(tt_produce_avro_options, TT_PRODUCE_AVRO_OPTIONS_INIT)
    INITIAL(tt_produce_protobuf_options, TT_PRODUCE_PROTOBUF_OPTIONS_INIT)
    tt_produce_csv_options rows = TT_PRODUCE_CSV_OPTIONS_INIT;
    CHECK(rows.size == sizeof rows && rows.columns == NULL && rows.columns_len == 0);
    CHECK(rows.header == NULL && rows.header_len == 0 && rows.delimiter == 0 && rows.quote == 0);
    CHECK(rows.null_text == NULL && rows.null_text_len == 0 && !rows.without_null);
    tt_produce_json_options json = TT_PRODUCE_JSON_OPTIONS_INIT;
    CHECK(json.size == sizeof json && json.columns == NULL && json.columns_len == 0);
    CHECK(json.mapping == NULL && json.mapping_len == 0 && json.nested == NULL && json.nested_len == 0);
    CHECK(json.timestamp == NULL && json.timestamp_len == 0 && json.nulls == 0);
    tt_consume_options consume = TT_CONSUME_OPTIONS_INIT;
    CHECK(consume.size == sizeof consume && consume.properties == NULL && consume.properties_len == 0);
    CHECK(consume.topic == NULL && consume.topic_len == 0);
    CHECK(consume.partitions == NULL && consume.partitions_len == 0 && consume.offsets == 0);
    CHECK(consume.key == NULL && consume.value == NULL);
    CHECK(consume.type.kind == 0 && consume.type.capacity == 0);
}

static void version(void)
{
    int major, minor, patch;
    CHECK_INT(sscanf(tt_version(), "%d.%d.%d", &major, &minor, &patch), 3);
}

int main(void)
{
    signatures_of_errors_and_specs();
    signatures_of_publishers();
    signatures_of_sessions();
    signatures_of_tables();
    signatures_of_changes();
    table_types();
    initial_values();
    version();
    return 0;
}
