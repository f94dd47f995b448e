package topictable.command;

/** What a file is; written in lower case. */
enum InputFormat {
    csv("csv"), json("json_lines"), arrow("arrow"), parquet("parquet");

    /** What the library calls it. */
    final String name;

    InputFormat(String name) {
        this.name = name;
    }
}
