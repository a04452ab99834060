package io.yume.experiment.example;

import static io.yume.loss.Objectives.elbo;
import static io.yume.loss.Objectives.logProb;
import static io.yume.nn.Networks.mlp;

import io.yume.data.Bars;
import io.yume.data.DataSet;
import io.yume.data.LabelledImages;
import io.yume.data.Mnist;
import io.yume.data.PartlyLabelled;
import io.yume.distribution.Distribution;
import io.yume.distribution.Factor;
import io.yume.distribution.Joint;
import io.yume.distribution.OneHotCategorical;
import io.yume.experiment.report.Picture;
import io.yume.graph.Adam;
import io.yume.graph.Optimizer;
import io.yume.graph.RmsProp;
import io.yume.graph.Schedule;
import io.yume.graph.Seed;
import io.yume.loss.Annealing;
import io.yume.loss.Objective;
import io.yume.loss.Phase;
import io.yume.model.BetaAutoencoder;
import io.yume.model.ConditionalAutoencoder;
import io.yume.model.DeepMarkovModel;
import io.yume.model.FactorAutoencoder;
import io.yume.model.GenerativeAdversarialNetwork;
import io.yume.model.HelmholtzMachine;
import io.yume.model.HierarchicalAutoencoder;
import io.yume.model.ImportanceWeightedAutoencoder;
import io.yume.model.InfoAutoencoder;
import io.yume.model.InformationBottleneck;
import io.yume.model.JointMultimodalAutoencoder;
import io.yume.model.MixtureOfExpertsAutoencoder;
import io.yume.model.MultimodalAutoencoder;
import io.yume.model.SemiSupervisedAutoencoder;
import io.yume.model.VariationalAutoencoder;
import io.yume.model.VariationalRecurrentNetwork;
import io.yume.train.Length;
import io.yume.train.Trainer;
import io.yume.train.TrainerPlan;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** The examples, with the sizes and rates of their protocols. */
public final class Examples {

    static final int PIXELS = 784;
    static final int SIDE = 28;
    static final int BATCH = 128;
    static final int CLASSES = 10;
    private static final int BAR_SIDE = 5;
    private static final double BAR_PROBABILITY = 0.1;
    private static final long BAR_UPDATES = 20_000;

    /** Of the joint autoencoder's whole training, 300 epochs. */
    private static final long JOINT_UPDATES = 140_000;
    /** Of the semi-supervised one's, 160 epochs. */
    private static final long SEMI_SUPERVISED_UPDATES = 96_000;

    private Examples() {}

