package io.yume.env.episode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over the logical content of episodes, in the order they are added. */
final class EpisodeHash {

    private final MessageDigest digest;

    EpisodeHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void add(Episode episode) {
        ByteBuffer head = ByteBuffer.allocate(38).order(ByteOrder.LITTLE_ENDIAN);
        head.putLong(episode.id()).putLong(episode.seed());
        head.putInt(episode.space().height()).putInt(episode.space().width());
        head.putInt(episode.space().channels()).putInt(episode.actionSize()).putInt(episode.steps());
        head.put((byte) (episode.terminated() ? 1 : 0)).put((byte) (episode.truncated() ? 1 : 0));
        digest.update(head.flip());
        digest.update(episode.frames());
        digest.update(bytes(episode.actions()));
        digest.update(bytes(episode.rewards()));
    }

    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }
}
