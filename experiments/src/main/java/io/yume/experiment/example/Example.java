package io.yume.experiment.example;

import io.yume.train.Length;
import java.io.IOException;

/**
 * A model with data and a recipe.
 *
 * @param name by which it is asked for
 * @param about one sentence, with the paper
 * @param length of a whole training
 */
public record Example(String name, String about, Length length, Maker maker) {

    /** With a training of so many passes over the data. */
    Example(String name, String about, int epochs, Maker maker) {
        this(name, about, Length.epochs(epochs), maker);
    }

    /** Gets an example ready. */
    @FunctionalInterface
    public interface Maker {

        /**
         * The example on its data.
         *
         * @param most examples of the data that are used, at most
         * @throws IOException if the data cannot be had
         */
        Setting make(int most) throws IOException;
    }
}
