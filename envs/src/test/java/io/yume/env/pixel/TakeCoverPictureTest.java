package io.yume.env.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yume.env.OpenLoopPolicies;
import io.yume.env.OpenLoopPolicy;
import io.yume.env.pixel.TakeCoverState.Fireball;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What is seen follows the state. */
class TakeCoverPictureTest {

    private static final int SIZE = 64;

    private final TakeCover game = new TakeCover();
    private final byte[] frame = new byte[SIZE * SIZE * 3];

    @Test
    void picturesAreTheSameOnEveryMachine() {
        float[] action = new float[1];
        OpenLoopPolicy.Run run = OpenLoopPolicies.random().start(game.actionSpace(), 12);
        game.reset(12);
        List<Long> checksums = new ArrayList<>();
        for (int t = 0; t <= 120; t++) {
            if (t % 30 == 0) {
                game.observe(frame);
                CRC32 crc = new CRC32();
                crc.update(frame);
                checksums.add(crc.getValue());
            }
            run.next(action);
            game.step(action);
        }
        assertThat(checksums).containsExactly(4166845067L, 847555343L, 46460703L, 1066381300L, 1561294258L);
    }

    @Test
    void fireballIsSeenWhereItIsAndGrowsAsItComes() {
        int pictures = 0;
        for (long seed = 0; seed < 40; seed++) {
            game.reset(seed);
            double lastNear = Double.MAX_VALUE;
            int lastArea = 0;
            do {
                List<Fireball> fireballs = game.state().fireballs();
                // Alone, in flight and wholly within the picture, so that all bright pixels are its own.
                if (fireballs.size() != 1) {
                    lastNear = Double.MAX_VALUE;
                    lastArea = 0;
                    continue;
                }
                double depth = fireballs.get(0).distance() + 8;
                double column = 32 + 44 * (fireballs.get(0).x() - game.state().playerX()) / depth;
                double radius = 44 * 2.4 / depth;
                game.observe(frame);
                Spot spot = fire();
                // A monster that lights its next fireball shows as fire elsewhere.
                boolean alone = spot.first() > column - 1.2 * radius - 0.5 && spot.last() < column + 1.2 * radius + 0.5;
                if (column - 1.3 * radius < 0 || column + 1.3 * radius > SIZE || !alone || depth < 9) {
                    continue;
                }
                assertThat(spot.column()).isCloseTo(column, within(1.0));
                assertThat((double) spot.count())
                        .isBetween(0.75 * Math.PI * radius * radius, 1.5 * Math.PI * radius * radius);
                if (depth < 0.8 * lastNear) {
                    assertThat(spot.count()).isGreaterThan(lastArea);
                    lastNear = depth;
                    lastArea = spot.count();
                }
                pictures++;
            } while (!game.step(new float[] {1}).last());
        }
        assertThat(pictures).isGreaterThan(500);
    }

    @Test
    void placeOfThePlayerIsSeen() {
        byte[] atLeft = new byte[frame.length];
        byte[] atRight = new byte[frame.length];
        walk(0, atLeft);
        walk(2, atRight);
        // Violet on the left side, green on the right side.
        assertThat(mean(atLeft, 2)).isGreaterThan(mean(atRight, 2) + 8);
        assertThat(mean(atRight, 1)).isGreaterThan(mean(atLeft, 1) + 8);
    }

    @Test
    void everyEighthOfAUnitLooksDifferent() {
        TakeCoverWorld world = new TakeCoverWorld();
        List<Long> checksums = new ArrayList<>();
        for (int x = -TakeCoverWorld.ROOM_HALF_WIDTH;
                x <= TakeCoverWorld.ROOM_HALF_WIDTH;
                x += TakeCoverWorld.UNIT / 8) {
            RoomTable.paint(x, frame);
            CRC32 crc = new CRC32();
            crc.update(frame);
            checksums.add(crc.getValue());
        }
        assertThat(checksums).hasSize(321).doesNotHaveDuplicates();
        assertThat(world.count()).isZero();
    }

    @Test
    void lookingChangesNothing() {
        game.reset(6);
        TakeCover unseen = new TakeCover();
        unseen.reset(6);
        for (int t = 0; t < 30; t++) {
            game.observe(frame);
            byte[] again = new byte[frame.length];
            game.observe(again);
            assertThat(again).isEqualTo(frame);
            game.step(new float[] {1});
            unseen.step(new float[] {1});
            assertThat(game.state()).isEqualTo(unseen.state());
        }
    }

    @Test
    void monsterLightsItsFireballBeforeItThrows() {
        game.reset(2);
        int lit = 0;
        boolean was = false;
        for (int t = 0; t < 40 && game.state().fireballs().isEmpty(); t++) {
            game.observe(frame);
            was = fire().count() > 0;
            lit += was ? 1 : 0;
            game.step(new float[] {1});
        }
        assertThat(was).as("seen just before the throw").isTrue();
        assertThat(lit).isBetween(1, TakeCoverWorld.WIND_UP);
    }

    private record Spot(int count, double column, double first, double last) {}

    /** The pixels that only fire can have. */
    private Spot fire() {
        int count = 0;
        double sum = 0;
        double first = SIZE;
        double last = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            int red = frame[3 * i] & 0xFF;
            int blue = frame[3 * i + 2] & 0xFF;
            if (red > 175 && blue < 170 && !isEye(i)) {
                count++;
                sum += i % SIZE + 0.5;
                first = Math.min(first, i % SIZE + 0.5);
                last = Math.max(last, i % SIZE + 0.5);
            }
        }
        return new Spot(count, count == 0 ? 0 : sum / count, first, last);
    }

    /** Monsters' eyes are bright too, in the row just above the fireballs' way. */
    private boolean isEye(int pixel) {
        return pixel / SIZE < 23 && (frame[3 * pixel + 1] & 0xFF) > 120 && (frame[3 * pixel] & 0xFF) < 245;
    }

    private void walk(int action, byte[] into) {
        for (long seed = 0; ; seed++) {
            game.reset(seed);
            boolean ended = false;
            for (int t = 0; t < 35 && !ended; t++) {
                ended = game.step(new float[] {action}).last();
            }
            if (!ended) {
                game.observe(into);
                return;
            }
        }
    }

    private static double mean(byte[] picture, int channel) {
        double sum = 0;
        for (int i = channel; i < picture.length; i += 3) {
            sum += picture[i] & 0xFF;
        }
        return sum / (SIZE * SIZE);
    }
}
