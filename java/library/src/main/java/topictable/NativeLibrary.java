package topictable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;

/**
 * Finds and loads the native library: the file that the system property {@code topictable.library} names, else
 * {@code libtopictable} on {@code java.library.path}, else the one in the jar, which is unpacked once per version.
 */
final class NativeLibrary {
    private static final String PROPERTY = "topictable.library";

    private NativeLibrary() {}

    static void load() {
        String from = find();
        String found = new String(NativeBridge.version(), StandardCharsets.UTF_8);
        String expected = jarVersion();
        if (!found.equals(expected)) {
            throw new UnsatisfiedLinkError("the native library " + from + " has version " + found
                    + ", the jar has version " + expected + ": they must be the same");
        }
    }

    /** Loads the library and says where it came from. */
    private static String find() {
        String file = System.getProperty(PROPERTY);
        if (file != null && !file.isEmpty()) {
            System.load(Path.of(file).toAbsolutePath().toString());
            return file;
        }
        try {
            System.loadLibrary("topictable");
            return "on java.library.path";
        } catch (UnsatisfiedLinkError notThere) {
            Path unpacked = unpack();
            System.load(unpacked.toString());
            return unpacked.toString();
        }
    }

    static String jarVersion() {
        Properties properties = new Properties();
        try (InputStream in = NativeLibrary.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
        return properties.getProperty("version");
    }

    private static Path unpack() {
        String name = System.mapLibraryName("topictable");
        String resource = "native/" + platform() + "/" + name;
        try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new UnsatisfiedLinkError("the jar has no native library for " + platform()
                        + ": set the system property " + PROPERTY + " to a file, or java.library.path to its folder");
            }
            byte[] library = in.readAllBytes();
            Path folder = cache().resolve("topictable").resolve(jarVersion());
            Files.createDirectories(folder);
            Path file = folder.resolve(name);
            if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), library)) {
                Path part = Files.createTempFile(folder, name, ".part");
                Files.write(part, library);
                move(part, file);
            }
            return file;
        } catch (IOException e) {
            throw new UnsatisfiedLinkError("the native library cannot be unpacked: " + e);
        }
    }

    /** A folder of the user's own: in a shared one, others could put a library in the place of ours. */
    private static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        return cache != null && !cache.isEmpty()
                ? Path.of(cache)
                : Path.of(System.getProperty("user.home"), ".cache");
    }

    /** Two programs may unpack at once: each sees the whole file or none. */
    private static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "macos" : os.contains("win") ? "windows" : "linux";
        String processor = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "arm64", "aarch64" -> "aarch64";
            default -> arch;
        };
        return system + "-" + processor;
    }
}
