package topictable.command;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** A line of the screen, which fits the width that it was made for. */
record ScreenLine(String text, boolean bold, int width) {
    private static final int MOST_WRAPPED = 5;

    static ScreenLine plain(String text, int width) {
        return cut(text, false, width);
    }

    static ScreenLine bold(String text, int width) {
        return cut(text, true, width);
    }

    static List<ScreenLine> wrapped(String text, int width) {
        return wrap(text, false, width);
    }

    static List<ScreenLine> wrappedBold(String text, int width) {
        return wrap(text, true, width);
    }

    /** The rows that this line takes on a terminal of another width. */
    int rowsOn(int columns) {
        return Math.max(1, (width + columns - 1) / columns);
    }

    private static ScreenLine cut(String text, boolean bold, int width) {
        AttributedString line = shown(text);
        if (line.columnLength() <= width) {
            return new ScreenLine(line.toString(), bold, line.columnLength());
        }
        AttributedString part = line.columnSubSequence(0, Math.max(0, width - 1));
        return new ScreenLine(part + "…", bold, part.columnLength() + 1);
    }

    private static List<ScreenLine> wrap(String text, boolean bold, int width) {
        AttributedString line = shown(text);
        List<ScreenLine> lines = new ArrayList<>();
        int length = line.columnLength();
        for (int from = 0; from < length && lines.size() < MOST_WRAPPED; from += width) {
            boolean last = lines.size() == MOST_WRAPPED - 1;
            AttributedString part = line.columnSubSequence(from, last ? length : from + width);
            lines.add(cut(part.toString(), bold, width));
        }
        return lines;
    }

    /** Characters that would move the cursor become visible. */
    static AttributedString shown(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return new AttributedString(shown);
    }
}
