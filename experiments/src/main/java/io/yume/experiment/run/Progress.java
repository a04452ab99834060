package io.yume.experiment.run;

/** Tells a reader how far the work is. */
public interface Progress {

    /** Says nothing. */
    Progress NONE = new Progress() {
        @Override
        public Bar bar(String label, long total) {
            return (done, detail) -> {};
        }

        @Override
        public void note(String line) {}
    };

    /**
     * Begins a piece of work; one at a time.
     *
     * @param label what is done, such as {@code train-vision}
     * @param total how many units it has
     */
    Bar bar(String label, long total);

    /** One line that stays. */
    void note(String line);

    /** A piece of work under way; closing it shows where it ended. */
    @FunctionalInterface
    interface Bar extends AutoCloseable {

        /**
         * Called as often as one likes; shown only now and then.
         *
         * @param done the units that are done
         * @param detail a few words, such as the loss; may be empty
         */
        void update(long done, String detail);

        @Override
        default void close() {}
    }
}
