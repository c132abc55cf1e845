/**
 * Keeps the officer's seed for this tab's session and forgets it in time; it must never store the seed unwrapped,
 * send it, or hand it out while locked. Source: docs/sealed-tip-spec.md, section 11 (tab lock).
 *
 *   const store = await KeyStore.open({ deployment, officer, tab: sessionStorage });
 *   store.state                          { status: "locked" } or { status: "unlocked", locksAt: <ms since 1970> }
 *   store.watch((state) => …)            called at once and on every change, in every frame; returns a function that stops it
 *   await store.unlock(officerSeed)      after openWrappedSeed(); takes the seed over and wipes the array it was given
 *   store.touch()                        on the officer's own acts (pointerdown, keydown): 15 more minutes
 *   await store.withSeed((seed) => …)    the seed for the time of one call; throws KeyLocked
 *   await store.withQueueSeed(sealedQueueSeed, (queueSeed) => …)   the same for a queue's seed; remembered until the lock
 *   await store.lock()                   `Khóa ngay`: this and every other frame and tab of the desk
 *   await store.signOut()                the same, and nothing of this session is left in the browser
 *   store.close()                        the page goes; what is unlocked stays unlocked for the next page
 *
 * What is where: IndexedDB holds, under a name that only this tab's session storage knows, a non-extractable AES-GCM
 * key and the seed sealed with it. A reload or a swapped page finds them again; a closed tab has lost the name, and
 * records nobody used for 15 minutes are deleted by whichever page opens next.
 */
