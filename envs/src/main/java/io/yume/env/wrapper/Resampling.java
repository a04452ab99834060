package io.yume.env.wrapper;

/** How a picture is made smaller or larger. */
public enum Resampling {

    /** Each new pixel is the mean of the area it covers, parts of pixels included. */
    AREA,

    /**
     * A triangle as wide as two new pixels, or two old ones where the picture grows; what Pillow and the old
     * {@code scipy.misc.imresize} call bilinear, to the bit.
     */
    BILINEAR
}
