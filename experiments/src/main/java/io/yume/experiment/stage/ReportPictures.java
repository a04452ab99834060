package io.yume.experiment.stage;

import io.yume.experiment.report.AnimatedGif;
import io.yume.experiment.report.HtmlReport;
import io.yume.experiment.report.Picture;
import io.yume.experiment.report.Pictures;
import io.yume.experiment.run.RunConfig;
import io.yume.experiment.run.RunContext;
import io.yume.graph.Seed;
import io.yume.world.vision.Vision;
import io.yume.world.vision.VisionConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What Vision and the dream look like. */
final class ReportPictures {

    private static final int COLUMNS = 7;
    private static final int GAP = 4;
    private static final int STRIPS = 3;
    private static final int STRIP_STEPS = 6;

    /** Every other step keeps the page small. */
    private static final int GIF_STRIDE = 2;

    private static final int DELAY_MILLIS = 70;
    private static final String PNG = "image/png";

    private final RunContext context;
    private final Scores scores;
    private final Films films;
    private final Vision vision;
    private final Seed seed;
    private final List<List<float[]>> dreams;

    ReportPictures(RunContext context, Scores scores, Films films, Vision vision) throws IOException {
        this.context = context;
        this.scores = scores;
        this.films = films;
        this.vision = vision;
        seed = context.seed().split(ReportStage.NAME);
        RunConfig config = context.config();
        int count = Math.min(Math.max(STRIPS, config.report().gifs()), scores.dream().length);
        dreams = films.dreamed(count, Math.max(config.report().gifSteps(), COLUMNS * STRIP_STEPS));
    }

    /** Real and dreamed episodes side by side. */
    void episodes(HtmlReport page) throws IOException {
        RunConfig config = context.config();
        int steps = config.report().gifSteps();
        int wanted = Math.min(config.report().gifs(), scores.real().length);
        List<List<Picture>> real = wanted == 0 ? List.of() : films.real(wanted, steps);
        int count = Math.min(real.size(), dreams.size());
        if (count > 0) {
            page.section("Real and dreamed episodes");
            page.paragraph(
                    "Left of each pair the real environment, right the dream as Vision decodes it, at temperature "
                            + config.dream().temperature()
                            + "; the same controller plays in both. These are the first episodes "
                            + "of the evaluation, not chosen ones, and their first " + steps + " steps.");
        }
        for (int i = 0; i < count; i++) {
            List<float[]> codes = dreams.get(i);
            List<Picture> dream = films.decode(codes.subList(0, Math.min(codes.size(), steps + 1)));
            page.figure(
                    "return " + Words.whole(scores.real()[i]) + " in reality, " + Words.whole(scores.dream()[i])
                            + " in the dream",
                    AnimatedGif.sideBySide(thinned(real.get(i)), thinned(dream), 1, DELAY_MILLIS),
                    "image/gif",
                    2 * (2 * VisionConfig.SIDE + GAP));
        }
    }

    /** Fewer frames, the last one always among them. */
    private static List<Picture> thinned(List<Picture> film) {
        List<Picture> few = new ArrayList<>();
        for (int i = (film.size() - 1) % GIF_STRIDE; i < film.size(); i += GIF_STRIDE) {
            few.add(film.get(i));
        }
        return few;
    }

    /** Frames through Vision and back, and frames from codes of other origins. */
    void vision(HtmlReport page) throws IOException {
        int count = 2 * COLUMNS;
        byte[] frames = HeldOutFrames.record(context, 50 * count);
        byte[] chosen = new byte[count * VisionConfig.PIXELS];
        for (int i = 0; i < count; i++) {
            // One of each episode, each at another moment.
            int at = 50 * i + 3 * i;
            System.arraycopy(frames, at * VisionConfig.PIXELS, chosen, i * VisionConfig.PIXELS, VisionConfig.PIXELS);
        }
        float[] means = new float[count * vision.config().latents()];
        vision.encode(chosen, 0, count, means, null);
        List<Picture> originals = Films.pictures(chosen, count);
        List<Picture> decoded = Films.pictures(vision.decode(means, count), count);
        List<Picture> rows = new ArrayList<>();
        for (int first = 0; first < count; first += COLUMNS) {
            rows.addAll(originals.subList(first, first + COLUMNS));
            rows.addAll(decoded.subList(first, first + COLUMNS));
        }
        figure(page, "Held-out frames, each above its reconstruction", rows);
        figure(page, "Dreams from their start, one a row, every " + STRIP_STEPS + " steps", strips());
        figure(page, "Decoded from codes drawn from N(0, 1)", films.decode(normal(2 * COLUMNS)));
    }

    private List<Picture> strips() {
        List<Picture> strips = new ArrayList<>();
        for (List<float[]> dream : dreams.subList(0, Math.min(STRIPS, dreams.size()))) {
            // A dream that is over stays on its last code.
            strips.addAll(films.decode(IntStream.range(0, COLUMNS)
                    .mapToObj(column -> dream.get(Math.min(column * STRIP_STEPS, dream.size() - 1)))
                    .toList()));
        }
        return strips;
    }

    private List<float[]> normal(int count) {
        SplittableRandom random = seed.split("normal").generator();
        List<float[]> codes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] code = new float[vision.config().latents()];
            for (int d = 0; d < code.length; d++) {
                code[d] = (float) random.nextGaussian();
            }
            codes.add(code);
        }
        return codes;
    }

    private static void figure(HtmlReport page, String caption, List<Picture> pictures) throws IOException {
        Picture grid = Picture.grid(pictures, COLUMNS, GAP);
        page.figure(caption, Pictures.png(grid), PNG, 2 * grid.width());
    }
}
