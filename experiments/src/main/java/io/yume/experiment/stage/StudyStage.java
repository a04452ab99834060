package io.yume.experiment.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yume.experiment.run.Json;
import io.yume.experiment.run.RunContext;
import io.yume.experiment.run.Stage;
import io.yume.world.dream.DreamStarts;
import java.io.IOException;

/** Trains and scores the controllers of a study, one after the other; each is kept when it is done. */
final class StudyStage implements Stage {

    static final String NAME = "study";

    /** What policies without eyes come to in the same episodes. */
    static final String BASELINES = "study-baselines";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonNode run(RunContext context) throws IOException, InterruptedException {
        StudyPlan plan = new StudyPlan(context);
        if (context.result(BASELINES).isEmpty()) {
            double before = context.seconds();
            ObjectNode result = Json.object();
            Baselines.play(context, result);
            context.folder().completeStage(BASELINES, context.seconds() - before, result);
        }
        DreamStarts starts = Latents.starts(context, Pass.LAST);
        long steps = 0;
        int trainings = 0;
        for (double temperature : plan.temperatures()) {
            for (int training = 1; training <= plan.trainings(); training++) {
                steps += plan.at(temperature, training).run(context, starts).steps();
                trainings++;
            }
        }
        for (StudyPlan.Ablation ablation : plan.ablations()) {
            for (int training = 1; training <= plan.trainings(); training++) {
                long equal =
                        plan.at(plan.reference(), training).run(context, starts).steps();
                steps += plan.of(ablation, training, equal).run(context, starts).steps();
                trainings++;
            }
        }
        return Json.object().put("trainings", trainings).put("steps", steps);
    }
}