    /** All of them, in the order in which they are listed. */
    public static List<Example> all() {
        List<Example> own = List.of(
                new Example("vae", "Variational autoencoder (Kingma and Welling, 2014)", 10, Examples::vae),
                new Example(
                        "vae-binary",
                        "The same of binary pixels, by the recipe of Altosaar (2016)",
                        Length.updates(30_000),
                        Examples::vaeBinary),
                new Example(
                        "vae-draws",
                        "The same of grey pixels, with the divergence by draws, too",
                        10,
                        Examples::vaeByDraws),
                new Example("cvae", "Conditional autoencoder (Sohn, Lee and Yan, 2015)", 10, Examples::cvae),
                new Example(
                        "hierarchical",
                        "Two layers of codes (Rezende, Mohamed and Wierstra, 2014)",
                        10,
                        Examples::hierarchical),
                new Example(
                        "iwae",
                        "Importance-weighted autoencoder, 5 samples (Burda, Grosse and Salakhutdinov, 2016)",
                        10,
                        most -> iwae(most, 5)),
                new Example("iwae-1", "The same with 1 sample, which is a VAE", 10, most -> iwae(most, 1)),
                new Example("iwae-50", "The same with 50 samples", 10, most -> iwae(most, 50)),
                new Example("m2", "Semi-supervised autoencoder, 100 labels (Kingma et al., 2014)", 160, Examples::m2),
                new Example(
                        "jmvae", "Joint autoencoder of digits and classes (Suzuki et al., 2016)", 10, Examples::jmvae),
                new Example(
                        "jmvae-poe", "The same, whose encoders are products of experts", 10, Examples::jmvaeOfExperts),
                new Example(
                        "mvae",
                        "Every view's bound, with a product of experts (Wu and Goodman, 2018)",
                        10,
                        Examples::mvae),
                new Example("mmvae", "The same with a mixture of experts (Shi et al., 2019)", 10, Examples::mmvae),
                new Example("classifier", "Classes of grey digits by maximum likelihood", 10, Examples::classifier),
                new Example(
                        "vib",
                        "The same through an information bottleneck (Alemi, Fischer, Dillon and Murphy, 2017)",
                        10,
                        Examples::informationBottleneck),
                new Example(
                        "dmm",
                        "Deep Markov model of rows of pixels (Krishnan, Shalit and Sontag, 2017)",
                        5,
                        Examples::dmm),
                new Example(
                        "vrnn",
                        "Variational recurrent network of rows of pixels (Chung et al., 2015)",
                        2,
                        Examples::vrnn),
                new Example("info-vae", "InfoVAE with MMD (Zhao, Song and Ermon, 2019)", 10, Examples::infoVae),
                new Example("beta-vae", "beta-VAE with a capacity (Burgess et al., 2018)", 10, Examples::betaVae),
                new Example(
                        "factor-vae",
                        "FactorVAE, whose codes are independent (Kim and Mnih, 2018)",
                        10,
                        Examples::factorVae),
                new Example(
                        "gan",
                        "Generative adversarial network (Goodfellow et al., 2014)",
                        20,
                        most -> gan(most, GenerativeAdversarialNetwork.Loss.NON_SATURATING)),
                new Example(
                        "gan-minimax",
                        "The same with a generator that minimises what the discriminator maximises",
                        20,
                        most -> gan(most, GenerativeAdversarialNetwork.Loss.MINIMAX)),
                new Example(
                        "gan-likelihood",
                        "The same with a generator that follows the likelihood",
                        20,
                        most -> gan(most, GenerativeAdversarialNetwork.Loss.MAXIMUM_LIKELIHOOD)),
                new Example(
                        "wake-sleep",
                        "Helmholtz machine on bars (Hinton, Dayan, Frey and Neal, 1995)",
                        Length.updates(BAR_UPDATES),
                        most -> bars(most, false)),
                new Example(
                        "reweighted-wake-sleep",
                        "The same with weighted draws (Bornschein and Bengio, 2015)",
                        Length.updates(BAR_UPDATES),
                        most -> bars(most, true)));
        return Stream.concat(own.stream(), DensityExamples.all().stream()).toList();
    }

    static DataSet first(DataSet data, int most) {
        return data.size() <= most ? data : data.range(0, most);
    }

    /** The digits to test, binarised once for all. */
    private static LabelledImages binaryTest(Mnist mnist) {
        return mnist.test().binarisedOnce(Seed.root(2));
    }

    /** Adam at a rate that falls over a whole training, and that a short one hardly sees fall. */
    static Optimizer falling(long updates) {
        return Adam.of(1e-3).with(Schedule.cosine(1e-3, 1e-5, updates));
    }

    /** A model of grey or binary digits that has one objective. */
    private static Setting digits(
            Objective objective,
            Objective tested,
            Optimizer optimizer,
            DataSet train,
            DataSet test,
            BiFunction<Trainer, Seed, Picture> drawing) {
        return maximised(objective, tested, optimizer, train, BATCH, test, drawing);
    }

    /** One objective, learned from so many examples at a time, or all there are. */
    static Setting maximised(
            Objective objective,
            Objective tested,
            Optimizer optimizer,
            DataSet train,
            int batch,
            DataSet test,
            BiFunction<Trainer, Seed, Picture> drawing) {
        TrainerPlan plan = Trainer.maximise(objective).with(optimizer).on(train, Math.min(batch, train.size()));
        return new Setting(List.of(objective.latex()), plan, test, tested, drawing);
    }

