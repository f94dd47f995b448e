package topictable.devstack;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another program's {@code main} in this JVM for as long as its devstack lives: standard input is a pipe from there,
 * and its end means that devstack is gone, however it went.
 */
public final class Child {
    private Child() {}

    public static void main(String[] arguments) throws Throwable {
        Thread watch = new Thread(Child::haltWithParent, "devstack-watch");
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void haltWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is ever sent.
            }
        } catch (IOException e) {
            // As good as the end.
        }
        // Not exit: its hooks would stop a broker politely, which takes seconds.
        Runtime.getRuntime().halt(1);
    }
}
