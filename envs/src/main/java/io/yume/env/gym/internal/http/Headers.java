package io.yume.env.gym.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The header fields of one message in their order; names are compared without regard to case. */
public final class Headers {

    private final List<String> names = new ArrayList<>(8);
    private final List<String> values = new ArrayList<>(8);

    /**
     * Both ends ask before they use a token: a line end in it would begin another field.
     *
     * @throws IllegalArgumentException if a field cannot carry it as it is; the message keeps it secret
     */
    public static void requireToken(String token) {
        boolean plain = token.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (!plain || token.isEmpty() || !token.equals(token.strip())) {
            throw new IllegalArgumentException(
                    "a token must be printable ASCII without spaces around it: length=" + token.length());
        }
    }

    /** Adds a field. */
    public Headers add(String name, String value) {
        names.add(name);
        values.add(value);
        return this;
    }

    /** The first value of a field, or null. */
    public String get(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return values.get(i);
            }
        }
        return null;
    }

    /** All values of a field. */
    public List<String> all(String name) {
        List<String> found = new ArrayList<>(1);
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                found.add(values.get(i));
            }
        }
        return found;
    }

    /** Whether a list-valued field, such as {@code Connection} or {@code Accept-Encoding}, names this token. */
    public boolean lists(String name, String token) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                for (String part : values.get(i).split(",", -1)) {
                    int parameters = part.indexOf(';');
                    String bare = parameters < 0 ? part : part.substring(0, parameters);
                    boolean refused = parameters >= 0
                            && part.substring(parameters).replace(" ", "").matches(";q=0(\\.0*)?");
                    if (!refused && bare.trim().equalsIgnoreCase(token)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The media type in lower case without parameters; the empty text if there is none. */
    public String contentType() {
        String type = get("Content-Type");
        if (type == null) {
            return "";
        }
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
    }

    /** Adds all fields to others. */
    public void copyTo(Headers into) {
        into.names.addAll(names);
        into.values.addAll(values);
    }

    void writeTo(StringBuilder into) {
        for (int i = 0; i < names.size(); i++) {
            into.append(names.get(i)).append(": ").append(values.get(i)).append("\r\n");
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        writeTo(text);
        return text.toString();
    }
}
