/** The calls of the vectors that are about the directory; see vector_calls.ts. */
import { ENTRY_KINDS, readEntry, signEntry, type DirectoryEntry, type EntryKind } from "../sealing/directory";
import { CertifiedProvince, DirectoryTrust, type Seen } from "../sealing/directory_trust";
import { Malformed } from "../sealing/errors";
import type { Call } from "./vector_calls";
import type { Inputs } from "./vector_values";

export const directoryCalls: Readonly<Record<string, Call>> = {
  sign_entry: async (i) => signEntry(await entryOf(i.object("entry")), await i.bytes("issuer_seed")),
  read_entry: async (i) => {
    const { entry, issuer } = readEntry(await i.bytes("data"));
    return { ...entryOut(entry), issuer };
  },
  verify_province: async (i) => {
    const trust = await trustOf(i);
    return entryOut((await trust.province(await i.bytes("data"), i.text("province"), seenOf(i))).entry);
  },
  verify_recovery: async (i) => {
    const [trust, data] = [await trustOf(i), await i.bytes("data")];
    return entryOut(await trust.recovery(data, i.text("province"), i.text("role"), seenOf(i)));
  },
  verify_queue: async (i) => {
    const [trust, data] = [await trustOf(i), await i.bytes("data")];
    const province = await provinceOf(i, trust);
    return entryOut(await trust.queue(data, province, i.text("queue"), i.text("role"), seenOf(i)));
  },
  verify_officer: async (i) => {
    const [trust, data, holder] = [await trustOf(i), await i.bytes("data"), await i.bytes("holder")];
    const province = await provinceOf(i, trust);
    return entryOut(await trust.officer(data, province, i.text("queue"), holder, seenOf(i)));
  },
};

async function trustOf(inputs: Inputs): Promise<DirectoryTrust> {
  const trust = inputs.object("trust");
  const [deployment, root] = [await trust.bytes("deployment"), await trust.bytes("root_public_key")];
  return new DirectoryTrust(deployment, root, trust.number("now"));
}

async function provinceOf(inputs: Inputs, trust: DirectoryTrust): Promise<CertifiedProvince> {
  return trust.province(await inputs.bytes("province_data"), inputs.text("province"));
}

function seenOf(inputs: Inputs): Seen {
  const seen = inputs.object("seen");
  return { serial: seen.number("serial"), epoch: seen.number("epoch") };
}

/** What an entry doesn't name is empty, its epoch 0. */
async function entryOf(entry: Inputs): Promise<DirectoryEntry> {
  const kind = Object.entries(ENTRY_KINDS).find(([, number]) => number === entry.number("kind"))?.[0];
  if (kind === undefined) throw new Malformed("a directory entry of an unknown kind");
  return {
    kind: kind as EntryKind,
    deployment: await entry.bytes("deployment"),
    serial: entry.number("serial"),
    epoch: entry.has("epoch") ? entry.number("epoch") : 0,
    validFrom: entry.number("valid_from"),
    notAfter: entry.number("not_after"),
    province: entry.text("province"),
    queue: entry.has("queue") ? entry.text("queue") : "",
    role: entry.has("role") ? entry.text("role") : "",
    holder: entry.has("holder") ? await entry.bytes("holder") : new Uint8Array(),
    publicKey: await entry.bytes("public_key"),
  };
}

function entryOut(entry: DirectoryEntry): object {
  const { kind, validFrom, notAfter, publicKey, ...rest } = entry;
  return { ...rest, kind: ENTRY_KINDS[kind], valid_from: validFrom, not_after: notAfter, public_key: publicKey };
}
