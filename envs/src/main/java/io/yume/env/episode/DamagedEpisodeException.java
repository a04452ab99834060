package io.yume.env.episode;

/** An episode's record is damaged or its chunk is missing; every other episode stays readable. */
public final class DamagedEpisodeException extends EpisodeStoreException {

    private static final long serialVersionUID = 1L;

    /** The message names the chunk file, the episode and what is wrong. */
    public DamagedEpisodeException(String message) {
        super(message);
    }
}
