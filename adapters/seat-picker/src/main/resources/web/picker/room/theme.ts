/**
 * The colours and the font that the room is drawn with. Colours are any that CSS knows, system
 * colours too.
 */
export interface RoomTheme {
  readonly background: string;
  /** The floor of sections. */
  readonly surface: string;
  /** Hairlines: outlines of sections, of the stage and of decorations. */
  readonly line: string;
  readonly text: string;
  /** Seats that can't be had, and the names of rows. */
  readonly muted: string;
  /** One's own selection. */
  readonly accent: string;
  /** The ring around the seat that the keyboard is at. */
  readonly focus: string;
  /** A CSS font-family. */
  readonly font: string;
  /** With forced colours all categories take the text's colour; shapes alone tell the states. */
  readonly forced: boolean;
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** The contrast that parts of the drawing have against what is around them (WCAG 2.2, 1.4.11). */
const CONTRAST = 3;

/** Colours less apart than this in OKLab are taken for the same in small discs. */
const NEAR = 0.1;

/** How many signs there are beside the colour: none, and all ways to have a cap and a ring. */
const MARKS = 8;

let probe: CanvasRenderingContext2D | null = null;

/** What a CSS colour is on the screen; what can't be read is mid-grey. */
export function rgbOf(color: string): Rgb {
  if (probe === null) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    probe = canvas.getContext('2d', { willReadFrequently: true })!;
  }
  probe.fillStyle = '#888888';
  probe.fillStyle = color;
  probe.clearRect(0, 0, 1, 1);
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return [red!, green!, blue!];
}

export function css(rgb: Rgb, alpha = 1): string {
  const [red, green, blue] = rgb.map(Math.round);
  return alpha === 1 ? `rgb(${red},${green},${blue})` : `rgba(${red},${green},${blue},${alpha})`;
}

/** A colour `share` of the way from one to another. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => from[i]! + (to[i]! - from[i]!) * share) as unknown as Rgb;
}

/** The contrast ratio of two colours as WCAG 2.2 defines it, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function gamma(share: number): number {
  const within = Math.min(Math.max(share, 0), 1);
  return 255 * (within <= 0.0031308 ? within * 12.92 : 1.055 * within ** (1 / 2.4) - 0.055);
}

/** White or black, whichever reads better on a colour. One of them always has 4.5:1. */
export function inkOn(color: Rgb): Rgb {
  return contrast(color, [255, 255, 255]) >= 4.5 ? [255, 255, 255] : [0, 0, 0];
}

/**
 * The rule for colours that come from seat maps: a colour that has less than 3:1 against any of the
 * backgrounds keeps its hue and gets lighter or darker, away from the backgrounds, by as little as
 * gives it 3:1.
 */
export function legible(color: Rgb, ...backgrounds: Rgb[]): Rgb {
  const enough = (candidate: Rgb) =>
    backgrounds.every((background) => contrast(candidate, background) >= CONTRAST);
  if (enough(color)) {
    return color;
  }
  // Mid-greys are told apart from by the longer way: black if they are light, white if dark.
  const dark = backgrounds.every((background) => luminance(background) < 0.18);
  const [lightness, a, b] = oklab(color);
  let near = lightness;
  let far = dark ? 1 : 0;
  for (let step = 0; step < 16; step++) {
    const tried = (near + far) / 2;
    if (enough(fromOklab(tried, a, b))) {
      far = tried;
    } else {
      near = tried;
    }
  }
  return fromOklab(far, a, b).map((channel) =>
    dark ? Math.ceil(channel) : Math.floor(channel),
  ) as unknown as Rgb;
}

/** How seats of a category are drawn; a legend should use the same. */
export interface CategoryLook {
  readonly color: string;
  /** What is drawn on the colour: the sign, and the names of seats. */
  readonly ink: string;
  /** Which sign is there beside the colour: bit 0 a cap below, bit 1 one above, bit 2 a ring. */
  readonly mark: number;
}

/** The looks of categories in a theme: colours that come near to each other have other signs. */
export function categoryLooks(colors: readonly string[], theme: RoomTheme): CategoryLook[] {
  const backgrounds = [rgbOf(theme.background), rgbOf(theme.surface)];
  const drawn = colors.map((color) =>
    theme.forced ? rgbOf(theme.text) : legible(rgbOf(color), ...backgrounds),
  );
  const places = drawn.map(oklab);
  const marks: number[] = [];
  for (const place of places) {
    const used = marks.filter((_, other) => apart(places[other]!, place) < NEAR);
    let mark = 0;
    while (used.includes(mark)) {
      mark++;
    }
    // Of more than there are signs for, some look alike.
    marks.push(mark % MARKS);
  }
  return drawn.map((color, i) => ({ color: css(color), ink: css(inkOn(color)), mark: marks[i]! }));
}

type Lab = readonly [lightness: number, a: number, b: number];

function apart(one: Lab, other: Lab): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** Björn Ottosson's OKLab, https://bottosson.github.io/posts/oklab/. */
function oklab(rgb: Rgb): Lab {
  const [red, green, blue] = rgb.map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Channels that a screen can't show are cut off. */
function fromOklab(lightness: number, a: number, b: number): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** A theme with every colour read and put right once, so that painting only looks them up. */
export interface Paint {
  readonly background: Rgb;
  readonly surface: Rgb;
  readonly line: Rgb;
  readonly text: Rgb;
  readonly muted: Rgb;
  /** What a seat that can't be had is filled with; its sign is `muted`. */
  readonly taken: Rgb;
  readonly accent: Rgb;
  readonly focus: Rgb;
  readonly font: string;
  readonly forced: boolean;
  /** One for each category. */
  readonly categories: readonly Rgb[];
  /** The sign of each category. */
  readonly marks: readonly number[];
}

export function paintOf(theme: RoomTheme, colors: readonly string[]): Paint {
  const background = rgbOf(theme.background);
  const surface = rgbOf(theme.surface);
  const taken = mix(surface, rgbOf(theme.text), 0.09);
  const read = (color: string) => legible(rgbOf(color), background, surface, taken);
  const looks = categoryLooks(colors, theme);
  return {
    background,
    surface,
    line: rgbOf(theme.line),
    text: rgbOf(theme.text),
    muted: read(theme.muted),
    taken,
    accent: read(theme.accent),
    focus: read(theme.focus),
    font: theme.font,
    forced: theme.forced,
    categories: looks.map(({ color }) => rgbOf(color)),
    marks: looks.map(({ mark }) => mark),
  };
}
