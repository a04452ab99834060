package io.yume.train;

import static io.yume.nn.Networks.mlp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Normal;
import io.yume.distribution.Parameter;
import io.yume.graph.Parameters;
import io.yume.graph.Seed;
import io.yume.graph.Shape;
import io.yume.loss.SampleGraph;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SamplerTest {

    @Test
    void drawsEachVariableGivenThoseBefore() {
        Factor z = Normal.standard("z", 1);
        Factor x = Normal.of("x").with(Parameter.variable("z"), Parameter.constant(1e-3));
        try (Parameters none = new Parameters(Map.of(), Seed.root(0));
                Sampler sampler = new Sampler(x.times(z), none, 1000, Map.of())) {
            Sampler.Drawn drawn = sampler.draw(Seed.root(1), Map.of());
            float[] codes = drawn.draws().get("z");
            double squares = 0;
            for (int i = 0; i < 1000; i++) {
                assertThat(drawn.draws().get("x")[i]).isCloseTo(codes[i], within(0.01f));
                assertThat(drawn.means().get("x")[i]).isEqualTo(codes[i]);
                squares += codes[i] * codes[i] / 1000;
            }
            assertThat(squares).isCloseTo(1, within(4 * Math.sqrt(2 / 1000.0)));
            assertThat(sampler.draw(Seed.root(1), Map.of()).draws().get("z")).isEqualTo(codes);
            assertThat(sampler.draw(Seed.root(2), Map.of()).draws().get("z")).isNotEqualTo(codes);
        }
    }

    @Test
    void drawsGivenWhatIsFed() {
        Factor x = Bernoulli.of("x").given("y").by(mlp(1, 2));
        Map<String, Shape> given = Map.of("y", Shape.of(1));
        try (Parameters learned = new Parameters(SampleGraph.of(x, 1, given).specs(), Seed.root(0));
                Sampler sampler = new Sampler(x, learned, 2, given)) {
            learned.set("x|y.dense0.weight", new float[] {50, -50});
            assertThat(sampler.draw(Seed.root(1), Map.of("y", new float[] {1, -1}))
                            .draws()
                            .get("x"))
                    .containsExactly(1, 0, 0, 1);
            assertThatThrownBy(() -> sampler.draw(Seed.root(1), Map.of())).hasMessageContaining("variable=y");
        }
    }
}
