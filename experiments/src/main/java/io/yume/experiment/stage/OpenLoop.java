package io.yume.experiment.stage;

import io.yume.agent.rollout.JobRunner;
import io.yume.agent.rollout.WorkerPool;
import io.yume.env.Environment;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.TimeStep;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

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

    /** Plays a policy in the episodes of all streams. */
    Played play(String name, OpenLoopPolicy policy, long... streams) throws IOException, InterruptedException {
        return play(name, List.of(policy), streams);
    }

    /** Plays every policy in the episodes of all streams, policy by policy. */
    private Played play(String name, List<OpenLoopPolicy> policies, long... streams)
            throws IOException, InterruptedException {
        List<Job> jobs = new ArrayList<>();
        for (OpenLoopPolicy policy : policies) {
            for (int first = 0; first < streams.length; first += EPISODES_PER_JOB) {
                int end = Math.min(streams.length, first + EPISODES_PER_JOB);
                jobs.add(new Job(policy, Arrays.copyOfRange(streams, first, end)));
            }
        }
        return new Scoring<>(context, name, policies.size() * streams.length, jobs).play(pool, Function.identity());
    }

    /** The candidate with the best mean over the selection episodes; the first of equals. */
    OpenLoopPolicy best(String name, List<OpenLoopPolicy> candidates, long... selection)
            throws IOException, InterruptedException {
        Played all = play(name, candidates, selection);
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            double mean =
                    all.range(i * selection.length, (i + 1) * selection.length).mean();
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
            Played played = Played.room(job.streams().length);
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
