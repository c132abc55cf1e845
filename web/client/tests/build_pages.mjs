/** Bundles the tests' own scripts into the folder it is given; it must never write into the served build. */
import { build } from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";

const TESTS = path.dirname(fileURLToPath(import.meta.url));

/** Bundle test scripts, by default for the browser. */
export async function bundle(out, sources, platform = "browser") {
  await build({
    absWorkingDir: TESTS,
    entryPoints: sources,
    outdir: out,
    outExtension: platform === "node" ? { ".js": ".mjs" } : {},
    entryNames: "[name]",
    bundle: true,
    format: "esm",
    platform,
    target: "es2022",
    external: ["crypto"],
    loader: { ".txt": "text" },
    logLevel: "warning",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle(process.argv[2], ["page_vectors.ts", "page_key_store.ts", "page_both_ways.ts", "page_refusals.ts", "page_primitives.ts", "../entries/argon2_worker.ts"]);
}
