package io.yume.env.episode;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chunk files of a folder, and plain positioned reads and writes on them. */
final class Chunks {

    private static final Logger LOG = LoggerFactory.getLogger(Chunks.class);
    private static final Pattern NAME = Pattern.compile("chunk-([0-9]{6})\\.episodes");

    private Chunks() {}

    static Path file(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "chunk-%06d.episodes", number));
    }

    /** The chunk files by number. */
    static NavigableMap<Integer, Path> list(Path folder) throws IOException {
        TreeMap<Integer, Path> chunks = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher matcher = NAME.matcher(file.getFileName().toString());
                if (matcher.matches()) {
                    chunks.put(Integer.parseInt(matcher.group(1)), file);
                }
            }
        }
        return chunks;
    }

    static byte[] read(FileChannel channel, long offset, long length) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(length)];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException("file ends early: expected=" + (offset + length) + " bytes, actual="
                        + (offset + buffer.position()));
            }
        }
        return bytes;
    }

    static long write(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        return at;
    }

    /** Makes new names in a folder durable, where the platform can. */
    static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("folder cannot be forced to disk on this file system: {}", folder, e);
        }
    }
}
