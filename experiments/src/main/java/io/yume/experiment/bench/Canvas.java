package io.yume.experiment.bench;

/** Something to draw on; x to the right and y down, in pixels. */
interface Canvas {

    /** Where a text is held. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A filled box. */
    void box(double x, double y, double width, double height, int colour);

    /** A straight line. */
    void line(double fromX, double fromY, double toX, double toY, int colour);

    /** One line of text on a base line. */
    void text(double x, double y, Anchor anchor, int size, String words);

    /** The file. */
    byte[] bytes();
}
