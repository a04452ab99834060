package io.yume.train;

import io.yume.loss.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * Which phases have an update in a step of a training, in which order, and on which batches.
 *
 * @param phases in the order in which they were given
 * @param accumulated number of batches of each update
 */
record Turns(List<Phase> phases, int accumulated) {

    /**
     * One update.
     *
     * @param phase its index
     * @param first number of its first batch, counted from 0 at the start of the training
     * @param batches how many consecutive batches it uses
     */
    record Turn(int phase, long first, int batches) {}

    /**
     * A batch that a step needs.
     *
     * @param phase the index of the phase that needs it
     * @param at number of the batch, counted from 0 at the start of the training
     */
    record Needed(int phase, long at) {}

    int batchesPerStep() {
        return accumulated * phases.stream().mapToInt(Phase::updates).max().orElseThrow();
    }

    List<Turn> of(long step) {
        List<Turn> turns = new ArrayList<>();
        for (int i = 0; i < phases.size(); i++) {
            Phase phase = phases.get(i);
            for (int update = 0; step % phase.every() == 0 && update < phase.updates(); update++) {
                turns.add(new Turn(i, step * batchesPerStep() + (long) update * accumulated, accumulated));
            }
        }
        return turns;
    }

    /** The batches of a step, in the order of its turns. */
    List<Needed> needed(long step) {
        List<Needed> needed = new ArrayList<>();
        for (Turn turn : of(step)) {
            for (int i = 0; i < turn.batches(); i++) {
                needed.add(new Needed(turn.phase(), turn.first() + i));
            }
        }
        return needed;
    }
}
