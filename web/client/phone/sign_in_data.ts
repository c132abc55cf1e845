/** The made-up officers' sign-in data beside the demo's desk; it exists in the demo alone and shows one officer at a time. */

import { byId, icon } from "./elements";

interface Officer {
  readonly name: string;
  readonly full_name: string;
  readonly title: string;
  readonly unit: string;
  readonly passphrase: string;
  readonly code: string;
  readonly seconds_left: number;
}

const COPIED_MILLISECONDS = 1600;

async function fetchOfficers(): Promise<readonly Officer[]> {
  const answer = await fetch("/sandbox/officers", { cache: "no-store" });
  return answer.ok ? ((await answer.json()) as { officers: Officer[] }).officers : [];
}

function wireCopy(buttonId: string, value: () => string, what: string): void {
  const button = byId(buttonId, HTMLButtonElement);
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(value()).then(() => {
      button.replaceChildren(icon("check"));
      byId("page-note", HTMLElement).textContent = `Đã chép ${what}`;
      window.setTimeout(() => button.replaceChildren(icon("copy")), COPIED_MILLISECONDS);
    });
  });
}

/** Fills the strip, follows the picked officer, and counts the code's seconds down. */
export async function showSignInData(): Promise<void> {
  const picker = byId("officer", HTMLSelectElement);
  let officers = await fetchOfficers();
  let readAt = performance.now();
  let asking = false;
  const picked = (): Officer | undefined => officers.find((officer) => officer.name === picker.value);

  const show = (): void => {
    const officer = picked();
    if (officer === undefined) return;
    byId("desk-unit", HTMLElement).textContent = officer.unit;
    byId("officer-name", HTMLElement).textContent = officer.name;
    byId("officer-words", HTMLElement).textContent = officer.passphrase;
    const left = officer.seconds_left - Math.floor((performance.now() - readAt) / 1000);
    if (left <= 0) {
      void renew();
      return;
    }
    byId("officer-code", HTMLElement).textContent = `${officer.code.slice(0, 3)}\u00a0${officer.code.slice(3)}`;
    byId("officer-left", HTMLElement).textContent = `còn ${left}\u00a0giây`;
  };
  const renew = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      officers = await fetchOfficers();
      readAt = performance.now();
    } catch {
      // The server is gone; the next second asks again.
    } finally {
      asking = false;
    }
    if (officers.length > 0 && performance.now() - readAt < 1000) show();
  };

  picker.addEventListener("change", show);
  wireCopy("copy-name", () => picked()?.name ?? "", "tên");
  wireCopy("copy-words", () => picked()?.passphrase ?? "", "mật khẩu");
  wireCopy("copy-code", () => picked()?.code ?? "", "mã sáu số");
  window.setInterval(show, 1000);
  show();
}
