/** Makes a CSV file of the audit record in the browser, and prints anchors; it must never write a cell that a table program would run. */
import { busy, find, make, showError, toast } from "./dom";
import { getObject, post } from "./server";

/** A table program takes a cell that begins like this for a formula; where it parts cells at a semicolon (as with Vietnamese settings), so does one behind that. */
const FORMULA = /(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r])/g;

/** Return rows as CSV: UTF-8 with a mark that table programs look for, lines as RFC 4180 has them. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => `"${text.replace(FORMULA, "$1'").replaceAll('"', '""')}"`;
  return "\uFEFF" + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

async function everyRow(address: string): Promise<string[][]> {
  const rows: string[][] = [];
  let before: number | null = null;
  do {
    const page = await getObject(before === null ? address : `${address}&before=${before}`);
    if (rows.length === 0) rows.push(page["columns"] as string[]);
    rows.push(...(page["rows"] as string[][]));
    before = page["older"] as number | null;
  } while (before !== null);
  return rows;
}

class AuditExport extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", () => void this.#save());
  }

  async #save(): Promise<void> {
    const { rows = "", unit = "", day = "" } = this.dataset;
    const error = find("[data-export-error]");
    const done = busy(find<HTMLButtonElement>("button", this), "Đang lấy");
    showError(error, "");
    try {
      await post("/audit/export", { unit, what: "csv" });
      const file = new Blob([csvOf(await everyRow(rows))], { type: "text/csv;charset=utf-8" });
      const address = URL.createObjectURL(file);
      make("a", { href: address, download: `nhat-ky-${unit}-${day}.csv` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      toast("Đã tạo tệp nhật ký");
    } catch (failure) {
      showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại sau.");
    } finally {
      done();
    }
  }
}

class AnchorPrint extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", () => void this.#print());
  }

  async #print(): Promise<void> {
    const error = find("[data-export-error]");
    showError(error, "");
    try {
      await post("/audit/export", { unit: this.dataset["unit"] ?? "", what: "anchors" });
      window.print();
    } catch (failure) {
      showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại sau.");
    }
  }
}

customElements.define("audit-export", AuditExport);
customElements.define("anchor-print", AnchorPrint);
