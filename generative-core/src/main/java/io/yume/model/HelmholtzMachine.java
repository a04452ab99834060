package io.yume.model;

import static io.yume.loss.Objectives.iwae;
import static io.yume.loss.Objectives.logProb;
import static io.yume.loss.Objectives.reweighted;
import static io.yume.loss.Objectives.sleep;
import static io.yume.loss.Objectives.wake;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.Parameter;
import io.yume.graph.Optimizer;
import io.yume.graph.Parameters.Initial;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import io.yume.nn.Dense;

/**
 * The Helmholtz machine of Dayan, Hinton, Neal and Zemel (1995) with one layer of hidden coins {@code h}:
 *
 * <pre>{@code
 * wake-sleep (Hinton, Dayan, Frey and Neal, 1995)
 *   p:  max E_q(h|x)[log p(x|h)], E_q(h|x)[log p(h)]
 *   q:  max E_p(x|h)p(h)[log q(h|x)]
 *
 * reweighted wake-sleep (Bornschein and Bengio, 2015), with w_k in proportion to p(x|h_k) p(h_k) / q(h_k|x)
 *   p:  max sum_k w_k log p(x|h_k) p(h_k)
 *   q:  max sum_k w_k log q(h_k|x) + E_p(x|h)p(h)[log q(h|x)]
 * }</pre>
 *
 * @param prior of the hidden coins
 * @param decoder of the pixels x given the hidden coins
 * @param encoder approximates the posterior of the hidden coins
 */
public record HelmholtzMachine(Factor prior, Factor decoder, Factor encoder) {

    /**
     * Initial log-odds of hidden coins: a probability of 0.047. Then few of them are 1 in a draw of the model, so that
     * each comes to represent one cause. At 0.12, where most images come from two of them, some coins represent either
     * of two causes and never separate them.
     */
    private static final Initial RARE = new Initial.Constant(-3);
    /** Initial log-odds of pixels without any cause: a probability of 0.12. */
    private static final Initial DARK = new Initial.Constant(-2);

    /**
     * A sigmoid belief network with a linear layer in each direction. Hidden coins start mostly 0 in both directions,
     * and pixels mostly dark, since causes that are always present explain nothing and are hard to unlearn.
     *
     * @param pixels length of an image
     * @param hidden number of hidden coins
     */
    public static HelmholtzMachine of(int pixels, int hidden) {
        return new HelmholtzMachine(
                Bernoulli.of("h").with(Parameter.learned("logits", RARE, hidden)),
                Bernoulli.of("x").given("h").by(Dense.of(hidden, pixels).biased(DARK)),
                Bernoulli.of("h")
                        .given("x")
                        .by(Dense.of(pixels, hidden).biased(RARE))
                        .as("q"));
    }

    /** {@code p(x|h) p(h)}. */
    public Joint joint() {
        return decoder.times(prior);
    }

    /**
     * The phases of wake-sleep.
     *
     * @param optimizer of the decoder and the encoder
     * @param ofPrior of the prior, which should be much slower: nothing in the data holds a coin that explains
     *     nothing, so its prior follows q until it is a fair coin that the others use as part of a code
     */
    public Phase[] wakeSleep(Optimizer optimizer, Optimizer ofPrior) {
        return new Phase[] {
            phase("wake", wake(decoder, encoder), decoder, optimizer),
            phase("wake of the prior", wake(prior, encoder), prior, ofPrior),
            phase("sleep", sleep(joint(), encoder), encoder, optimizer)
        };
    }

    /** The phases of reweighted wake-sleep with a number of draws of h. */
    public Phase[] reweightedWakeSleep(int samples, Optimizer optimizer, Optimizer ofPrior) {
        Objective wakePosterior = reweighted(joint().detached(), encoder, samples, logProb(encoder));
        return new Phase[] {
            phase("wake", reweighted(joint(), encoder, samples, logProb(decoder)), decoder, optimizer),
            phase("wake of the prior", reweighted(joint(), encoder, samples, logProb(prior)), prior, ofPrior),
            phase("wake and sleep of q", wakePosterior.plus(sleep(joint(), encoder)), encoder, optimizer)
        };
    }

    private static Phase phase(String name, Objective objective, Factor learner, Optimizer optimizer) {
        return Phase.maximise(name, objective.mean()).learning(learner).with(optimizer);
    }

    /** {@code log p(x)}, by the sum over all values of the hidden coins, of which there may be at most 16. */
    public Objective logLikelihood() {
        return logProb(joint().marginalise("h"));
    }

    /** A bound on {@code log p(x)} by importance sampling with q, which gets no gradient from it. */
    public Objective bound(int samples) {
        return iwae(joint(), encoder.detached(), samples);
    }
}
