package topictable.command;

/** How tables are written. */
enum Format {
    /** Under headers, for people. */
    table,
    /** Tab-separated, a header line {@code column:type}. */
    tsv,
    /** One JSON object a table and line. */
    json
}
