/**
 * Builds what the browser loads (scripts, styles, fonts, icons) into web/static/build; it must never fetch anything
 * and never write an output that needs eval or an inline script.
 *
 *   entries/<name>.ts        -> <name>.js        (ES modules; shared code in part-<hash>.js)
 *   styles/entry-<name>.css  -> <name>.css       (url(fonts/…) and url(icons/…) are left as they stand)
 *   FONTS below              -> fonts/<family>.css and fonts/*.woff2
 *   icons.txt                -> icons.json       (name -> inline SVG)
 *   build_topics.mjs         -> topics/*.png     (pictures of the awareness library)
 *   build_recovery.mjs       -> recovery.html    (the offline page of a recovery, one file with its own policy)
 *   licences of all of it    -> licences.txt
 *   SHA-256 of all of it     -> hashes.json      (written last: its time says when the build was finished)
 */
import { build } from "esbuild";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { buildRecovery } from "./build_recovery.mjs";
import { buildTopics } from "./build_topics.mjs";

const CLIENT = path.dirname(fileURLToPath(import.meta.url));
const MODULES = path.join(CLIENT, "node_modules");
const OUT = path.join(CLIENT, "..", "static", "build");

/** Families, weights and subsets that are served; the ranges come from each package's own table. */
const FONTS = [
  { family: "Be Vietnam Pro", pack: "be-vietnam-pro", weights: [400, 500, 600], subsets: ["vietnamese", "latin"] },
  { family: "IBM Plex Mono", pack: "ibm-plex-mono", weights: [500], subsets: ["vietnamese", "latin"] },
  { family: "Noto Emoji", pack: "noto-emoji", weights: [500], subsets: "every" },
];

const outputs = new Map();

/** Remembers one output file; bytes may be text. */
function put(name, bytes) {
  outputs.set(name.split(path.sep).join("/"), typeof bytes === "string" ? Buffer.from(bytes, "utf8") : Buffer.from(bytes));
}

async function listed(folder, matches) {
  const names = await readdir(path.join(CLIENT, folder)).catch(() => []);
  return names.filter((name) => matches.test(name)).sort();
}

const common = {
  absWorkingDir: CLIENT,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: "none",
  charset: "utf8",
  outdir: OUT,
  write: false,
  logLevel: "warning",
  target: ["es2022", "chrome107", "firefox115", "safari16"],
};

async function buildScripts() {
  const entries = await listed("entries", /\.ts$/);
  if (entries.length === 0) return;
  const result = await build({
    ...common,
    entryPoints: entries.map((name) => path.join("entries", name)),
    entryNames: "[name]",
    chunkNames: "part-[hash]",
    format: "esm",
    platform: "browser",
    splitting: true,
    treeShaking: true,
    // The HPKE library asks Node for WebCrypto where the browser's is missing; no browser lacks it.
    external: ["crypto"],
    loader: { ".txt": "text" },
  });
  for (const file of result.outputFiles) put(path.relative(OUT, file.path), file.contents);
}

async function buildStyles() {
  const entries = await listed("styles", /^entry-.*\.css$/);
  if (entries.length === 0) return;
  const result = await build({
    ...common,
    entryPoints: entries.map((name) => ({ in: path.join("styles", name), out: name.slice("entry-".length, -".css".length) })),
    external: ["fonts/*", "icons/*", "./fonts/*", "./icons/*"],
  });
  for (const file of result.outputFiles) put(path.relative(OUT, file.path), file.contents);
}

async function buildFonts() {
  for (const { family, pack, weights, subsets } of FONTS) {
    const folder = path.join(MODULES, "@fontsource", pack);
    const ranges = JSON.parse(await readFile(path.join(folder, "unicode.json"), "utf8"));
    const rules = [];
    for (const [key, range] of Object.entries(ranges)) {
      const subset = key.replace(/^\[(.*)\]$/, "$1");
      if (subsets !== "every" && !subsets.includes(subset)) continue;
      for (const weight of weights) {
        const file = `${pack}-${subset}-${weight}-normal.woff2`;
        put(path.join("fonts", file), await readFile(path.join(folder, "files", file)));
        rules.push(
          `@font-face{font-family:"${family}";font-style:normal;font-weight:${weight};font-display:swap;` +
            `src:url("./${file}") format("woff2");unicode-range:${range}}`,
        );
      }
    }
    if (rules.length === 0) throw new Error(`no font file of ${family} matches the subsets asked for`);
    put(path.join("fonts", `${pack}.css`), rules.join("\n") + "\n");
  }
}

async function buildIcons() {
  const names = (await readFile(path.join(CLIENT, "icons.txt"), "utf8"))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const icons = {};
  for (const name of [...new Set(names)].sort()) {
    const svg = await readFile(path.join(MODULES, "lucide-static", "icons", `${name}.svg`), "utf8");
    const shapes = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1];
    if (shapes === undefined) throw new Error(`the icon ${name} has no shapes`);
    icons[name] =
      `<svg class="icon icon-${name}" viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" ` +
      `stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">` +
      shapes.replace(/\s*\n\s*/g, "").trim() +
      "</svg>";
  }
  put("icons.json", JSON.stringify(icons, null, 1) + "\n");
}

/** Every package that reaches the browser stands here with the licence that it came with. */
async function buildLicences() {
  const lock = JSON.parse(await readFile(path.join(CLIENT, "package-lock.json"), "utf8"));
  const texts = [];
  for (const [place, entry] of Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (place === "" || entry.dev === true) continue;
    const folder = path.join(CLIENT, place);
    const name = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
    const text = name === undefined ? "" : (await readFile(path.join(folder, name), "utf8")).trim();
    texts.push(`${place.slice("node_modules/".length)} ${entry.version} (${entry.license ?? "see its page"})\n\n${text}\n`);
  }
  put("licences.txt", texts.join("\n----\n\n"));
}

/** Replaces the folder's files one by one, so that a server reading them meanwhile never sees half a file. */
async function writeOutputs() {
  const hashes = {};
  for (const name of [...outputs.keys()].sort()) {
    hashes[name] = createHash("sha256").update(outputs.get(name)).digest("hex");
  }
  put("hashes.json", JSON.stringify(hashes, null, 1) + "\n");
  for (const [name, bytes] of outputs) {
    const place = path.join(OUT, name);
    await mkdir(path.dirname(place), { recursive: true });
    const draft = `${place}.${randomBytes(4).toString("hex")}.tmp`;
    await writeFile(draft, bytes);
    await rename(draft, place);
  }
  for (const entry of await readdir(OUT, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith(".tmp")) continue;
    const place = path.join(entry.parentPath ?? entry.path, entry.name);
    if (!outputs.has(path.relative(OUT, place).split(path.sep).join("/"))) await rm(place, { force: true });
  }
}

await Promise.all([
  buildScripts(),
  buildStyles(),
  buildFonts(),
  buildIcons(),
  buildLicences(),
  buildTopics(CLIENT, put),
  buildRecovery(CLIENT, common, put),
]);
await writeOutputs();
