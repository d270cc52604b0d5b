package dev.holdfast.testkit.browser;

import java.util.List;
import java.util.Locale;

/// Makes seat maps of large rooms for tests, in Holdfast's own format: curved tiers in a horseshoe
/// around a stage, cut into sections by aisles, with standing places in front, wheelchair places in
/// the front rows and categories by distance. The same number of seats always makes the same room.
///
/// Run with a number of seats it prints the map.
public final class BigRoom {
  private static final double PITCH = 20;
  private static final double ROW = 24;
  private static final int ROWS_PER_TIER = 22;
  private static final double HALF_ANGLE = Math.toRadians(112);
  private static final double INNERMOST = 340;
  /// The ids of the categories of every such room; a small one does not use them all.
  public static final List<String> CATEGORIES =
      List.of("gold", "first", "second", "third", "upper");

  private static final String[][] COLOURED = {
    {"gold", "Golden circle", "#b45309"},
    {"first", "First tier", "#2563eb"},
    {"second", "Second tier", "#0f766e"},
    {"third", "Third tier", "#9333ea"},
    {"upper", "Upper tiers", "#be185d"},
  };

  private final StringBuilder json = new StringBuilder();
  private int left;

  private BigRoom(int seats) {
    this.left = seats;
  }

  /// A seat map of exactly so many seats, 1 to 400,000.
  public static String json(int seats) {
    if (seats < 1 || seats > 400_000) {
      throw new IllegalArgumentException("seats: " + seats + " (expected: 1..400000)");
    }
    return new BigRoom(seats).write(seats > 50_000 ? 2 : 1);
  }

  /// @param tiers how many tiers share a category
  private String write(int tiers) {
    json.append("{\"name\":\"Big room\",\"categories\":[");
    for (String[] category : COLOURED) {
      json.append("{\"id\":\"").append(category[0]).append("\",\"name\":\"").append(category[1]);
      json.append("\",\"color\":\"").append(category[2]).append("\"},");
    }
    endList("],\"sections\":[");
    double radius = INNERMOST;
    for (int tier = 0; left > 0; tier++) {
      writeTier(tier, tier / tiers, radius);
      radius += (ROWS_PER_TIER + 3.5) * ROW;
    }
    endList("],\"areas\":[{\"id\":\"Pit\",\"name\":\"Standing\",\"category\":\"gold\",");
    json.append("\"capacity\":500,\"outline\":[");
    writeArc(0, INNERMOST - 3 * ROW, -HALF_ANGLE * 0.72, HALF_ANGLE * 0.72);
    endList("]}],\"decorations\":[{\"kind\":\"stage\",\"text\":\"Stage\",\"outline\":[");
    writePoint(-260, -330);
    writePoint(260, -330);
    writePoint(190, -120);
    writePoint(-190, -120);
    endList("]}]}");
    return json.toString();
  }

  private void writeTier(int tier, int band, double inner) {
    double middle = inner + ROWS_PER_TIER * ROW / 2;
    int sections = (int) Math.max(5, Math.round(2 * HALF_ANGLE * middle / (26 * PITCH)));
    double step = 2 * HALF_ANGLE / sections;
    for (int section = 0; section < sections && left > 0; section++) {
      double from = -HALF_ANGLE + section * step;
      // Aisles are equally wide all the way up, so they take less of the angle further out.
      String name = String.valueOf((tier + 1) * 100 + section + 1);
      json.append("{\"name\":\"").append(name).append("\",\"entrance\":\"Gate ");
      json.append((char) ('A' + section * 6 / sections)).append("\",\"outline\":[");
      double gap = 0.75 * PITCH / (inner + ROWS_PER_TIER * ROW);
      double outer = inner + (ROWS_PER_TIER - 0.25) * ROW;
      writeArc(inner - 0.75 * ROW, outer, from + gap, from + step - gap);
      endList("],\"rows\":[");
      for (int row = 0; row < ROWS_PER_TIER && left > 0; row++) {
        writeRow(tier, band, name, row, inner + row * ROW, from, step);
      }
      endList("]},");
    }
  }

  private void writeRow(
      int tier, int band, String section, int row, double radius, double from, double step) {
    double width = step * radius - 1.6 * PITCH;
    int seats = (int) Math.min(Math.max(1, width / PITCH), left);
    left -= seats;
    String name = row < 26 ? String.valueOf((char) ('A' + row)) : "A" + (char) ('A' + row - 26);
    String category = COLOURED[tier == 0 && row < 6 ? 0 : Math.min(band + 1, 4)][0];
    json.append("{\"name\":\"").append(name).append("\",\"seats\":[");
    for (int seat = 0; seat < seats; seat++) {
      double angle = from + step / 2 + (seat - (seats - 1) / 2.0) * PITCH / radius;
      json.append("{\"id\":\"").append(section).append('-').append(name).append('-');
      json.append(seat + 1).append("\",\"name\":\"").append(seat + 1);
      json.append("\",\"category\":\"").append(category).append("\",");
      writeCoordinates(radius * Math.sin(angle), radius * Math.cos(angle));
      if (row == 0 && tier % 2 == 1 && seat < 4) {
        json.append(",\"accessible\":true");
      }
      json.append("},");
    }
    endList("]},");
  }

  /// A piece of a ring between two radii, or of a disc where the inner one is 0.
  private void writeArc(double inner, double outer, double from, double to) {
    int steps = 16;
    for (int i = 0; i <= steps; i++) {
      double angle = from + (to - from) * i / steps;
      writePoint(outer * Math.sin(angle), outer * Math.cos(angle));
    }
    for (int i = steps; i >= (inner > 0 ? 0 : steps); i--) {
      double angle = from + (to - from) * i / steps;
      writePoint(inner * Math.sin(angle), inner * Math.cos(angle));
    }
  }

  private void writePoint(double x, double y) {
    json.append('{');
    writeCoordinates(x, y);
    json.append("},");
  }

  private void writeCoordinates(double x, double y) {
    json.append(String.format(Locale.ROOT, "\"x\":%.2f,\"y\":%.2f", x, y));
  }

  private void endList(String next) {
    if (json.charAt(json.length() - 1) == ',') {
      json.setLength(json.length() - 1);
    }
    json.append(next);
  }

  public static void main(String[] arguments) {
    System.out.println(json(Integer.parseInt(arguments[0])));
  }
}
