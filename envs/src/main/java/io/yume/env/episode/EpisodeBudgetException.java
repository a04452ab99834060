package io.yume.env.episode;

/** The next episode would make the store larger than its byte budget; the store is unchanged. */
public final class EpisodeBudgetException extends EpisodeStoreException {

    private static final long serialVersionUID = 1L;

    /** The message names the rule and the values. */
    public EpisodeBudgetException(String message) {
        super(message);
    }
}
