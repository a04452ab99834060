package io.yume.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is drawn as one box each: the steps of a program, repeated sequences of a long one drawn once. */
final class StepBoxes {

    /** Programs of so many steps are drawn step by step. */
    static final int MOST_SINGLE = 80;

    static final int MOST_BOXES = 400;
    private static final int LONGEST_SEQUENCE = 64;
    private static final int FEWEST_REPEATS = 3;

    private final List<List<StepDescription>> boxes = new ArrayList<>();
    private final List<Set<Integer>> inputs = new ArrayList<>();
    private final int missing;

    StepBoxes(List<StepDescription> steps) {
        if (steps.size() <= MOST_SINGLE) {
            steps.forEach(step -> boxes.add(List.of(step)));
        } else {
            collapse(steps);
        }
        int left = 0;
        while (boxes.size() > MOST_BOXES) {
            left += boxes.remove(boxes.size() - 1).size();
        }
        missing = left;
        connect(steps.size());
    }

    /** The steps of each box; several where a sequence was repeated. */
    List<List<StepDescription>> boxes() {
        return boxes;
    }

    /** For each box the boxes before it whose results it reads. */
    List<Set<Integer>> inputs() {
        return inputs;
    }

    /** Steps that are in no box. */
    int missing() {
        return missing;
    }

    private void collapse(List<StepDescription> steps) {
        List<Object> signatures = new ArrayList<>();
        for (StepDescription step : steps) {
            signatures.add(List.of(step.operation(), step.computes(), step.results()));
        }
        int at = 0;
        while (at < steps.size()) {
            int best = 1;
            int repeats = 1;
            for (int length = 1; length <= LONGEST_SEQUENCE; length++) {
                int count = repeats(signatures, at, length);
                // Of sequences that cover as much the shortest: the others are multiples of it.
                if (count >= FEWEST_REPEATS && count * length > best * repeats) {
                    best = length;
                    repeats = count;
                }
            }
            for (int i = 0; i < best; i++) {
                List<StepDescription> box = new ArrayList<>();
                for (int repeat = 0; repeat < repeats; repeat++) {
                    box.add(steps.get(at + repeat * best + i));
                }
                boxes.add(List.copyOf(box));
            }
            at += best * repeats;
        }
    }

    /** How often the sequence of a length from here on follows upon itself. */
    private static int repeats(List<Object> signatures, int at, int length) {
        int end = at + length;
        while (end < signatures.size() && signatures.get(end).equals(signatures.get(end - length))) {
            end++;
        }
        return (end - at) / length;
    }

    private void connect(int steps) {
        int[] home = new int[steps];
        Arrays.fill(home, -1);
        for (int i = 0; i < boxes.size(); i++) {
            for (StepDescription step : boxes.get(i)) {
                home[step.index()] = i;
            }
        }
        for (int i = 0; i < boxes.size(); i++) {
            Set<Integer> from = new LinkedHashSet<>();
            for (StepDescription step : boxes.get(i)) {
                step.inputs().forEach(input -> from.add(home[input]));
            }
            int self = i;
            // From one repetition to the next there is no line.
            from.removeIf(box -> box < 0 || box >= self);
            inputs.add(from);
        }
    }
}
