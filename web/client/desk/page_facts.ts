/** Says what every page of the desk names in its body; it must never name what a person typed. */
import { fromHex, type Bytes } from "../sealing/bytes";

/** Return the deployment's id (16 bytes). */
export function deploymentId(): Bytes {
  return idOf(document.body.dataset["deployment"]);
}

/** Return 16 bytes of hex. Throws for anything else: the page isn't one of ours. */
export function idOf(hex: string | undefined): Bytes {
  const bytes = fromHex(hex ?? "");
  if (bytes === null || bytes.length !== 16) throw new Error("the page doesn't name its deployment or officer");
  return bytes;
}
