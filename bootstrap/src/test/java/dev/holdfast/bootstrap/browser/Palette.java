package dev.holdfast.bootstrap.browser;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/// Makes pictures of pages small: in 256 colours, which flat areas and letters do not miss.
final class Palette {
  private static final int SIZE = 256;

  /// Shades that differ by less than this in each of red, green and blue are the same.
  private static final int STEP = 8;

  private Palette() {}

  /// The same PNG with the 256 most frequent colours; each other one becomes the nearest of them.
  static byte[] reduced(byte[] png) {
    try {
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
      int width = picture.getWidth();
      int height = picture.getHeight();
      int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
      int[] colours = frequent(pixels);
      IndexColorModel model = new IndexColorModel(8, colours.length, colours, 0, false, -1, 0);
      BufferedImage reduced =
          new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
      Map<Integer, Integer> known = new HashMap<>();
      for (int i = 0; i < pixels.length; i++) {
        int index = known.computeIfAbsent(pixels[i], pixel -> nearest(colours, pixel));
        reduced.getRaster().setSample(i % width, i / width, 0, index);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(reduced, "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Of shades that are the same, the one that is there most often.
  private static int[] frequent(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    Map<List<Integer>, Integer> best = new HashMap<>();
    Map<List<Integer>, Integer> sums = new HashMap<>();
    counts.forEach(
        (pixel, count) -> {
          List<Integer> shade = List.of(red(pixel) / STEP, green(pixel) / STEP, blue(pixel) / STEP);
          sums.merge(shade, count, Integer::sum);
          best.merge(
              shade,
              pixel,
              (a, b) -> counts.getOrDefault(a, 0) >= counts.getOrDefault(b, 0) ? a : b);
        });
    return sums.entrySet().stream()
        .sorted(Map.Entry.<List<Integer>, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(SIZE)
        .mapToInt(entry -> best.getOrDefault(entry.getKey(), 0))
        .toArray();
  }

  private static int nearest(int[] colours, int pixel) {
    int nearest = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < colours.length; i++) {
      int red = red(colours[i]) - red(pixel);
      int green = green(colours[i]) - green(pixel);
      int blue = blue(colours[i]) - blue(pixel);
      int distance = red * red + green * green + blue * blue;
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }

  private static int red(int pixel) {
    return pixel >> 16 & 0xff;
  }

  private static int green(int pixel) {
    return pixel >> 8 & 0xff;
  }

  private static int blue(int pixel) {
    return pixel & 0xff;
  }
}
