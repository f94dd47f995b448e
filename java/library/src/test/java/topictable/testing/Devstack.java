package topictable.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A broker of one's own, which can be stopped and started; see {@code java/devstack/README.md}. */
public final class Devstack implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The broker's address, which stays the same when it is started again. */
    public final String bootstrap;

    private final Process process;
    private final BufferedReader answers;

    /** Starts the broker, and returns when it serves clients. */
    public Devstack() {
        try {
            process = new ProcessBuilder(root().resolve("bin/devstack").toString(), "start")
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
        bootstrap = answer().get("bootstrap").asText();
    }

    /** The folder of the repository: the nearest one around the module that has the stack's command. */
    public static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("bin/devstack"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no folder around " + start + " has bin/devstack");
    }

    /** Stops the broker in order. */
    public void stop() {
        command("{\"cmd\":\"stop\",\"broker\":1}");
    }

    /** Starts the broker again, with its data, and waits until it serves clients. */
    public void start() {
        command("{\"cmd\":\"start\",\"broker\":1}");
    }

    /** Makes a topic of one partition. */
    public void create(String topic) {
        command("{\"cmd\":\"create\",\"topic\":\"" + topic + "\"}");
    }

    private void command(String command) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode answer = answer();
        if (!answer.path("ok").asBoolean()) {
            throw new IllegalStateException(command + " gave " + answer);
        }
    }

    private JsonNode answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the devstack has ended");
            }
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        // The stack ends with its standard input.
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }
}
