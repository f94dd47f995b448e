package topictable.command;

/** Failures of scripts in words. */
final class Failures {
    private static final int LONGEST = 2000;

    private Failures() {}

    /** For people: the message of every cause, the outermost first, without repetition. */
    static String describe(Throwable failure, String script) {
        StringBuilder text = new StringBuilder();
        String last = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            // The class of a script is no name that its author knows.
            message = message.replace(ScriptVariables.CLASS_FILE, script).replace(" for class: " + ScriptVariables.CLASS, "");
            if (!last.endsWith(message)) {
                text.append(text.length() == 0 ? "" : "\n  ").append(message);
            }
            last = message;
        }
        return text.toString();
    }

    /** For programs: class and message of every cause on one line. */
    static String chain(Throwable failure) {
        StringBuilder chain = new StringBuilder();
        for (Throwable cause = failure; cause != null && chain.length() < LONGEST; cause = cause.getCause()) {
            chain.append(chain.length() == 0 ? "" : " <- ").append(cause.getClass().getSimpleName()).append(": ")
                    .append(String.valueOf(cause.getMessage()).replace('\n', ' '));
        }
        return chain.toString();
    }
}
