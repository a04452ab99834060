package io.yume.env;

/** What a {@link VectorEnvironment} does with a row whose episode has ended; the three modes of Gymnasium 1.x. */
public enum Autoreset {

    /**
     * The step after the last one only resets: its action is ignored, its reward is 0, neither flag is set, and
     * {@link VectorStep#started} marks it, since it is no transition. The last observation is seen in between.
     */
    NEXT_STEP,

    /**
     * The last step resets at once: its reward and flags are those of the ended episode, the observation is the first of
     * the next one, and {@link VectorEnvironment#finalObservation} has the last of the ended one.
     */
    SAME_STEP,

    /** Nothing: the caller resets ended rows before the next step. */
    DISABLED
}
