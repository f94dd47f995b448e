package topictable.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.deephaven.engine.util.TableTools;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topictable.Topictable;
import topictable.testing.ChildJvm;

/** Where the native library is looked for, each time in a new process. */
class NativeLibraryTest {
    @TempDir
    private Path folder;

    private final Path library = Path.of(System.getProperty("topictable.library"));

    /** The same without what is for debuggers, which is most of it. */
    private Path small() throws IOException {
        Path file = folder.resolve("small").resolve(library.getFileName());
        Files.createDirectories(file.getParent());
        try {
            new ProcessBuilder("strip", "-S", "-o", file.toString(), library.toString()).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            // It is as good, and slower.
            Files.copy(library, file);
        }
        return file;
    }

    /** Makes a table and prints its size. */
    static final class UseIt {
        public static void main(String[] arguments) {
            System.out.println("size " + TableTools.emptyTable(7).size());
        }
    }

    private static ChildJvm.Builder program() {
        return ChildJvm.of(UseIt.class.getName());
    }

    @Test
    void theFileOfTheProperty() {
        assertThat(program().option("-Dtopictable.library=" + library).run().succeeded().out()).isEqualTo("size 7\n");
        ChildJvm.Result missing = program().option("-Dtopictable.library=" + folder.resolve("nope.so")).run();
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("UnsatisfiedLinkError").contains("nope.so");
    }

    @Test
    void theLibraryPath() {
        assertThat(program().option("-Djava.library.path=" + library.getParent()).run().succeeded().out()).isEqualTo("size 7\n");
    }

    @Test
    void nowhere() {
        ChildJvm.Result result = program().run();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("UnsatisfiedLinkError", "the jar has no native library for " + platform(),
                "topictable.library", "java.library.path");
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        Path properties = folder.resolve("topictable/version.properties");
        Files.createDirectories(properties.getParent());
        Files.writeString(properties, "version=9.8.7\n");
        ChildJvm.Result result = program().before(folder).withLibrary().run();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("UnsatisfiedLinkError: the native library " + library + " has version "
                + Topictable.version() + ", the jar has version 9.8.7: they must be the same");
    }

    @Test
    void aLibraryInTheJarIsUnpackedOnce() throws IOException {
        Path inside = small();
        Path jar = jar(inside);
        Path cache = folder.resolve("cache");
        ChildJvm.Builder program = program().classPath(classPath(jar)).environment("XDG_CACHE_HOME", cache.toString());
        assertThat(program.run().succeeded().out()).isEqualTo("size 7\n");
        Path unpacked = cache.resolve("topictable").resolve(Topictable.version()).resolve(library.getFileName());
        assertThat(unpacked).hasSameBinaryContentAs(inside);

        FileTime first = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(unpacked, first);
        program.run().succeeded();
        assertThat(Files.getLastModifiedTime(unpacked)).as("it is not written again").isEqualTo(first);

        // What is no whole copy is replaced: one that was cut off, and one of another build.
        Files.write(unpacked, new byte[] {1, 2, 3});
        program.run().succeeded();
        assertThat(unpacked).hasSameBinaryContentAs(inside);
        try (OutputStream out = Files.newOutputStream(unpacked, StandardOpenOption.WRITE)) {
            out.write(new byte[4096]);
        }
        program.run().succeeded();
        assertThat(unpacked).hasSameBinaryContentAs(inside);
        try (Stream<Path> files = Files.list(unpacked.getParent())) {
            assertThat(files).as("nothing else is left").containsExactly(unpacked);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenTo() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        ChildJvm.Result result = program().classPath(classPath(jar(file))).environment("XDG_CACHE_HOME", file.toString()).run();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("the native library cannot be unpacked", file.toString(), "topictable.library");
    }

    /** A jar of the library's classes with the native library, as the build makes it. */
    private Path jar(Path inside) throws IOException {
        Path classes = classes();
        Path jar = folder.resolve("topictable.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(classes)) {
            out.setLevel(1);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
            out.putNextEntry(new JarEntry("topictable/native/" + platform() + "/" + library.getFileName()));
            Files.copy(inside, out);
        }
        return jar;
    }

    private static Path classes() {
        try {
            return Path.of(Topictable.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tests' own class path, with the jar in the place of the library's classes. */
    private static String[] classPath(Path jar) {
        List<String> entries = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        Path classes = classes();
        return entries.stream().map(entry -> Path.of(entry).equals(classes) ? jar.toString() : entry).toArray(String[]::new);
    }

    private static String platform() {
        String arch = System.getProperty("os.arch");
        return (System.getProperty("os.name").contains("Mac") ? "macos-" : "linux-")
                + (arch.equals("amd64") ? "x86_64" : arch.equals("arm64") ? "aarch64" : arch);
    }
}
