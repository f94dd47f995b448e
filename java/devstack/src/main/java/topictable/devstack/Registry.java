package topictable.devstack;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** A schema registry with Confluent's API that keeps everything in memory. */
final class Registry {
    private static final long START_SECONDS = 90;
    private static final int TRIES = 5;

    private final Path folder;
    private final Children children;
    private Process process;
    private LogFile log;
    private int port;

    Registry(Path folder, Children children) {
        this.folder = folder;
        this.children = children;
    }

    String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /** Starts the process; {@link #awaitReady} waits for it. */
    void launch() {
        Path runner = runner();
        port = Ports.free(1).get(0);
        List<String> options = new ArrayList<>(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port,
            "-Dquarkus.log.level=WARN", "-Dquarkus.log.console.stderr=true", "-Dquarkus.banner.enabled=false"));
        String classPath = runner + File.pathSeparator + ownJar();
        try {
            Files.createDirectories(folder);
            log = new LogFile(folder.resolve("log.txt"));
            process = children.startJvm(options, classPath, mainClass(runner), List.of(), log.path());
        } catch (IOException e) {
            throw new DevstackException("cannot start the registry from " + runner + ": " + e, e);
        }
    }

    private static Path runner() {
        String home = System.getProperty("topictable.devstack.registry");
        if (home == null) {
            throw new DevstackException("the registry is not there: start it through bin/devstack, which fetches it");
        }
        try (Stream<Path> files = Files.list(Path.of(home))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner.jar")).findFirst()
                .orElseThrow(() -> new DevstackException("there is no *-runner.jar in " + home));
        } catch (IOException e) {
            throw new DevstackException("cannot read the registry's folder " + home + ": " + e, e);
        }
    }

    private static String mainClass(Path runner) throws IOException {
        try (JarFile jar = new JarFile(runner.toFile())) {
            return jar.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        }
    }

    private static Path ownJar() {
        return Path.of(URI.create(Registry.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** Waits until it answers; starts it again on another port if somebody else took the first. */
    void awaitReady() {
        for (int tries = 1;; tries++) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (process.isAlive() && System.nanoTime() < end) {
                if (answers()) {
                    return;
                }
                Wait.millis(50);
            }
            if (process.isAlive()) {
                log.show("the registry");
                throw new DevstackException("the registry did not answer at " + url() + "/subjects within " + START_SECONDS + " s");
            }
            if (tries == TRIES || !log.portTaken()) {
                log.show("the registry");
                throw new DevstackException("the registry did not start: its process ended with status " + process.exitValue());
            }
            launch();
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create(url() + "/subjects").toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(10_000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
