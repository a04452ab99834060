package io.yume.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where data sets are: in the folder that the system property {@code yume.data} or else the environment variable {@code YUME_DATA}
 * names, or in {@code ~/.cache/yume}, into which they are downloaded when they are in neither.
 */
public final class DataFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    /** How long a server may be silent. */
    private static final int PATIENCE_MILLIS = 30_000;

    private DataFolder() {}

    /** The folder that the user named. */
    public static Optional<Path> named() {
        return Optional.ofNullable(System.getProperty("yume.data"))
                .or(() -> Optional.ofNullable(System.getenv("YUME_DATA")))
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }

    static Path find(String set, String host, List<RemoteFile> files) throws IOException {
        Optional<Path> local = named().map(folder -> folder.resolve(set)).filter(Files::isDirectory);
        if (local.isPresent()) {
            return local.get();
        }
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "yume", set);
        for (RemoteFile file : files) {
            fetch(URI.create(host + file.name()), file, cache);
        }
        return cache;
    }

    /**
     * Downloads a file unless it is there; it appears whole and checked, or not at all.
     *
     * @param folder that of the data set
     * @throws IOException if it cannot be had, or its checksum is not the published one
     */
    static void fetch(URI source, RemoteFile file, Path folder) throws IOException {
        Path target = folder.resolve(file.name());
        if (Files.exists(target)) {
            return;
        }
        Files.createDirectories(folder);
        Path partial = Files.createTempFile(folder, file.name(), ".part");
        try {
            LOG.info("downloading {}", source);
            download(source, partial, folder.getFileName());
            String actual = md5(partial);
            if (!actual.equals(file.md5())) {
                throw new IOException("a downloaded file must have its published checksum: source=" + source
                        + ", expected=" + file.md5() + ", actual=" + actual);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void download(URI source, Path to, Path set) throws IOException {
        try {
            URLConnection connection = source.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try (InputStream in = connection.getInputStream()) {
                long had = Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                long promised = connection.getContentLengthLong();
                // Whether the stream itself complains of an early end is chance.
                if (had < promised) {
                    throw new EOFException("the connection ended after " + had + " of " + promised + " bytes");
                }
            }
        } catch (IOException e) {
            // The message of an unknown host is its name and nothing else.
            throw new IOException(
                    "a file of the data set could not be downloaded: source=" + source + ", reason="
                            + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "; where there is no network, YUME_DATA names a folder that has it, in " + set,
                    e);
        }
    }

    private static String md5(Path file) throws IOException {
        try {
            // Not against an attacker: it is the checksum under which these files were published.
            MessageDigest digest = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
