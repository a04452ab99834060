package io.yume.graph.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.yume.graph.Gradients;
import io.yume.graph.Graph;
import io.yume.graph.Leaf;
import io.yume.graph.Node;
import io.yume.graph.Parameters;
import io.yume.graph.RandomGraph;
import io.yume.graph.Seed;
import io.yume.graph.TestModels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Memory plans: nothing is overwritten while somebody will read it. */
final class PlanTest {

    @Test
    void liveValuesNeverShareMemoryInRandomGraphs() {
        int shared = 0;
        for (long seed = 10_000; seed < 10_300; seed++) {
            RandomGraph random = new RandomGraph(seed);
            List<Node> roots = new ArrayList<>(random.outputs().values());
            roots.add(random.loss());
            List<Node> parameters = parameters(random.graph());
            List<Node> gradients = Gradients.of(random.loss(), parameters);
            try (Arena foreign = new Arena(4096)) {
                Plan plan = compile(roots, parameters, gradients, foreign);
                check("seed " + seed, plan);
                shared += plan.floats() < total(plan) ? 1 : 0;
            }
        }
        assertThat(shared).as("plans that reuse memory").isGreaterThan(40);
    }

    @Test
    void recurrenceOverFiveHundredStepsReusesMemory() {
        TestModels.Model model = TestModels.lstmMixture(500, 4, 8, 32, 3);
        List<Node> parameters = parameters(model.graph());
        List<Node> gradients = Gradients.of(model.loss(), parameters);
        try (Parameters values = new Parameters(model.specs(), Seed.root(0));
                Arena foreign = new Arena(2 * values.count() + 1024)) {
            Plan plan = compile(new ArrayList<>(model.terms().values()), parameters, gradients, foreign);
            check("recurrence", plan);
            assertThat(plan.instructions().size()).isGreaterThan(3000);
            assertThat(plan.floats()).isLessThan(total(plan) * 3 / 4);
        }
    }

    private static List<Node> parameters(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.primitive() instanceof Leaf.Parameter)
                .toList();
    }

    private static Plan compile(List<Node> roots, List<Node> parameters, List<Node> gradients, Arena foreign) {
        Map<Node, Ref> places = new HashMap<>();
        Map<Node, List<Ref>> targets = new HashMap<>();
        int at = 0;
        for (Node parameter : parameters) {
            places.put(parameter, external(parameter, foreign, at));
            at += Arena.align(parameter.shape().size());
        }
        for (Node gradient : gradients) {
            targets.computeIfAbsent(gradient, unused -> new ArrayList<>()).add(external(gradient, foreign, at));
            at += Arena.align(gradient.shape().size());
        }
        return new Compiler(roots, targets, places).compile();
    }

    private static Ref external(Node node, Arena arena, int offset) {
        return Ref.contiguous(new Memory(node.shape().size(), arena, offset), 0, node.shape());
    }

    private static int total(Plan plan) {
        Set<Memory> all = new HashSet<>();
        for (Instruction instruction : plan.instructions()) {
            instruction.reads().forEach(ref -> all.add(ref.memory()));
            instruction.writes().forEach(ref -> all.add(ref.memory()));
        }
        return all.stream()
                .filter(memory -> !memory.external())
                .mapToInt(Memory::size)
                .sum();
    }

    /** Follows two runs and notes for every float whose value it holds. */
    private static void check(String what, Plan plan) {
        Memory[] holds = new Memory[plan.floats()];
        Set<Memory> written = new HashSet<>();
        Set<Memory> lasting = new HashSet<>();
        for (Instruction instruction : plan.instructions()) {
            for (Ref ref : instruction.reads()) {
                if (!ref.memory().external() && ref.memory().last() == Memory.ALWAYS) {
                    lasting.add(ref.memory());
                }
            }
        }
        lasting.forEach(memory -> hold(holds, memory));
        written.addAll(lasting);
        for (int run = 0; run < 2; run++) {
            for (int step = 0; step < plan.instructions().size(); step++) {
                Instruction instruction = plan.instructions().get(step);
                for (Ref ref : instruction.writes()) {
                    if (!ref.memory().external()) {
                        hold(holds, ref.memory());
                        written.add(ref.memory());
                    }
                }
                // After the writes: a step must not overwrite what it reads either.
                for (Ref ref : instruction.reads()) {
                    // Never written: weights that only lend their shape.
                    if (!ref.memory().external() && written.contains(ref.memory())) {
                        assertThat(isHeld(holds, ref.memory()))
                                .as("%s: step %d of run %d reads what it expects", what, step, run)
                                .isTrue();
                    }
                }
            }
        }
        lasting.forEach(memory -> assertThat(isHeld(holds, memory)).as(what).isTrue());
    }

    private static void hold(Memory[] holds, Memory memory) {
        assertThat(memory.offset() % Arena.ALIGNMENT).isZero();
        Arrays.fill(holds, memory.offset(), memory.offset() + memory.size(), memory);
    }

    private static boolean isHeld(Memory[] holds, Memory memory) {
        for (int i = memory.offset(); i < memory.offset() + memory.size(); i++) {
            if (holds[i] != memory) {
                return false;
            }
        }
        return true;
    }
}
