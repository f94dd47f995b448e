package topictable;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;

/**
 * Finds and loads the native library: the file that the system property {@code topictable.library} names, else
 * {@code libtopictable} on {@code java.library.path}, else the one in the jar, which is unpacked once per version.
 */
final class NativeLibrary {
    private static final String PROPERTY = "topictable.library";
    private static final String NAME = "topictable";
    private static final String HINT =
            "set the system property " + PROPERTY + " to the library's file, or java.library.path to its folder";

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
            System.loadLibrary(NAME);
            return "on java.library.path";
        } catch (UnsatisfiedLinkError notThere) {
            try {
                Path unpacked = unpack();
                System.load(unpacked.toString());
                return unpacked.toString();
            } catch (UnsatisfiedLinkError e) {
                // A library that is there and cannot be loaded has said why.
                e.addSuppressed(notThere);
                throw e;
            }
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
        String name = System.mapLibraryName(NAME);
        URL resource = NativeLibrary.class.getResource("native/" + platform() + "/" + name);
        if (resource == null) {
            throw new UnsatisfiedLinkError("the jar has no native library for " + platform() + ": " + HINT);
        }
        try {
            Path file = cache().resolve(NAME).resolve(jarVersion()).resolve(name);
            if (!isUnpacked(resource, file)) {
                Files.createDirectories(file.getParent());
                copy(resource, file);
            }
            return file;
        } catch (IOException e) {
            throw new UnsatisfiedLinkError("the native library cannot be unpacked (" + e + "): " + HINT);
        }
    }

    /** Whether the file is what the jar has. The jar knows the checksum, so that nothing is unpacked to compare. */
    private static boolean isUnpacked(URL resource, Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        JarEntry entry = resource.openConnection() instanceof JarURLConnection jar ? jar.getJarEntry() : null;
        if (entry == null || entry.getSize() != Files.size(file)) {
            return false;
        }
        CRC32 checksum = new CRC32();
        try (FileChannel channel = FileChannel.open(file)) {
            checksum.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
        return checksum.getValue() == entry.getCrc();
    }

    /** Two programs may unpack at once: each sees the whole file or none. */
    private static void copy(URL resource, Path file) throws IOException {
        Path part = Files.createTempFile(file.getParent(), NAME, ".part");
        try (InputStream in = resource.openStream()) {
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** A folder of the user's own: in a shared one, others could put a library in the place of ours. */
    private static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        return cache != null && !cache.isEmpty()
                ? Path.of(cache)
                : Path.of(System.getProperty("user.home"), ".cache");
    }

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
