package topictable.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The library's warnings: on standard error, or kept for the screen. */
final class Messages extends Handler {
    private static final int KEPT = 3;
    /** Failed tables say so themselves. */
    private static final String TABLES = "topictable.graph";

    /** Held, as the logging package would forget what is set on it. */
    private final Logger logger = Logger.getLogger("topictable");
    private final SimpleFormatter formatter = new SimpleFormatter();
    private final Deque<String> last = new ArrayDeque<>();
    private boolean kept;

    private Messages() {}

    /** Takes over the messages of the program. */
    static Messages install() {
        Messages messages = new Messages();
        messages.logger.setUseParentHandlers(false);
        messages.logger.addHandler(messages);
        return messages;
    }

    /** Keeps messages from now on, instead of printing them over what is drawn. */
    synchronized void keep() {
        kept = true;
    }

    /** The last messages, the newest last. */
    synchronized List<String> last() {
        return List.copyOf(last);
    }

    @Override
    public synchronized void publish(LogRecord message) {
        boolean told = TABLES.equals(message.getLoggerName()) && message.getLevel() == Level.SEVERE;
        if (told || message.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        String level = message.getLevel() == Level.SEVERE ? "error" : "warning";
        String text = String.format(Locale.ROOT, "%s: %s", level, formatter.formatMessage(message));
        // A broker that is away is tried again and again.
        if (last.remove(text)) {
            last.addLast(text);
            return;
        }
        last.addLast(text);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        if (!kept) {
            System.err.println("topictable: " + text);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