    /** A model of grey digits that has one objective and learns by Adam. */
    private static Setting greyDigits(int most, Objective objective, Distribution model) throws IOException {
        return greyDigits(most, objective, Drawings.of(model, SIDE, 2));
    }

    private static Setting greyDigits(int most, Objective objective, BiFunction<Trainer, Seed, Picture> drawing)
            throws IOException {
        Mnist mnist = Mnist.load();
        return digits(objective, null, Adam.of(1e-3), first(mnist.train(), most), first(mnist.test(), most), drawing);
    }

    private static Setting vae(int most) throws IOException {
        VariationalAutoencoder model = VariationalAutoencoder.ofGrey(PIXELS, 512, 64);
        return greyDigits(most, model.bound().mean(), model.decoder().times(model.prior()));
    }

    private static Setting vaeByDraws(int most) throws IOException {
        VariationalAutoencoder model = VariationalAutoencoder.ofGrey(PIXELS, 512, 64);
        Joint joint = model.decoder().times(model.prior());
        return greyDigits(most, elbo(joint, model.encoder()).mean(), joint);
    }

    private static Setting vaeBinary(int most) throws IOException {
        Mnist mnist = Mnist.load();
        VariationalAutoencoder model = VariationalAutoencoder.of(PIXELS, 256, 128);
        Joint joint = model.decoder().times(model.prior());
        return digits(
                        model.bound().mean(),
                        null,
                        RmsProp.of(1e-3).decay(0.99).center(),
                        first(mnist.train().binarised(), most),
                        first(binaryTest(mnist), most),
                        Drawings.of(joint, SIDE, 2))
                .scoring(new LikelihoodScore(joint, model.encoder()));
    }

    private static Setting cvae(int most) throws IOException {
        ConditionalAutoencoder model = ConditionalAutoencoder.ofGrey(PIXELS, CLASSES, 512, 64);
        return greyDigits(
                most, model.bound().mean(), Drawings.ofClasses(model.decoder().times(model.prior()), SIDE, 2, CLASSES));
    }

    private static Setting hierarchical(int most) throws IOException {
        HierarchicalAutoencoder model = HierarchicalAutoencoder.ofGrey(PIXELS, 512, 64);
        return greyDigits(most, model.bound().mean(), model.model());
    }

    private static Setting iwae(int most, int samples) throws IOException {
        Mnist mnist = Mnist.load();
        ImportanceWeightedAutoencoder model = ImportanceWeightedAutoencoder.of(PIXELS, 200, 50);
        return maximised(
                        model.doublyReparameterised(samples).mean(),
                        model.bound(50).mean(),
                        Adam.of(1e-3).epsilon(1e-4),
                        first(mnist.train().binarised(), most),
                        20,
                        first(binaryTest(mnist), most),
                        Drawings.of(model.joint(), SIDE, 2))
                .scoring(new LikelihoodScore(model.joint(), model.encoder()));
    }

    private static Setting m2(int most) throws IOException {
        Mnist mnist = Mnist.load();
        SemiSupervisedAutoencoder model = SemiSupervisedAutoencoder.of(PIXELS, CLASSES, 500, 50)
                .classifiedBy(SemiSupervisedAutoencoder.convolutional(SIDE, CLASSES, 16, 128));
        DataSet train = first(PartlyLabelled.of(mnist.train().binarised(), 10, Seed.root(1)), most);
        // Without the classes of the images: the bound draws them.
        DataSet test = PartlyLabelled.of(binaryTest(mnist), 1, Seed.root(1));
        return maximised(
                        model.objective(0.3, 1).mean(),
                        model.unlabelled().mean(),
                        falling(SEMI_SUPERVISED_UPDATES),
                        train,
                        100,
                        first(test, most),
                        Drawings.ofClasses(model.decoder().times(model.style()), SIDE, 2, CLASSES))
                .scoring(
                        new AccuracyScore(model.classifier(), first(binaryTest(mnist), most), "binary pixels"),
                        new AccuracyScore(model.classifier(), first(mnist.test(), most), "grey pixels"));
    }

