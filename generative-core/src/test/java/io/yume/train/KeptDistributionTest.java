package io.yume.train;

import static io.yume.loss.Objectives.expectation;
import static io.yume.loss.Objectives.kl;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yume.data.ArrayDataSet;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.graph.Adam;
import io.yume.graph.Parameters;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import org.junit.jupiter.api.Test;

/** A student that is to resemble a teacher, which stays as it is. */
final class KeptDistributionTest {

    private final Factor teacher = Normal.of("y").given("x").by(mlp(2, 8, 2)).named("teacher");
    private final Factor student =
            Normal.of("y").given("x").by(mlp(2, 16, 2)).named("student").as("q");
    private final ArrayDataSet data = ArrayDataSet.of("x", new float[] {0, 1, 1, 0, -1, 0.5f, 0.3f, -0.7f}, 2)
            .and("y", new float[] {1, -1, 0.5f, 2}, 1);
    private final TrainerPlan ofTeacher =
            Trainer.maximise(logProb(teacher).mean()).with(Adam.of(1e-2)).on(data, 4);

    private TrainerPlan ofStudent(Distribution... kept) {
        return Trainer.minimise(kl(student, teacher).mean())
                .keeping(kept)
                .with(Adam.of(1e-2))
                .on(data, 4);
    }

    @Test
    void aStudentBecomesItsTeacher() {
        try (Trainer first = ofTeacher.compile();
                Trainer second = ofStudent(teacher).averaging(0.5).compile()) {
            first.fit(Length.updates(50));
            second.startFrom(first.parameters(), "teacher.");
            double before = second.evaluate(data).objective();
            second.fit(Length.updates(800));
            assertThat(before).isGreaterThan(0.1);
            assertThat(second.evaluate(data).objective()).isBetween(-1e-6, 0.01);
            for (Parameters learned : new Parameters[] {second.parameters(), second.averages()}) {
                first.parameters().specs().keySet().forEach(name -> assertThat(learned.get(name))
                        .as(name)
                        .isEqualTo(first.parameters().get(name)));
            }
            try (Trainer again = ofStudent(teacher).averaging(0.5).compile()) {
                again.restore(second.checkpoint());
                assertThat(again.checkpoint()).isEqualTo(second.checkpoint());
            }
        }
    }

    /** A draw of the teacher is as good as the teacher itself. */
    @Test
    void drawsOfWhatIsKeptNeedNoEstimator() {
        Objective imitation = expectation(teacher.detached(), logProb(student)).mean();
        ArrayDataSet inputs = ArrayDataSet.of("x", new float[] {0, 1, 1, 0}, 2);
        try (Trainer trainer =
                Trainer.maximise(imitation).keeping(teacher).on(inputs, 2).compile()) {
            float[] before = trainer.parameters().get("teacher.dense0.weight");
            float[] ofStudent = trainer.parameters().get("student.dense0.weight");
            trainer.fit(Length.updates(3));
            assertThat(trainer.parameters().get("teacher.dense0.weight")).isEqualTo(before);
            assertThat(trainer.parameters().get("student.dense0.weight")).isNotEqualTo(ofStudent);
        }
    }

    @Test
    void whatIsKeptIsUsedAndNotLearned() {
        assertThatThrownBy(() -> Trainer.maximise(logProb(teacher).mean())
                        .keeping(student)
                        .on(data, 4)
                        .compile())
                .hasMessage("what is kept must be in a term: without one=q(y|x)");
        assertThatThrownBy(() -> Trainer.of(
                                Phase.minimise("one", kl(student, teacher).mean())
                                        .learning(student, teacher))
                        .keeping(teacher)
                        .on(data, 4)
                        .compile())
                .hasMessageContaining("a phase must not learn what is kept: name=teacher.");
    }
}
