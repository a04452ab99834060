package io.yume.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole training programs whose lanes compute blocks of rows. */
@Timeout(240)
final class LanesTest {

    /** Rows that no number of lanes divides, and so many that weight gradients have a part for each of three lanes. */
    private static final int ROWS = 233;

    private static final int STEPS = 10;
    private static final TestModels.Model MODEL = TestModels.lstmMixture(STEPS, ROWS, 3, 32, 2);

    /** Losses of some training steps and what was learned in them. */
    private static List<float[]> train(Engine engine, int runs) {
        List<float[]> results = new ArrayList<>();
        try (Parameters parameters = new Parameters(MODEL.specs(), Seed.root(7));
                OptimizerState state = new OptimizerState(Sgd.of(0.1), parameters);
                Program program = Program.training(MODEL.terms(), MODEL.loss(), state, engine)) {
            SplittableRandom random = new SplittableRandom(11);
            float[] z = new float[(STEPS + 1) * ROWS * 3];
            for (int i = 0; i < z.length; i++) {
                z[i] = (float) random.nextDouble(-1, 1);
            }
            program.feed("z", z);
            for (int run = 0; run < runs; run++) {
                program.run();
                results.add(new float[] {program.scalar("loss")});
            }
            MODEL.specs().keySet().forEach(name -> results.add(parameters.get(name)));
        }
        return results;
    }

    private static float[][] trainOn(int threads, int runs) throws Exception {
        try (ComputeThread thread = ComputeThread.start("lanes-" + threads, threads)) {
            return thread.call(() -> train(Engine.COMPILED, runs)).toArray(float[][]::new);
        }
    }

    @Test
    void bitsDoNotDependOnTheNumberOfLanesOrTheirTiming() throws Exception {
        float[][] alone = trainOn(1, 12);
        for (int threads : new int[] {2, 3, 5, 2}) {
            assertThat(trainOn(threads, 12)).as("%d threads", threads).isDeepEqualTo(alone);
        }
    }

    @Test
    void twoProgramsOnTwoTeamsGiveTheBitsOfEachAlone() throws Exception {
        float[][] alone = trainOn(2, 12);
        ExecutorService others = Executors.newFixedThreadPool(2);
        try {
            List<Future<float[][]>> both =
                    List.of(others.submit(() -> trainOn(2, 12)), others.submit(() -> trainOn(3, 12)));
            for (Future<float[][]> each : both) {
                assertThat(each.get()).isDeepEqualTo(alone);
            }
        } finally {
            others.shutdownNow();
        }
    }

    @Test
    void whatIsLearnedIsWhatTheReferenceLearns() throws Exception {
        float[][] compiled = trainOn(2, 2);
        float[][] reference = train(Engine.REFERENCE, 2).toArray(float[][]::new);
        for (int i = 0; i < reference.length; i++) {
            assertThat(compiled[i]).containsExactly(reference[i], Offset.offset(2e-5f));
        }
    }
}
