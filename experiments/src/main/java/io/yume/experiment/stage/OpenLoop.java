package io.yume.experiment.stage;

import io.yume.agent.rollout.JobRunner;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.TimeStep;
import io.yume.experiment.report.Statistics;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Plays policies that never look at the world, the yardsticks, on workers with an environment each. */
final class OpenLoop implements AutoCloseable {

    private static final String NAME = "open-loop";
    /** Few enough that a job in a slow game ends long before it counts as hung. */
    private static final int EPISODES_PER_JOB = 5;

    private final RunContext context;
    private final WorkerPool<Job, Played> pool;

    OpenLoop(RunContext context) {
        this.context = context;
        pool = WorkerPool.start(
                NAME, context.config().workers(), () -> new Player(context), Parts.pool(context.config()));
    }

    /** Some episodes of one policy. */
    private record Job(OpenLoopPolicy policy, long[] streams) {}

    /**
     * What came of a policy, episode by episode.
     *
     * @param truncated which episodes were cut
     */
    record Played(double[] returns, boolean[] truncated) {}

    /** Plays every policy in the episodes of all streams; in the order of the policies. */
    List<Played> play(List<OpenLoopPolicy> policies, long... streams) throws InterruptedException {
        List<Job> jobs = new ArrayList<>();
        List<Played> all = new ArrayList<>();
        for (OpenLoopPolicy policy : policies) {
            all.add(new Played(new double[streams.length], new boolean[streams.length]));
            for (int first = 0; first < streams.length; first += EPISODES_PER_JOB) {
                int end = Math.min(streams.length, first + EPISODES_PER_JOB);
                jobs.add(new Job(policy, Arrays.copyOfRange(streams, first, end)));
            }
        }
        int jobsEach = jobs.size() / policies.size();
        pool.run(jobs, (id, job, played) -> {
            context.cancellation().throwIfRequested();
            Played whole = all.get((int) id / jobsEach);
            int at = (int) id % jobsEach * EPISODES_PER_JOB;
            System.arraycopy(played.returns(), 0, whole.returns(), at, played.returns().length);
            System.arraycopy(played.truncated(), 0, whole.truncated(), at, played.truncated().length);
        });
        return all;
    }

    /** The candidate with the best mean over the selection episodes; the first of equals. */
    OpenLoopPolicy best(List<OpenLoopPolicy> candidates, long... selection) throws InterruptedException {
        List<Played> all = play(candidates, selection);
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            double mean = Statistics.mean(all.get(i).returns());
            if (mean > highest) {
                highest = mean;
                best = i;
            }
        }
        return candidates.get(best);
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Plays on a worker's thread. */
    private static final class Player implements JobRunner<Job, Played> {

        private final Environment environment;
        private final float[] action;

        Player(RunContext context) {
            environment = new Parts(context).environment();
            action = new float[environment.actionSpace().size()];
        }

        @Override
        public Played run(Job job) {
            Played played = new Played(new double[job.streams().length], new boolean[job.streams().length]);
            for (int i = 0; i < job.streams().length; i++) {
                Seed seed = new Seed(job.streams()[i]);
                OpenLoopPolicy.Run run = job.policy()
                        .start(environment.actionSpace(), seed.split("policy").environmentSeed());
                environment.reset(seed.environmentSeed());
                TimeStep step;
                do {
                    if (Thread.interrupted()) {
                        throw new CancellationException("interrupted while playing an episode");
                    }
                    run.next(action);
                    step = environment.step(action);
                    played.returns()[i] += step.reward();
                } while (!step.last());
                played.truncated()[i] = step.truncated();
            }
            return played;
        }

        @Override
        public void close() {
            environment.close();
        }
    }
}
