package io.yume.loss;

/** An error in a term, which the message names as printed. */
final class TermException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    TermException(String term, RuntimeException cause) {
        super(cause.getMessage() + ": term=" + term, cause);
    }
}
