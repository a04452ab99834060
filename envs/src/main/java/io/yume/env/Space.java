package io.yume.env;

/** What an observation or an action may be: a value that validates. */
public sealed interface Space permits Discrete, Box, Pixels {

    /** Number of array elements one member of this space takes. */
    int size();

    /** A short text such as {@code Discrete(3)}, used in errors. */
    String describe();
}
