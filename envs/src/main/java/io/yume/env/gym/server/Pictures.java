package io.yume.env.gym.server;

import io.yume.env.Pixels;
import io.yume.env.gym.internal.Frame;
import io.yume.env.gym.internal.Tensor;
import io.yume.env.gym.internal.http.HttpRequest;
import io.yume.env.gym.internal.http.HttpResponse;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Pictures of what an instance shows. */
final class Pictures {

    private static final int RGB = 3;

    private Pictures() {}

    static HttpResponse render(HttpRequest request, Instance instance) {
        byte[] picture = instance.picture();
        Pixels space = (Pixels) instance.observationSpace();
        byte[] rgb = rgb(picture, space);
        if (request.headers().lists("Accept", Frame.TYPE)) {
            return HttpResponse.of(
                    200,
                    Frame.TYPE,
                    new Frame.Builder()
                            .add("image", Tensor.of(rgb, space.height(), space.width(), RGB))
                            .build());
        }
        return HttpResponse.of(200, "image/png", png(rgb, space));
    }

    /** Three channels: grey is repeated, and of more than three the first three are shown. */
    private static byte[] rgb(byte[] pixels, Pixels space) {
        int channels = space.channels();
        byte[] rgb = new byte[space.height() * space.width() * RGB];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = pixels[i / RGB * channels + (channels < RGB ? 0 : i % RGB)];
        }
        return rgb;
    }

    private static byte[] png(byte[] rgb, Pixels space) {
        BufferedImage image = new BufferedImage(space.width(), space.height(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < space.width() * space.height(); i++) {
            int colour = (rgb[RGB * i] & 0xff) << 16 | (rgb[RGB * i + 1] & 0xff) << 8 | (rgb[RGB * i + 2] & 0xff);
            image.setRGB(i % space.width(), i / space.width(), colour);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
