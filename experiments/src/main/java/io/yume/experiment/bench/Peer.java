package io.yume.experiment.bench;

import java.io.IOException;

/** Something else than this project that can do some of the rows. */
interface Peer {

    /** What it is called in tables, such as {@code torch}. */
    String name();

    /** Whether it has a row. */
    boolean does(Row row);

    /**
     * Makes it ready for a row.
     *
     * @param threads it may compute on
     * @throws IOException if it cannot, with the reason in a sentence
     */
    Contender start(Row row, int threads) throws IOException, InterruptedException;
}
