/** Runs every vector file of a browser's calls in Node, one test for each case. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundle } from "./build_pages.mjs";

const VECTORS = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "tests", "vectors");

const folder = await mkdtemp(path.join(tmpdir(), "client-vectors-"));
after(() => rm(folder, { recursive: true, force: true }));
await bundle(folder, ["node_parts.ts"], "node");
const { problemOf, stretchHere } = await import(pathToFileURL(path.join(folder, "node_parts.mjs")).href);

for (const name of (await readdir(VECTORS)).filter((file) => file.endsWith(".json")).sort()) {
  const file = JSON.parse(await readFile(path.join(VECTORS, name), "utf8"));
  if (file.where !== "everywhere") continue;
  describe(name, () => {
    for (const vector of file.cases) {
      it(vector.name, async () => {
        const problem = await problemOf(file, vector, stretchHere);
        if (problem !== null) throw new Error(problem);
      });
    }
  });
}
