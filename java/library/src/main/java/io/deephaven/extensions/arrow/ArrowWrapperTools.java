package io.deephaven.extensions.arrow;

import io.deephaven.engine.table.Table;
import topictable.ArrowFiles;

/** Reads Arrow files. Mirrors Deephaven's class of the same name; {@link ArrowFiles} also writes them. */
public final class ArrowWrapperTools {
    private ArrowWrapperTools() {}

    /** The rows of a file of Arrow's IPC format, which do not change. */
    public static Table readFeather(String path) {
        return ArrowFiles.readTable(path);
    }
}
