package io.yume.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/** The few file operations that saving consists of; tests replace them to simulate a crash between any two. */
interface FileOperations {

    /** The real file system. */
    FileOperations DISK = new FileOperations() {};

    /** Something that sends its bytes to a sink. */
    @FunctionalInterface
    interface Content {

        void emit(TensorBytes.Sink<IOException> sink) throws IOException;
    }

    /** Writes a file and forces it to disk; a file that could not be written whole is removed. */
    default void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            content.emit(block -> writeFully(channel, block));
            channel.force(true);
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** Renames a file over another in one step. */
    default void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes new file names durable, where the platform can. */
    default void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LoggerFactory.getLogger(FileOperations.class)
                    .debug("folder cannot be forced to disk on this file system: {}", folder, e);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer block) throws IOException {
        while (block.hasRemaining()) {
            channel.write(block);
        }
    }
}
