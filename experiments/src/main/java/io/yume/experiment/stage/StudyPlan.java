package io.yume.experiment.stage;

import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import io.yume.world.dream.Features;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The trainings of a study. Training k has the same seed at every temperature and in every ablation, and all of them are
 * scored in the same episodes.
 */
final class StudyPlan {

    /** Something left out or replaced, at the temperature of the configuration. */
    enum Ablation {
        Z_ONLY("z-only", "the controller sees the code of the frame alone"),
        RANDOM_MEMORY(
                "random-memory",
                "the controller sees the state of a frozen random LSTM; the dream is that of the trained Memory"),
        DIRECT("direct", "evolved in the real environment instead of the dream");

        private final String key;
        private final String description;

        Ablation(String key, String description) {
            this.key = key;
            this.description = description;
        }

        String key() {
            return key;
        }

        String description() {
            return description;
        }
    }

    private final RunConfig config;
    private final Seed seed;

    StudyPlan(RunContext context) {
        config = context.config();
        seed = context.seed().split(StudyStage.NAME);
    }

    /** In rising order, the reference among them. */
    List<Double> temperatures() {
        TreeSet<Double> all = new TreeSet<>(config.study().temperatures());
        all.add(reference());
        return List.copyOf(all);
    }

    /** The temperature that ablations are compared at. */
    double reference() {
        return config.dream().temperature();
    }

    /** Trainings per temperature and ablation, numbered from 1. */
    int trainings() {
        return config.study().trainings();
    }

    List<Ablation> ablations() {
        return Arrays.stream(Ablation.values())
                .filter(ablation ->
                        ablation != Ablation.DIRECT || config.study().direct())
                .toList();
    }

    private Worlds dream() {
        return Worlds.dream(config).seeing(Features.ZH);
    }

    Trial at(double temperature, int training) {
        String name = String.format(Locale.ROOT, "study-t%s-%d", temperature, training)
                .replace('.', '_');
        return new Trial(new Evolution(
                name,
                dream().at(temperature),
                Optional.empty(),
                seed(training),
                config.evolve().generations(),
                Long.MAX_VALUE));
    }

    /** @param steps of the reference training of the same number */
    Trial of(Ablation ablation, int training, long steps) {
        Worlds worlds =
                switch (ablation) {
                    case Z_ONLY -> dream().seeing(Features.Z);
                    case RANDOM_MEMORY -> dream().withRandomMemory();
                    case DIRECT -> dream().inReality();
                };
        return new Trial(Evolution.ofSteps("study-" + ablation.key() + "-" + training, worlds, seed(training), steps));
    }

    private Seed seed(int training) {
        return seed.split("training", training);
    }
}
