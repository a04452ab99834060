package io.yume.model;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.joint;
import static io.yume.nn.Networks.mlp;

import io.yume.distribution.Bernoulli;
import io.yume.distribution.Joint;
import io.yume.distribution.Normal;
import io.yume.loss.Objective;

/**
 * Two layers of codes (Rezende, Mohamed and Wierstra, 2014):
 *
 * <pre>
 * p(x|a) p(a|z) p(z)    q(a|x) q(z|a)
 * E_q[log p(x|a)p(a|z)p(z) - log q(a|x)q(z|a)]
 * </pre>
 *
 * @param model of the pixels and both codes
 * @param posterior approximates the posterior of both codes
 */
public record HierarchicalAutoencoder(Joint model, Joint posterior) {

    /**
     * Two hidden layers in every network; grey pixels by their cross-entropy, see {@link Bernoulli#grey}.
     *
     * @param pixels length of an image
     * @param hidden length of a hidden layer
     * @param codes length of each code
     */
    public static HierarchicalAutoencoder ofGrey(int pixels, int hidden, int codes) {
        return new HierarchicalAutoencoder(
                joint(
                        Bernoulli.grey("x").given("a").by(mlp(codes, hidden, hidden, pixels)),
                        Normal.of("a").given("z").by(mlp(codes, hidden, hidden, 2 * codes)),
                        Normal.standard("z", codes)),
                joint(
                        Normal.of("a").given("x").by(mlp(pixels, hidden, hidden, 2 * codes)),
                        Normal.of("z").given("a").by(mlp(codes, hidden, hidden, 2 * codes))));
    }

    /** The bound on log p(x), in nats per image. */
    public Objective bound() {
        return elbo(model, posterior);
    }
}
