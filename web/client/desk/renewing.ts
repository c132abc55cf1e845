/**
 * Makes a queue's next key, so that who has left can't open what comes; it must never seal it to a colleague's key that
 * nobody has compared, nor to a recovery key that the root doesn't certify. Source: docs/sealed-tip-spec.md, section 12.
 */
import { concat, wipe, type Bytes } from "../sealing/bytes";
import { newKey } from "../sealing/derivation";
import { publicKeyOf } from "../sealing/hybrid_keys";
import { sealQueueSeed, sealQueueSeedForRecovery } from "../sealing/queue_keys";
import { consequences, field, openAct, Said, shown } from "./act_dialog";
import { busy, icon, make, toast } from "./dom";
import { deploymentId, forgetAnswer, keyStore } from "./key";
import { changedSince, checkDigits, colleagueOf, officerId, remembering, standingOf, type Colleague, type Standing } from "./key_checks";
import { rememberMade } from "./made_keys";
import { idOf } from "./page_facts";
import { trustedRecovery } from "./recovery_trust";
import { fromBase64, post, toBase64 } from "./server";

interface Wrap {
  readonly officer: string;
  readonly key: string;
  readonly sealed_seed: string;
  readonly checked: string | null;
}

/** Ask for the digits of colleagues not compared yet, then make the key. `changed` is called afterwards. */
export async function openRenewal(opener: HTMLElement, page: ParentNode, changed: () => Promise<void>): Promise<void> {
  const colleagues = [...page.querySelectorAll<HTMLElement>("[data-colleague]")].map(colleagueOf);
  const standings = new Map<Colleague, Standing>();
  const done = busy(opener);
  for (const colleague of colleagues) standings.set(colleague, await standingOf(colleague).catch(() => "never" as const));
  done();
  const known = new Set(colleagues.filter((colleague) => standings.get(colleague) === "known"));
  const asked = colleagues.filter((colleague) => !known.has(colleague));
  const inputs = new Map(asked.map((colleague) => [colleague, make("input", { class: "input mono", id: `digits-${colleague.officer}`, inputmode: "numeric", autocomplete: "off", maxlength: "48" }) as HTMLInputElement]));
  openAct({
    title: "Đổi khóa hàng tin",
    body: [
      consequences("Sau khi đổi", [
        ["key-round", known.size > 0 ? `Khóa mới được niêm phong cho: ${[...known].map(({ name }) => name).join(", ")} và cho tôi.` : "Khóa mới được niêm phong cho tôi và cho khóa khôi phục của tỉnh."],
        ["phone", "Đọc số đối chiếu của khóa mới cho người giữ khóa của tỉnh. Trước khi tỉnh chứng nhận, tin mới vẫn dùng khóa cũ."],
        ["lock", "Chứng nhận xong, trang này niêm phong lại các tin đang mở."],
      ]),
      ...colleagues.filter((colleague) => standings.get(colleague) === "changed").map((colleague) => make("p", { class: "banner banner-over" }, icon("triangle-alert"), make("span", {}, changedSince(colleague)))),
      ...(asked.length === 0 ? [] : [make("p", {}, "Chưa đối chiếu khóa của những người dưới đây. Gọi từng người, gõ ba mươi số họ đọc từ trang Đơn vị trên máy của họ. Bỏ trống thì cấp cho họ sau.")]),
      ...[...inputs].map(([colleague, input]) => field(colleague.name, input, "Ba mươi số đối chiếu")),
    ],
    act: "Đổi khóa",
    actIcon: "key-round",
    verb: "Đang tạo khóa",
    typed: () => [...inputs.values()].some((input) => input.value !== ""),
    opener,
    submit: async () => {
      const compared: Colleague[] = [];
      for (const [colleague, input] of inputs) {
        if (input.value.trim() === "") continue;
        await checkDigits(colleague, input.value);
        compared.push(colleague);
      }
      await renew(opener, [...known], compared);
      forgetAnswer();
      await shown(changed);
      return () => toast("Đã tạo khóa mới, chờ tỉnh chứng nhận");
    },
  });
}

async function renew(opener: HTMLElement, known: readonly Colleague[], compared: readonly Colleague[]): Promise<void> {
  const { queue = "", next = "", province = "", recovery = "" } = opener.dataset;
  if (recovery === "") throw new Said("Tỉnh chưa có khóa khôi phục hợp lệ. Báo người quản trị của tỉnh.");
  const place = { deployment: deploymentId(), queue, epoch: Number(next) };
  const recoveryKey = await trustedRecovery(fromBase64(recovery), province, queue);
  const seed = newKey();
  try {
    const wraps: Wrap[] = [];
    const add = async (officer: string, id: Bytes, key: Bytes, checked: Bytes | null): Promise<void> => {
      const sealed = await sealQueueSeed(place, seed, id, key);
      wraps.push({ officer, key: toBase64(key), sealed_seed: toBase64(sealed), checked: checked === null ? null : toBase64(checked) });
    };
    // The own public half comes from the own seed: nobody else's word is needed for it.
    const me = document.body.dataset["officer"] ?? "";
    await add(me, idOf(me), await (await keyStore()).withSeed(async (own) => concat(await publicKeyOf(own))), null);
    for (const colleague of known) await add(colleague.officer, officerId(colleague), colleague.publicKey, null);
    for (const colleague of compared) await add(colleague.officer, officerId(colleague), colleague.publicKey, await remembering(colleague));
    const publicKey = await publicKeyOf(seed);
    await post("/unit/keys", {
      epoch: place.epoch,
      public_key: toBase64(publicKey),
      recovery_seed: toBase64(await sealQueueSeedForRecovery(place, seed, recoveryKey)),
      // So that the server can tell whether the page is older than the recovery key it files the seed under.
      recovery_key: toBase64(recoveryKey),
      wraps,
    });
    await rememberMade(queue, place.epoch, publicKey);
  } finally {
    wipe(seed);
  }
}
