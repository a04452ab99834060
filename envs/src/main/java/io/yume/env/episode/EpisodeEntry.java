package io.yume.env.episode;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where one episode lies in the store.
 *
 * @param id the id of the episode; {@code -1} if its record is lost and the neighbours do not tell
 * @param steps the number of steps T; 0 if the record is lost
 * @param file the chunk file
 * @param offset the start of the record in the file; {@code -1} if the record is lost
 * @param bytes the length of the record; 0 if the record is lost
 * @param problem what is already known to be wrong with the record; empty for an intact header, whose payload is
 *     verified when it is read
 */
public record EpisodeEntry(long id, int steps, Path file, long offset, long bytes, Optional<String> problem) {

    /** Frames that the record holds: T + 1, or 0 if the record is lost. */
    public int frames() {
        return steps == 0 ? 0 : steps + 1;
    }

    DamagedEpisodeException damaged(String what) {
        String episode = id < 0 ? "of unknown id" : Long.toString(id);
        return new DamagedEpisodeException("episode is damaged: episode=" + episode + ", file=" + file + ": " + what);
    }
}
