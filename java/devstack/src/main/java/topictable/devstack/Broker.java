package topictable.devstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One broker: a process that can go and come back with the same ports and data. Used from one thread. */
final class Broker {
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 15;

    final BrokerConfig config;
    private final Path folder;
    private final LogFile log;
    private final Children children;
    private volatile Process process;
    private CompletableFuture<Boolean> ready;
    private boolean paused;
    /** Whether the process should be there: its end is news then. Read by the thread that sees it end. */
    private volatile boolean wanted;

    Broker(BrokerConfig config, Path folder, Children children) {
        this.config = config;
        this.folder = folder;
        this.log = new LogFile(folder.resolve("log.txt"));
        this.children = children;
    }

    String name() {
        return "broker " + config.id();
    }

    boolean running() {
        return process.isAlive();
    }

    int id() {
        return config.id();
    }

    long pid() {
        return process.pid();
    }

    /** Starts the process, of which there must be none; {@link #awaitReady} tells what became of it. */
    void launch() {
        Path file = writeConfig();
        List<String> arguments = new ArrayList<>(List.of(file.toString()));
        arguments.addAll(config.formatArguments());
        process = children.startJvm(jvmOptions(), System.getProperty("java.class.path"), BrokerMain.class.getName(), arguments, log.path());
        paused = false;
        wanted = false;
        ready = new CompletableFuture<>();
        Process started = process;
        CompletableFuture<Boolean> answer = ready;
        Thread reader = new Thread(() -> answer.complete(saysReady(started)), name() + " ready");
        reader.setDaemon(true);
        reader.start();
    }

    private Path writeConfig() {
        Path file = folder.resolve("server.properties");
        Properties properties = config.properties(folder.resolve("data"));
        try {
            Files.createDirectories(folder);
            try (var writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new DevstackException("cannot write " + file + ": " + e, e);
        }
        return file;
    }

    private static List<String> jvmOptions() {
        List<String> options = new ArrayList<>(List.of("-Xmx1g", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true",
            "-Dlog4j2.configurationFile=devstack-log4j2.properties"));
        String archive = System.getProperty("topictable.devstack.archive");
        if (archive != null) {
            // An archive that does not fit is ignored, and nothing need be said about it.
            options.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-Xlog:all=error:stderr"));
        }
        return options;
    }

    private static boolean saysReady(Process process) {
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return BrokerMain.READY.equals(out.readLine());
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until all of them serve clients. False when one ended because one of its ports is taken. */
    static boolean awaitReady(List<Broker> brokers) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        // All at once: those that wait for one that has ended might wait for ever.
        while (!brokers.stream().allMatch(Broker::serves)) {
            for (Broker broker : brokers) {
                if (broker.ready.isDone() && !broker.serves()) {
                    return broker.explainEnd();
                }
                if (System.nanoTime() > end && !broker.serves()) {
                    broker.log.show(broker.name());
                    throw new DevstackException(broker.name() + " was not ready within " + START_SECONDS + " s");
                }
            }
            Wait.millis(5);
        }
        brokers.forEach(Broker::noteUnwantedEnd);
        return true;
    }

    private boolean serves() {
        return ready.getNow(false);
    }

    /** False when a port was taken; other reasons are thrown. */
    private boolean explainEnd() {
        boolean ended = awaitEnd(STOP_SECONDS);
        if (log.portTaken()) {
            return false;
        }
        log.show(name());
        throw new DevstackException(name() + " did not start: its process "
            + (ended ? "ended with status " + process.exitValue() : "neither serves nor ends"));
    }

    private void noteUnwantedEnd() {
        wanted = true;
        process.onExit().thenAccept(this::noteEnd);
    }

    private void noteEnd(Process ended) {
        if (wanted && ended == process && !children.ended()) {
            log.show(name());
            System.err.println("devstack: " + name() + " ended by itself with status " + ended.exitValue());
        }
    }

    /** Asks the process to end, as an operator would. {@link #awaitStop} waits for it. */
    void stop() {
        requireRunning();
        if (paused) {
            throw new DevstackException(name() + " is paused: resume it before it is stopped, or kill it");
        }
        wanted = false;
        process.destroy();
    }

    /** False when it had to be killed, as when it finds no controller that could let it go. */
    boolean awaitStop() {
        if (awaitEnd(STOP_SECONDS)) {
            return true;
        }
        process.destroyForcibly();
        awaitEnd(STOP_SECONDS);
        return false;
    }

    void kill() {
        requireRunning();
        wanted = false;
        process.destroyForcibly();
        awaitEnd(STOP_SECONDS);
    }

    void pause() {
        requireRunning();
        signal("-STOP");
        paused = true;
    }

    void resume() {
        requireRunning();
        signal("-CONT");
        paused = false;
    }

    private void signal(String signal) {
        Process kill = children.start(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD));
        try {
            int status = kill.waitFor();
            if (status != 0) {
                throw new DevstackException("kill " + signal + " of " + name() + " ended with status " + status);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void requireStopped() {
        if (running()) {
            throw new DevstackException(name() + " is running already");
        }
    }

    void requireRunning() {
        if (!running()) {
            throw new DevstackException(name() + " is not running");
        }
    }

    private boolean awaitEnd(long seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
