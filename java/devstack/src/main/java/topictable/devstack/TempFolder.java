package topictable.devstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The one folder with everything a stack writes. Its devstack holds a lock in it for as long as it lives: a folder whose
 * lock is free was left by one that was killed.
 */
final class TempFolder {
    private static final String PREFIX = "topictable-devstack-";
    /** A folder has this name until its lock is held, so that no other start takes it for a leftover. */
    private static final String NEW_PREFIX = "topictable-new-";
    private static final String LOCK = "lock";

    final Path path;
    /** Never closed: the lock goes with the process. */
    private final FileChannel lock;

    private TempFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static TempFolder create() {
        Path parent = parent();
        try {
            Path made = Files.createTempDirectory(parent, NEW_PREFIX);
            FileChannel lock = FileChannel.open(made.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            String unique = made.getFileName().toString().substring(NEW_PREFIX.length());
            return new TempFolder(Files.move(made, parent.resolve(ownPrefix() + unique)), lock);
        } catch (IOException e) {
            throw new DevstackException("cannot make a temporary folder in " + parent + ": " + e, e);
        }
    }

    private static Path parent() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static String ownPrefix() {
        return PREFIX + ProcessHandle.current().pid() + "-";
    }

    /** Deletes it; what cannot be deleted stays for {@link #removeLeftovers}. */
    void delete() {
        delete(path);
    }

    /** Removes the folders, and should there be any the processes, that killed devstacks left behind. */
    static void removeLeftovers() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent(), PREFIX + "*")) {
            for (Path folder : folders) {
                // Not its own: to close a file is to give up the process's lock on it.
                if (!folder.getFileName().toString().startsWith(ownPrefix())) {
                    removeIfLeft(folder);
                }
            }
        } catch (IOException e) {
            // The next start tries again.
        }
    }

    private static void removeIfLeft(Path folder) {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            if (channel.tryLock() != null) {
                Children.killStrays(folder);
                delete(folder);
            }
        } catch (NoSuchFileException e) {
            // Somebody was about to delete it, and perhaps did not get to the end.
            delete(folder);
        } catch (IOException e) {
            // Another user's.
        }
    }

    private static void delete(Path folder) {
        // A process that was killed a moment ago may have made a file behind the walk's back.
        for (int tries = 0; tries < 3 && Files.exists(folder); tries++) {
            try {
                Files.walkFileTree(folder, new Deleter());
            } catch (IOException e) {
                // Tried again, then left.
            }
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
