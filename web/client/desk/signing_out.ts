/** Ends the session here and at the server; it must never leave a key, a draft or an opened word behind. */
import { keyStore } from "./key";

/** Forget everything of this session, tell the server, then go to the sign-in page even if it didn't answer. */
export async function signOut(tell: () => Promise<unknown>, goTo: (address: string) => void): Promise<void> {
  await (await keyStore()).signOut();
  sessionStorage.clear();
  try {
    await tell();
  } finally {
    goTo("/sign-in");
  }
}
