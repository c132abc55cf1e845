/** Gives a colleague the queue's key, every epoch of it; it must never seal to a key that nobody has compared. */
import { wipe } from "../sealing/bytes";
import { sealQueueSeed } from "../sealing/queue_keys";
import { consequences, field, openAct } from "./act_dialog";
import { make, toast } from "./dom";
import { deploymentId, queueSeeds, withQueue } from "./key";
import { checkDigits, checkPaper, colleagueOf, isKnown, officerId, remembering, type Colleague } from "./key_checks";
import { post, toBase64 } from "./server";

/** Ask how the key is known to be the colleague's, then grant. `granted` is called afterwards. */
export async function openGrant(opener: HTMLElement, granted: () => Promise<void>): Promise<void> {
  const colleague = colleagueOf(opener);
  // What the server says was checked before is only asked about; the tag itself has to verify here.
  const known = colleague.check === "known" && (await isKnown(colleague).catch(() => false));
  const check = known ? "known" : colleague.check === "paper" ? "paper" : "digits";
  const input = make("input", { class: "input mono", id: "key-check", inputmode: "numeric", autocomplete: "off", maxlength: "60" }) as HTMLInputElement;
  openAct({
    title: `Cấp khóa hàng tin cho ${colleague.name}`,
    body: [
      ...(check === "paper" ? [field("Mã giấy", input, "Hai mươi tư số trên phiếu mời. Mã không gửi lên máy chủ.")] : []),
      ...(check === "digits" ? [field("Ba mươi số đối chiếu", input, `${colleague.name} đọc trực tiếp dãy số trên máy của mình. Không chép từ tin nhắn.`)] : []),
      ...(check === "known" ? [make("p", {}, `Anh/chị đã đối chiếu khóa của ${colleague.name}. Khóa vẫn như lúc đó.`)] : []),
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
      await granted();
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