    /** Two views, binary digits and their classes; tested is the digits' likelihood, drawn are digits of each class. */
    private static Setting views(
            Optimizer optimizer,
            Objective objective,
            Objective tested,
            Distribution digitOfClass,
            Score likelihood,
            int most)
            throws IOException {
        Mnist mnist = Mnist.load();
        return digits(
                        objective,
                        tested,
                        optimizer,
                        first(mnist.train().binarised(), most),
                        first(binaryTest(mnist), most),
                        Drawings.ofClasses(digitOfClass, SIDE, 2, CLASSES))
                .scoring(likelihood);
    }

    private static Setting jmvae(int most) throws IOException {
        return jmvae(JointMultimodalAutoencoder.of(PIXELS, CLASSES, 512, 64), most);
    }

    private static Setting jmvaeOfExperts(int most) throws IOException {
        return jmvae(JointMultimodalAutoencoder.ofExperts(PIXELS, CLASSES, 512, 64), most);
    }

    private static Setting jmvae(JointMultimodalAutoencoder model, int most) throws IOException {
        return views(
                falling(JOINT_UPDATES),
                model.annealed(Annealing.linear(0, 1, 5000), 0.1).mean(),
                model.firstBound(50).mean(),
                model.firstGivenSecond(),
                new LikelihoodScore(model.first().times(model.prior()), model.firstEncoder()),
                most);
    }

    private static Setting mvae(int most) throws IOException {
        MultimodalAutoencoder model = MultimodalAutoencoder.of(PIXELS, CLASSES, 512, 64, 50);
        return views(
                Adam.of(1e-3),
                model.objective(Annealing.linear(0, 1, 2000), 0).mean(),
                model.likelihoodBound(50, 0).mean(),
                model.generating(0, 1),
                new LikelihoodScore(model.model(0), model.posterior(0)),
                most);
    }

    private static Setting mmvae(int most) throws IOException {
        MixtureOfExpertsAutoencoder model = MixtureOfExpertsAutoencoder.of(PIXELS, CLASSES, 400, 20);
        return views(
                Adam.of(1e-3),
                model.doublyReparameterised(5).mean(),
                model.likelihoodBound(50, 0).mean(),
                model.generating(0, 1),
                new LikelihoodScore(
                        model.decoders().get(0).times(model.prior()),
                        model.experts().get(0)),
                most);
    }

    private static Setting classifier(int most) throws IOException {
        Factor classifier = OneHotCategorical.of("y").given("x").by(mlp(PIXELS, 1024, 1024, CLASSES));
        return classes(most, logProb(classifier), classifier, new AveragedAccuracyScore(classifier, 1));
    }

    private static Setting informationBottleneck(int most) throws IOException {
        InformationBottleneck model = InformationBottleneck.of(PIXELS, CLASSES, 1024, 256);
        return classes(
                most,
                model.objective(1e-3),
                model.model(),
                new AveragedAccuracyScore(model.model(), 1),
                new AveragedAccuracyScore(model.model(), 12));
    }

    /** A model of the classes of grey digits; drawn are those that it gets wrong. */
    private static Setting classes(int most, Objective objective, Distribution model, Score... scores)
            throws IOException {
        Mnist mnist = Mnist.load();
        return digits(
                        objective.mean(),
                        null,
                        Adam.of(1e-4).betas(0.5, 0.999),
                        first(mnist.train(), most),
                        first(mnist.test(), most),
                        new Mistakes(model, mnist.test(), SIDE))
                .scoring(scores);
    }

    private static Setting dmm(int most) throws IOException {
        int codes = 32;
        DeepMarkovModel model = DeepMarkovModel.ofGrey(SIDE, 100, codes);
        return greyRows(
                most,
                model.annealed(Annealing.linear(0.01, 1, 1000)).mean(),
                model.bound().mean(),
                Drawings.ofRows(model.step(), "before", "z", codes, SIDE, 2));
    }

