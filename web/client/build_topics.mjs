/**
 * Turns the awareness library's drawings and titles into pictures for chats and social pages; it must never say what
 * the topic files don't say.
 *
 *   handlers/topics/pictures/<topic>.svg  -> topics/<topic>-card.png       (1200 × 675, without words)
 *   the same and <language>/<topic>.toml  -> topics/<topic>-square.png     (1080 × 1080, Vietnamese)
 *                                            topics/<topic>-square-en.png  (1080 × 1080, English)
 */
import { renderAsync, Resvg } from "@resvg/resvg-js";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "smol-toml";

const FAMILY = "Be Vietnam Pro";
const WEIGHTS = { 400: "400Regular", 600: "600SemiBold" };
const COLOURS = { ground: "#E1F0EB", disc: "#F1F8F5", pine: "#0C6552", onPine: "#FFFFFF", text: "#15211E", muted: "#4E5E59" };
const DRAWING = { width: 640, height: 400 };
const SUFFIXES = { vi: "-square", en: "-square-en" };

/** Renders every topic; `put(name, bytes)` takes each picture. */
export async function buildTopics(client, put) {
  const topics = path.join(client, "..", "..", "handlers", "topics");
  const fonts = Object.values(WEIGHTS).map((name) =>
    path.join(client, "node_modules", "@expo-google-fonts", "be-vietnam-pro", name, `BeVietnamPro_${name}.ttf`),
  );
  const options = { font: { fontFiles: fonts, loadSystemFonts: false, defaultFontFamily: FAMILY } };
  const words = parse(await readFile(path.join(topics, "words.toml"), "utf8"));
  const drawings = (await readdir(path.join(topics, "pictures"))).filter((name) => name.endsWith(".svg")).sort();
  for (const name of drawings) {
    const topic = name.slice(0, -".svg".length);
    const drawing = inner(await readFile(path.join(topics, "pictures", name), "utf8"), name);
    const pictures = [["-card", card(drawing)]];
    for (const [language, suffix] of Object.entries(SUFFIXES)) {
      const texts = await readFile(path.join(topics, language, `${topic}.toml`), "utf8").catch(() => undefined);
      if (texts !== undefined) pictures.push([suffix, square(drawing, parse(texts), words[language], options)]);
    }
    const rendered = await Promise.all(pictures.map(([, svg]) => renderAsync(svg, options)));
    rendered.forEach((picture, place) => put(path.join("topics", `${topic}${pictures[place][0]}.png`), picture.asPng()));
  }
}

/** The shapes of a drawing; a drawing with a script, a link or a picture inside is refused. */
function inner(svg, name) {
  const shapes = /<svg[^>]*viewBox="0 0 640 400"[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1];
  if (shapes === undefined) throw new Error(`${name}: the drawing needs viewBox="0 0 640 400"`);
  if (/<(script|image|foreignObject|style|use|a)\b|href|\son\w+=/i.test(shapes)) {
    throw new Error(`${name}: a drawing holds shapes and words alone`);
  }
  return shapes;
}

function card(drawing) {
  const scale = 1.56;
  return page(1200, 675, [
    placed(drawing, (1200 - DRAWING.width * scale) / 2, (675 - DRAWING.height * scale) / 2, scale),
  ]);
}

/** Drawing above; title, first advice and the emergency line below. */
function square(drawing, texts, words, options) {
  const scale = 1.5;
  const title = fitted(texts.title, 64, 600, 2, options);
  const advice = fitted(texts.advice[0], 44, 400, 2, options);
  const height = (title.lines.length * title.size + advice.lines.length * advice.size) * 1.25 + 22;
  const top = 652 + (984 - 652 - height) / 2;
  const below = top + title.lines.length * title.size * 1.25 + 22;
  return page(1080, 1080, [
    placed(drawing, (1080 - DRAWING.width * scale) / 2, 28, scale),
    ...written(title, top + title.size, COLOURS.text),
    ...written(advice, below + advice.size * 0.8, COLOURS.muted),
    `<rect y="984" width="1080" height="96" fill="${COLOURS.pine}"/>`,
    ...written({ lines: [footer(texts, words)], size: 38, weight: 600 }, 1045, COLOURS.onPine),
  ]);
}

/** The same rule as in handlers/topic_files.py: the first line of `call` that begins with a number, else 113. */
function footer(texts, words) {
  const number = texts.call.map((line) => /^\d{3,}/.exec(line)?.[0]).find((found) => found !== undefined) ?? "113";
  return words.footer.replace("{number}", number);
}

function page(width, height, parts) {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="${width}" height="${height}" fill="${COLOURS.ground}"/>${parts.join("")}</svg>`
  );
}

function placed(drawing, x, y, scale) {
  const disc = `<circle cx="320" cy="200" r="190" fill="${COLOURS.disc}"/>`;
  return `<g transform="translate(${x} ${y}) scale(${scale})" fill="none">${disc}${drawing}</g>`;
}

/** The text in at most `most` lines of 960 pixels, smaller where it must be. */
function fitted(text, size, weight, most, options) {
  const words = text.split(/\s+/);
  for (let smaller = size; ; smaller -= 4) {
    const lines = [];
    for (const word of words) {
      const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
      if (lines.length > 0 && width(longer, smaller, weight, options) <= 960) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    if (lines.length <= most) return { lines: balanced(lines, words), size: smaller, weight };
  }
}

/** Two lines of about the same length read better than a long one and a short one. */
function balanced(lines, words) {
  if (lines.length !== 2) return lines;
  const halves = words.slice(1).map((_, place) => [words.slice(0, place + 1).join(" "), words.slice(place + 1).join(" ")]);
  return halves.reduce((best, next) => (Math.max(...next.map(length)) < Math.max(...best.map(length)) ? next : best), lines);
}

const length = (line) => line.length;
const measured = new Map();

function width(line, size, weight, options) {
  const key = `${weight} ${line}`;
  if (!measured.has(key)) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="200">${written({ lines: [line], size: 100, weight }, 120, "#000", 4500).join("")}</svg>`;
    measured.set(key, new Resvg(svg, options).getBBox()?.width ?? 0);
  }
  return (measured.get(key) * size) / 100;
}

function written({ lines, size, weight }, baseline, colour, centre = 540) {
  return lines.map(
    (line, place) =>
      `<text x="${centre}" y="${baseline + place * size * 1.25}" font-family="${FAMILY}" font-weight="${weight}" ` +
      `font-size="${size}" text-anchor="middle" fill="${colour}">${escaped(line)}</text>`,
  );
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
