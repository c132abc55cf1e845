/** Runs Argon2id here and now; it must never run on a page's own thread (use argon2_worker.ts there). */
import { argon2id } from "hash-wasm";
import { concat } from "./bytes";
import type { Stretch } from "./derivation";

/** Argon2id as the specification fixes it. Needs `'wasm-unsafe-eval'` where a content security policy is set. */
export const stretchHere: Stretch = async ({ password, salt, passes, memory }) =>
  concat(
    await argon2id({
      password,
      salt,
      iterations: passes,
      memorySize: memory,
      parallelism: 1,
      hashLength: 32,
      outputType: "binary",
    }),
  );