    private static Setting vrnn(int most) throws IOException {
        int hidden = 100;
        int codes = 16;
        VariationalRecurrentNetwork model = VariationalRecurrentNetwork.ofGrey(SIDE, hidden, codes);
        return greyRows(
                most,
                model.bound().mean(),
                null,
                Drawings.ofRows(model.step(SIDE + codes), "h", "after", hidden, SIDE, 2));
    }

    /** A model of grey digits, row by row, that learns by Adam. */
    private static Setting greyRows(
            int most, Objective objective, Objective tested, BiFunction<Trainer, Seed, Picture> drawing)
            throws IOException {
        Mnist mnist = Mnist.load();
        return digits(
                objective,
                tested,
                Adam.of(1e-3),
                first(mnist.train().inRows(SIDE), most),
                first(mnist.test().inRows(SIDE), most),
                drawing);
    }

    private static Setting infoVae(int most) throws IOException {
        InfoAutoencoder model = InfoAutoencoder.ofGrey(PIXELS, 512, 20);
        return greyDigits(most, model.objective(1, 100), model.decoder().times(model.prior()));
    }

    private static Setting betaVae(int most) throws IOException {
        BetaAutoencoder model = BetaAutoencoder.ofGrey(PIXELS, 512, 10);
        return greyDigits(
                most,
                model.withCapacity(30, Annealing.linear(0, 20, 4000)).mean(),
                model.decoder().times(model.prior()));
    }

    private static Setting factorVae(int most) throws IOException {
        Mnist mnist = Mnist.load();
        FactorAutoencoder model = FactorAutoencoder.ofGrey(PIXELS, 512, 10);
        return phases(
                model.phases(10, Adam.of(1e-3), Adam.of(1e-3)),
                first(mnist.train(), most),
                first(mnist.test(), most),
                model.objective(10).mean(),
                model.decoder().times(model.prior()));
    }

    private static Setting gan(int most, GenerativeAdversarialNetwork.Loss loss) throws IOException {
        Mnist mnist = Mnist.load();
        GenerativeAdversarialNetwork model = GenerativeAdversarialNetwork.ofImages(PIXELS, 256, 64);
        DataSet train = first(mnist.train(), most);
        return phases(
                        model.phases(loss, Adam.of(2e-4).betas(0.5, 0.999)),
                        train,
                        first(mnist.test(), most),
                        null,
                        model.joint())
                .scoring(new ParzenScore(model.joint(), Math.min(most, 10_000), first(train, 1000)));
    }

    private static Setting bars(int most, boolean reweighted) {
        HelmholtzMachine model = HelmholtzMachine.of(BAR_SIDE * BAR_SIDE, 15);
        DataSet train = Bars.of(BAR_SIDE, BAR_PROBABILITY, Math.min(most, 10_000));
        Optimizer rate = fallingToAHundredth(0.1);
        Optimizer ofPrior = fallingToAHundredth(1e-3);
        Phase[] phases = reweighted ? model.reweightedWakeSleep(10, rate, ofPrior) : model.wakeSleep(rate, ofPrior);
        return new Setting(
                Arrays.stream(phases).map(Phase::latex).toList(),
                Trainer.of(phases).on(train, Math.min(50, train.size())),
                Bars.of(BAR_SIDE, BAR_PROBABILITY, Math.min(most, 500)),
                model.bound(500).mean(),
                Drawings.of(model.joint(), BAR_SIDE, 8));
    }

    /** Over the updates of the bars. */
    private static Optimizer fallingToAHundredth(double rate) {
        return Adam.of(rate).decaying(Math.pow(0.01, 1.0 / BAR_UPDATES), rate / 100);
    }

    private static Setting phases(Phase[] phases, DataSet train, DataSet test, Objective tested, Distribution model) {
        return new Setting(
                Arrays.stream(phases).map(Phase::latex).toList(),
                Trainer.of(phases).on(train, Math.min(BATCH, train.size())),
                test,
                tested,
                Drawings.of(model, SIDE, 2));
    }
}
