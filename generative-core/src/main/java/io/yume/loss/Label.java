package io.yume.loss;

import java.util.function.UnaryOperator;

/**
 * What a reported term is called.
 *
 * @param given whether it is a name that was given, which stays what it is wherever the term stands
 */
record Label(String text, boolean given) {

    /** The name within an expectation, a scan and the like. */
    Label within(UnaryOperator<String> around) {
        return given ? this : new Label(around.apply(text), false);
    }
}
