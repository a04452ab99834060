package io.yume.data;

import io.yume.graph.Seed;
import io.yume.graph.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Images {@code x} of which only few classes are known: each comes with one of those, {@code x_l}, and its class {@code y_l}, a 1 at its
 * place.
 */
public final class PartlyLabelled implements DataSet {

    private final LabelledImages all;
    private final int[] known;

    private PartlyLabelled(LabelledImages all, int... known) {
        this.all = all;
        this.known = known.clone();
    }

    /**
     * Equally many images of each class are known.
     *
     * @param perClass how many
     * @param seed decides which
     * @throws IllegalArgumentException if a class has fewer, or the number is below 1
     */
    public static PartlyLabelled of(LabelledImages all, int perClass, Seed seed) {
        int classes = all.variables().get("y").size();
        SplittableRandom random = seed.generator();
        List<Integer> known = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (all.label(i) == label) {
                    members.add(i);
                }
            }
            if (perClass < 1 || members.size() < perClass) {
                throw new IllegalArgumentException("each class must have the known images: class=" + label + ", has="
                        + members.size() + ", asked=" + perClass);
            }
            for (int i = 0; i < perClass; i++) {
                Collections.swap(members, i, i + random.nextInt(members.size() - i));
                known.add(members.get(i));
            }
        }
        return new PartlyLabelled(all, known.stream().mapToInt(i -> i).toArray());
    }

    @Override
    public Map<String, Shape> variables() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("x", all.variables().get("x"));
        shapes.put("x_l", all.variables().get("x"));
        shapes.put("y_l", all.variables().get("y"));
        return Collections.unmodifiableMap(shapes);
    }

    @Override
    public int size() {
        return all.size();
    }

    @Override
    public void read(String variable, int example, Seed draw, float[] into, int at) {
        // Examples come in another order in each epoch, so known images meet others each time.
        int companion = known[example % known.length];
        switch (variable) {
            case "x" -> all.read("x", example, draw, into, at);
            case "x_l" -> all.read("x", companion, draw, into, at);
            case "y_l" -> all.read("y", companion, draw, into, at);
            default ->
                throw new IllegalArgumentException("unknown variable: variable=" + variable + ", known="
                        + variables().keySet());
        }
    }
}
