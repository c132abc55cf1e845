/** The worker's own file: stretches one passphrase for the page that started it; it must never talk to anyone else. */
import { stretchHere } from "../sealing/argon2";
import type { StretchAnswer } from "../sealing/argon2_worker";
import type { StretchRequest } from "../sealing/derivation";

self.onmessage = (event: MessageEvent<StretchRequest>) => {
  void stretchHere(event.data).then(
    (root) => self.postMessage({ root } satisfies StretchAnswer),
    () => self.postMessage({ failed: true } satisfies StretchAnswer),
  );
};
