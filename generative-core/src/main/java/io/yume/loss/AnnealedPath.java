package io.yume.loss;

import io.yume.distribution.Distribution;
import io.yume.distribution.Draws;
import io.yume.distribution.Value;
import io.yume.graph.Node;
import java.util.Map;

/**
 * A way from a distribution that can be drawn from to a density known up to a constant: densities {@code f_beta} from {@code beta = 0} to
 * 1, and for each a Markov transition that leaves it as it is. Annealed importance sampling (Neal, 2001) goes along it.
 */
public interface AnnealedPath {

    /** Where it begins: normalised, and drawn from. */
    Distribution base();

    /**
     * {@code log f_to - log f_from} at the values that the variables of the base have, {@code [lead]}.
     *
     * @param from a scalar in [0, 1]
     * @param to a scalar in [0, 1]
     */
    Node increment(Node from, Node to, Scope scope);

    /**
     * One transition from the values that the variables of the base have.
     *
     * @param beta where on the way, a scalar
     * @param size of a step, a scalar above 0
     * @param draws fresh noise
     */
    Transition step(Node beta, Node size, Scope scope, Draws draws);

    /** Whether transitions have a size, which must be fitted to the density. */
    boolean hasSize();

    /**
     * Where a transition leads.
     *
     * @param values of every variable of the base
     * @param acceptance the probability with which it was accepted, {@code [lead]}
     */
    record Transition(Map<String, Value> values, Node acceptance) {}

    /**
     * The geometric way {@code f_beta = base^(1-beta) target^beta} with Hamiltonian transitions (Duane et al., 1987; Neal, 2011), accepted
     * or not as Metropolis et al. (1953). With one leapfrog these are Langevin transitions. For continuous variables
     * whose elements move freely within the supports of the base and of the densities that the target is a product of: beyond, nothing is
     * accepted.
     *
     * @param target the log-density without its constant, such as {@code logProb(joint)} for {@code log p(x)}
     * @param leapfrogs steps between two acceptances
     * @throws IllegalArgumentException if there is no leapfrog
     */
    static AnnealedPath hamiltonian(Distribution base, Objective target, int leapfrogs) {
        return new HamiltonianPath(base, target, leapfrogs);
    }
}
