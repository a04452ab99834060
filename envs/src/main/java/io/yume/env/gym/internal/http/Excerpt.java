package io.yume.env.gym.internal.http;

/** A short piece of a text that came over the wire, for errors. */
public final class Excerpt {

    private static final int SHORT = 80;

    private Excerpt() {}

    /** The beginning of the text, with control characters made visible. */
    public static String of(String text) {
        String cut = text.length() > SHORT ? text.substring(0, SHORT) + "..." : text;
        StringBuilder shown = new StringBuilder(cut.length());
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            shown.append(Character.isISOControl(c) ? '?' : c);
        }
        return shown.toString();
    }
}
