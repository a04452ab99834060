package io.yume.experiment.run;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of {@code study.json}: controllers trained at several temperatures, and ablations.
 *
 * @param temperatures one entry per temperature, in rising order
 * @param ablations by name, such as {@code z-only}
 */
@JsonPropertyOrder({"temperatures", "ablations"})
public record StudyJson(List<Temperature> temperatures, Map<String, Ablation> ablations) {

    /** Its name in the study's folder. */
    public static final String FILE = "study.json";

    public StudyJson {
        temperatures = List.copyOf(temperatures);
        ablations = Collections.unmodifiableMap(new TreeMap<>(ablations));
    }

    /**
     * All trainings at one temperature.
     *
     * @param temperature of the dream
     * @param dream over all trainings, in the dream
     * @param real over all trainings, in the real environment
     * @param trainings one by one
     */
    @JsonPropertyOrder({"temperature", "dream", "real", "trainings"})
    public record Temperature(double temperature, Score dream, Score real, List<Training> trainings) {

        public Temperature {
            trainings = List.copyOf(trainings);
        }
    }

    /**
     * All trainings with something left out or replaced.
     *
     * @param description what is different, one sentence
     * @param dream over all trainings, in the dream; null if it was trained in reality
     * @param real over all trainings, in the real environment
     * @param trainings one by one
     */
    @JsonPropertyOrder({"description", "dream", "real", "trainings"})
    public record Ablation(String description, Score dream, Score real, List<Training> trainings) {

        public Ablation {
            trainings = List.copyOf(trainings);
        }
    }

    /**
     * One training.
     *
     * @param seed of the training
     * @param dream scores in the dream; null if it was trained in reality
     * @param real scores in the real environment
     */
    @JsonPropertyOrder({"seed", "dream", "real"})
    public record Training(long seed, Score dream, Score real) {}

    /**
     * Returns of episodes.
     *
     * @param mean their mean
     * @param sd their standard deviation
     * @param episodes how many
     */
    @JsonPropertyOrder({"mean", "sd", "episodes"})
    public record Score(double mean, double sd, int episodes) {}
}
