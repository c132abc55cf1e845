/** Names every way in which sealing refuses; an error never carries a secret, a ciphertext or content. */

/** Something sealed was refused. Don't use what it would have held; say so to the person and go on with the rest. */
export class SealingError extends Error {
  override readonly name: string = "SealingError";
}

/** These bytes aren't what the specification describes. Nothing to repair: ask for them again from where they came. */
export class Malformed extends SealingError {
  override readonly name = "Malformed";
}

/**
 * The key isn't the one that sealed this, or it was moved here from another tip, part or queue.
 * Report it: it should not happen by itself.
 */
export class WrongKeyOrPlace extends SealingError {
  override readonly name = "WrongKeyOrPlace";
}

/** The key is right but the bytes were changed or cut. Fetch them again; if it stays, have them restored from a backup. */
export class Damaged extends SealingError {
  override readonly name = "Damaged";
}

/** The signature isn't by the code's holder. Show the addition as not from the resident, or not at all. */
export class NotTheResident extends SealingError {
  override readonly name = "NotTheResident";
}

/** A directory entry doesn't verify. Seal nothing to its key; have the province (or the root) sign a new entry. */
export class DirectoryRefused extends SealingError {
  override readonly name = "DirectoryRefused";
}

/** This browser can't do what sealing needs. Use a current Chrome, Edge, Firefox or Safari over https. */
export class SealingUnavailable extends SealingError {
  override readonly name = "SealingUnavailable";
}

/** The tab is locked: ask for the passphrase again. Nothing is broken. */
export class KeyLocked extends SealingError {
  override readonly name = "KeyLocked";
}
