package topictable.devstack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Every process this one has started. After {@link #killAll} none can be started any more, so that a stack that is still
 * starting when it is ended leaves nothing behind.
 */
final class Children {
    /**
     * Ctrl-C reaches the whole group of processes, and a closed terminal too. Children ignore both, as their devstack
     * decides when they end: under {@code exec} only after the command.
     */
    private static final List<String> IGNORING_CTRL_C = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "devstack");
    /** On the command line of every child JVM: {@link #killStrays} finds them by it. */
    private static final String FOLDER_PROPERTY = "-Dtopictable.devstack.folder=";

    private final Path folder;
    private final List<Process> started = new ArrayList<>();
    private boolean ended;

    Children(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts a JVM that runs {@code mainClass} inside {@link Child}. Its standard output can be read; its standard error
     * goes to {@code log}.
     */
    Process startJvm(List<String> options, String classPath, String mainClass, List<String> arguments, Path log) {
        Path temporary = folder.resolve("tmp");
        List<String> command = new ArrayList<>(IGNORING_CTRL_C);
        command.add(java());
        command.add(FOLDER_PROPERTY + folder);
        // Native libraries are unpacked there and would be left behind by a JVM that is killed.
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-XX:-UsePerfData");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Child.class.getName(), mainClass));
        command.addAll(arguments);
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new DevstackException("cannot make " + temporary + ": " + e, e);
        }
        return start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(log.toFile())));
    }

    synchronized Process start(ProcessBuilder builder) {
        if (ended) {
            throw new DevstackException("the stack has ended");
        }
        try {
            Process process = builder.start();
            started.removeIf(other -> !other.isAlive());
            started.add(process);
            return process;
        } catch (IOException e) {
            throw new DevstackException("cannot start " + builder.command().get(0) + ": " + e.getMessage(), e);
        }
    }

    /** Kills all and returns when they are gone. Safe to call from any thread, and more than once. */
    synchronized void killAll() {
        ended = true;
        started.forEach(Process::destroyForcibly);
        for (Process process : started) {
            try {
                process.waitFor(2, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    synchronized boolean ended() {
        return ended;
    }

    /** Kills the children of a devstack that was killed: those that were paused then could not notice it. */
    static void killStrays(Path folder) {
        String mark = FOLDER_PROPERTY + folder;
        ProcessHandle.allProcesses()
            .filter(process -> process.info().arguments().map(all -> Arrays.asList(all).contains(mark)).orElse(false))
            .forEach(ProcessHandle::destroyForcibly);
    }

    static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }
}
