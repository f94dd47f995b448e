package topictable.command;

import topictable.internal.FrozenTable;
import topictable.internal.LiveTable;

/** A table in a script's variable. */
record ShownTable(LiveTable table) {
    /** The rows now; the caller closes them. */
    FrozenTable rows() {
        return table.freeze();
    }
}
