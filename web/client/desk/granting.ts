/** Gives a colleague the queue's key, every epoch of it; it must never seal to a key that nobody has compared. */
import { wipe } from "../sealing/bytes";
import { sealQueueSeed } from "../sealing/queue_keys";
import { consequences, field, openAct, shown } from "./act_dialog";
import { busy, icon, make, toast } from "./dom";
import { deploymentId, queueSeeds, withQueue } from "./key";
import { changedSince, checkDigits, checkPaper, colleagueOf, officerId, remembering, standingOf, type Colleague, type Standing } from "./key_checks";
import { post, toBase64 } from "./server";

/** Ask how the key is known to be the colleague's, then grant. `granted` is called afterwards. */
export async function openGrant(opener: HTMLElement, granted: () => Promise<void>): Promise<void> {
  const colleague = colleagueOf(opener);
  // What the server says was checked before is only asked about; the tag itself has to verify here.
  const done = busy(opener);
  const standing: Standing = await standingOf(colleague).catch(() => "never" as const);
  done();
  const check = standing === "known" && colleague.check === "known" ? "known" : colleague.check === "paper" ? "paper" : "digits";
  const input = make("input", { class: "input mono", id: "key-check", inputmode: "numeric", autocomplete: "off", maxlength: "60" }) as HTMLInputElement;
  openAct({
    title: `Cấp khóa hàng tin cho ${colleague.name}`,
    body: [
      ...(standing === "changed" ? [make("p", { class: "banner banner-over" }, icon("triangle-alert"), make("span", {}, changedSince(colleague)))] : []),
      ...(check === "paper" ? [field("Mã giấy", input, "Hai mươi tư số trên phiếu mời. Mã không gửi lên máy chủ.")] : []),
      ...(check === "digits" ? [field("Ba mươi số đối chiếu", input, `${colleague.name} đọc trực tiếp dãy số trên máy của mình. Không chép từ tin nhắn.`)] : []),
      ...(check === "known" ? [make("p", {}, `Anh/chị đã đối chiếu khóa của ${colleague.name}. Tên và khóa vẫn như lúc đó.`)] : []),
      consequences("Sau khi cấp", [
        ["lock-open", `${colleague.name} đọc được mọi tin của hàng, cả tin đã có.`],
        ["lock", "Khóa được niêm phong ngay trong trình duyệt này, máy chủ không thấy."],
      ]),
    ],
    act: "Cấp khóa",
    actIcon: "key-round",
    verb: "Đang cấp",
    typed: () => input.value !== "",
    opener,
    submit: async () => {
      if (check === "paper") await checkPaper(colleague, input.value);
      if (check === "digits") await checkDigits(colleague, input.value);
      await grant(colleague, check);
      await shown(granted);
      return () => toast("Đã cấp khóa hàng tin");
    },
  });
}

async function grant(colleague: Colleague, check: string): Promise<void> {
  const wraps = [];
  for (const row of await queueSeeds()) {
    const sealed = await withQueue(row.queue, row.epoch, async (seed) => {
      const place = { deployment: deploymentId(), queue: row.queue, epoch: row.epoch };
      const again = await sealQueueSeed(place, seed, officerId(colleague), colleague.publicKey);
      wipe(seed);
      return again;
    });
    wraps.push({ epoch: row.epoch, sealed_seed: toBase64(sealed) });
  }
  await post(`/officers/${colleague.officer}/grant`, {
    key: toBase64(colleague.publicKey),
    check,
    checked: toBase64(await remembering(colleague)),
    wraps,
  });
}
