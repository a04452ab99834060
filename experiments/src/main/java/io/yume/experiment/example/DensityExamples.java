package io.yume.experiment.example;

import static io.yume.experiment.example.Examples.BATCH;
import static io.yume.experiment.example.Examples.CLASSES;
import static io.yume.experiment.example.Examples.PIXELS;
import static io.yume.experiment.example.Examples.SIDE;
import static io.yume.experiment.example.Examples.falling;
import static io.yume.experiment.example.Examples.first;
import static io.yume.experiment.example.Examples.maximised;
import static io.yume.loss.Objectives.logProb;

import io.yume.data.ArrayDataSet;
import io.yume.data.DataSet;
import io.yume.data.Mnist;
import io.yume.data.TwoMoons;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.experiment.report.Picture;
import io.yume.graph.Adam;
import io.yume.graph.Optimizer;
import io.yume.graph.Schedule;
import io.yume.graph.Seed;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;
import io.yume.model.ExpectationMaximisation;
import io.yume.model.Glow;
import io.yume.model.MaskedAutoregressiveFlow;
import io.yume.model.PixelFlow;
import io.yume.model.PlanarFlow;
import io.yume.model.PlaneEnergy;
import io.yume.model.RealNvp;
import io.yume.train.Length;
import io.yume.train.Trainer;
import java.io.IOException;
import java.util.List;
import java.util.function.BiFunction;

/** Mixtures and flows, of points of the plane and of grey digits. */
final class DensityExamples {

    private static final int MOONS = 20_000;
    private static final int GREY = 256;
    private static final long PLANAR_UPDATES = 10_000;
    /** Of the convolutional flow's whole training, 10 epochs. */
    private static final long GLOW_UPDATES = 9_370;

    private DensityExamples() {}

    static List<Example> all() {
        return List.of(
                new Example(
                        "gmm",
                        "Mixture of Gaussians by expectation maximisation (Dempster, Laird and Rubin, 1977)",
                        200,
                        DensityExamples::gmm),
                new Example(
                        "real-nvp",
                        "Coupling flow of two moons (Dinh, Sohl-Dickstein and Bengio, 2017)",
                        80,
                        most -> moons(most, RealNvp.of(2, 8, 64).density())),
                new Example(
                        "maf",
                        "Masked autoregressive flow of two moons (Papamakarios, Pavlakou and Murray, 2017)",
                        80,
                        most -> moons(
                                most, MaskedAutoregressiveFlow.of(2, 6, 64).density())),
                new Example(
                        "real-nvp-digits",
                        "Coupling flow of grey digits as vectors (Dinh, Sohl-Dickstein and Bengio, 2017)",
                        10,
                        DensityExamples::realNvpDigits),
                new Example(
                        "real-nvp-classes",
                        "The same given the class of a digit",
                        10,
                        DensityExamples::realNvpOfClasses),
                new Example(
                        "planar",
                        "Planar flows towards a ring of the plane (Rezende and Mohamed, 2015)",
                        Length.updates(PLANAR_UPDATES),
                        most -> planar(PlaneEnergy.RING)),
                new Example(
                        "planar-wave",
                        "The same towards a wave",
                        Length.updates(PLANAR_UPDATES),
                        most -> planar(PlaneEnergy.WAVE)),
                new Example(
                        "planar-dent",
                        "The same towards a wave with a dent",
                        Length.updates(PLANAR_UPDATES),
                        most -> planar(PlaneEnergy.DENT)),
                new Example(
                        "planar-fork",
                        "The same towards a wave that splits",
                        Length.updates(PLANAR_UPDATES),
                        most -> planar(PlaneEnergy.FORK)),
                new Example(
                        "glow",
                        "Convolutional flow of grey digits (Kingma and Dhariwal, 2018)",
                        10,
                        DensityExamples::glow));
    }

    private static Setting moons(int most, Factor density) {
        return moons(most, logProb(density).mean(), Adam.of(5e-3).decaying(0.9994, 5e-5), 200, density);
    }

    /** All points in each step, whose means replace what is learned: nothing is left to the optimiser. */
    private static Setting gmm(int most) {
        ExpectationMaximisation model = ExpectationMaximisation.of(16, 2, 2);
        return moons(most, model.mean(), Adam.of(1e-3), MOONS, model.mixture().joint());
    }

    private static Setting moons(int most, Objective objective, Optimizer optimizer, int batch, Distribution model) {
        return maximised(
                objective,
                null,
                optimizer,
                TwoMoons.of(Math.min(most, MOONS)),
                batch,
                TwoMoons.of(Math.min(most, 10_000)),
                Drawings.ofPoints(model));
    }

    private static Setting planar(PlaneEnergy energy) {
        PlanarFlow model = PlanarFlow.of(energy, 32);
        // No data: so many points are drawn at a time, and tested.
        DataSet nothing = ArrayDataSet.of("nothing", new float[10_000], 1);
        return maximised(
                model.annealed(Annealing.linear(0.01, 1, PLANAR_UPDATES / 2)).mean(),
                model.bound().mean(),
                Adam.of(1e-2).with(Schedule.cosine(1e-2, 1e-5, PLANAR_UPDATES)),
                nothing,
                200,
                nothing,
                Drawings.ofPoints(model.density()));
    }

    private static Setting realNvpDigits(int most) throws IOException {
        PixelFlow model = RealNvp.ofPixels(GREY, PIXELS, 5, 512);
        return pixels(most, model, Adam.of(1e-4), BATCH, Drawings.ofPixels(model.density(), SIDE, 2));
    }

    private static Setting realNvpOfClasses(int most) throws IOException {
        PixelFlow model = RealNvp.ofPixelsOfClasses(GREY, PIXELS, CLASSES, 5, 512);
        return pixels(most, model, Adam.of(1e-4), BATCH, Drawings.ofPixelsOfClasses(model.density(), SIDE, 2, CLASSES));
    }

    private static Setting glow(int most) throws IOException {
        Mnist mnist = Mnist.load();
        PixelFlow model = Glow.of(GREY, SIDE, 2, 4, 64);
        return pixels(
                model,
                falling(GLOW_UPDATES),
                64,
                first(mnist.train().inChannels(SIDE), most),
                first(mnist.test().inChannels(SIDE), most),
                Drawings.ofPixels(model.density(), SIDE, 2));
    }

    private static Setting pixels(
            int most, PixelFlow model, Optimizer optimizer, int batch, BiFunction<Trainer, Seed, Picture> drawing)
            throws IOException {
        Mnist mnist = Mnist.load();
        return pixels(model, optimizer, batch, first(mnist.train(), most), first(mnist.test(), most), drawing);
    }

    private static Setting pixels(
            PixelFlow model,
            Optimizer optimizer,
            int batch,
            DataSet train,
            DataSet test,
            BiFunction<Trainer, Seed, Picture> drawing) {
        return maximised(model.bound().mean(), null, optimizer, train, batch, test, drawing)
                .scoring(new BitsScore(model));
    }
}
