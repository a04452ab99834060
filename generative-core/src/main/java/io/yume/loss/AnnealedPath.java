package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Draws;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.Map;

/**
 * A path of densities {@code f_beta} from a distribution that can be drawn from, at {@code beta = 0}, to a density
 * known up to a constant, at {@code beta = 1}, and for each beta a Markov transition that leaves {@code f_beta}
 * invariant. Annealed importance sampling (Neal, 2001) follows it.
 */
public interface AnnealedPath {

    /** The start of the path, at beta = 0: a normalised distribution that can be drawn from. */
    Distribution base();

    /**
     * {@code log f_to - log f_from} at the values that the variables of the base have, {@code [lead]}.
     *
     * @param from a scalar in [0, 1]
     * @param to a scalar in [0, 1]
     */
    Node increment(Node from, Node to, Scope scope);

    /**
     * One transition, which leaves {@code f_beta} invariant, from the values that the variables of the base have.
     *
     * @param beta the position on the path, a scalar in [0, 1]
     * @param size the step size, a scalar above 0
     * @param draws fresh noise
     */
    Transition step(Node beta, Node size, Scope scope, Draws draws);

    /** Whether transitions have a step size, which must be fitted to the density. */
    boolean hasSize();

    /**
     * The result of a transition.
     *
     * @param values the new value of every variable of the base
     * @param acceptance the probability with which the proposal was accepted, {@code [lead]}
     */
    record Transition(Map<String, Value> values, Node acceptance) {}

    /**
     * The geometric path {@code f_beta = base^(1-beta) target^beta} with Hamiltonian transitions (Duane et al., 1987;
     * Neal, 2011) and the acceptance of Metropolis et al. (1953); with one leapfrog step these are Langevin
     * transitions. For continuous variables whose elements can move independently within the supports of the base and
     * of the densities whose product the target is; proposals outside of them are rejected.
     *
     * @param target the log-density without its constant, such as {@code logProb(joint)} for {@code log p(x)}
     * @param leapfrogs leapfrog steps in each transition
     * @throws IllegalArgumentException if there is no leapfrog step
     */
    static AnnealedPath hamiltonian(Distribution base, Objective target, int leapfrogs) {
        return new HamiltonianPath(base, target, leapfrogs);
    }
}
