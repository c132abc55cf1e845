/** Runs Argon2id in a worker, so that a page stays alive meanwhile; it must never keep a password after its answer. */
import { wipe, type Bytes } from "./bytes";
import { SealingUnavailable } from "./errors";
import type { Stretch } from "./derivation";

/** What the worker answers. */
export type StretchAnswer = { readonly root: Bytes } | { readonly failed: true };

/**
 * Return an Argon2id that runs in `worker`, one request after the other; a fresh worker for each one, so its 64 MiB
 * and what they held are given back at once. The worker's file is `argon2_worker.js` beside the scripts of the build:
 * `stretchIn(() => new Worker(new URL("./argon2_worker.js", import.meta.url), { type: "module" }))`.
 */
export function stretchIn(open: () => Worker): Stretch {
  let before: Promise<unknown> = Promise.resolve();
  return (request) => {
    const answer = before.then(() => ask(open(), request));
    before = answer.catch(() => undefined);
    return answer;
  };
}

/** Ask one worker once and end it. */
function ask(worker: Worker, request: Parameters<Stretch>[0]): Promise<Bytes> {
  const failed = "the browser refused to stretch the passphrase (WebAssembly may be switched off)";
  return new Promise<Bytes>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<StretchAnswer>) => {
      if ("root" in event.data) resolve(event.data.root);
      else reject(new SealingUnavailable(failed));
    };
    worker.onerror = () => reject(new SealingUnavailable(failed));
    worker.postMessage(request);
    wipe(request.password);
  }).finally(() => worker.terminate());
}
