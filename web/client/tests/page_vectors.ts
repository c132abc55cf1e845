/** The page on which a real browser runs the vectors, with Argon2id in its worker. */
import { stretchIn } from "../sealing/argon2_worker";
import { problemOf, type VectorFile } from "./vector_runner";

const stretch = stretchIn(() => new Worker(new URL("./argon2_worker.js", import.meta.url), { type: "module" }));

/** Return what is wrong with each case of a file, null where it holds. */
async function runVectors(name: string): Promise<readonly (string | null)[]> {
  const file = (await (await fetch(`vectors/${name}`)).json()) as VectorFile;
  const problems: (string | null)[] = [];
  for (const vector of file.cases) problems.push(await problemOf(file, vector, stretch));
  return problems;
}

Object.assign(globalThis, { runVectors });
