/**
 * Builds the offline page of a recovery into one file: recovery.html; it must never hold anything that asks the network,
 * and its policy lets nothing run but the script and style inside, by their hashes.
 */
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

/** Puts recovery.html among the outputs; `common` are the options of every build here. */
export async function buildRecovery(client, common, put) {
  const [script, style] = await Promise.all([
    bundled({ ...common, entryPoints: [path.join("recovery", "page.ts")], format: "iife", platform: "browser", external: ["crypto"] }),
    bundled({ ...common, entryPoints: [path.join("recovery", "page.css")] }),
  ]);
  const page = await readFile(path.join(client, "recovery", "page.html"), "utf8");
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const filled = { policy, script, style };
  put("recovery.html", page.replace(/\{\{(policy|script|style)\}\}/g, (_, name) => filled[name]));
}

async function bundled(options) {
  const { outputFiles } = await build(options);
  const text = outputFiles[0].text.trim();
  // Either would end its element early, and the rest of it would be read as markup.
  if (/<\/(script|style)/i.test(text)) throw new Error("a script or style that ends its own element");
  return text;
}

function hashOf(text) {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}
