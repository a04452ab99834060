package io.yume.env;

import static java.util.Map.entry;

import io.yume.env.classic.Acrobot;
import io.yume.env.classic.CartPole;
import io.yume.env.classic.MountainCar;
import io.yume.env.classic.MountainCarContinuous;
import io.yume.env.classic.Pendulum;
import io.yume.env.pixel.TakeCover;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The native environments by their registered names. */
public final class Environments {

    private static final Map<String, Supplier<Environment>> SUPPLIERS = Map.ofEntries(
            entry("Acrobot-v1", Acrobot::new),
            entry("CartPole-v0", CartPole::v0),
            entry("CartPole-v1", CartPole::v1),
            entry("MountainCar-v0", MountainCar::new),
            entry("MountainCarContinuous-v0", MountainCarContinuous::new),
            entry("Pendulum-v1", Pendulum::new),
            entry("take-cover", TakeCover::new));

    private static final List<String> IDS = SUPPLIERS.keySet().stream().sorted().toList();

    private Environments() {}

    /** The names that {@link #make} knows, sorted. */
    public static List<String> ids() {
        return IDS;
    }

    /**
     * A new environment of this name.
     *
     * @throws IllegalArgumentException if the name is unknown; the text has the nearest known one and lists all
     */
    public static Environment make(String id) {
        Supplier<Environment> supplier = SUPPLIERS.get(id);
        if (supplier == null) {
            throw new IllegalArgumentException("environment must be a known one: id=" + id + "; did you mean "
                    + nearest(id) + "? Known: " + String.join(", ", IDS));
        }
        return supplier.get();
    }

    private static String nearest(String id) {
        String wanted = id.toLowerCase(Locale.ROOT);
        return IDS.stream()
                .min(Comparator.comparingInt(known -> distance(wanted, known.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    /** The number of characters to insert, delete or replace to get from one text to the other (Levenshtein, 1965). */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
