package io.yume.evaluation;

import java.util.Arrays;
import java.util.stream.Stream;

/** The log-densities, in nats, of one code under the posteriors of all examples, which are added one by one. */
final class CodeDensities {

    private final float[] value;
    private final int example;
    private final LogSum whole = new LogSum();
    private final LogSum[] parts;
    private double own;
    private int examples;

    /**
     * For a code that was drawn for an example.
     *
     * @param parts number of summands of each log-density: 1, or one per element of the code
     */
    CodeDensities(float[] value, int example, int parts) {
        this.value = value;
        this.example = example;
        this.parts = Stream.generate(LogSum::new).limit(parts).toArray(LogSum[]::new);
    }

    float[] value() {
        return value;
    }

    /** Adds the log-density under the posterior of another example, as its summands. */
    void add(int other, double... logs) {
        double sum = Arrays.stream(logs).sum();
        whole.add(sum);
        for (int i = 0; i < logs.length; i++) {
            parts[i].add(logs[i]);
        }
        if (other == example) {
            own = sum;
        }
        examples++;
    }

    private double mixture() {
        return whole.value() - Math.log(examples);
    }

    /** {@code log q(z|x) - log q(z)}. */
    double information() {
        return own - mixture();
    }

    /** {@code log q(z) - sum_j log q(z_j)}. */
    double correlation() {
        return mixture() - product();
    }

    /** {@code sum_j log q(z_j)}. */
    double product() {
        return Arrays.stream(parts)
                .mapToDouble(part -> part.value() - Math.log(examples))
                .sum();
    }
}
