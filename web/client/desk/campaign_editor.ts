/** The editor of a campaign: saves by itself, shows previews and what is wrong; it must never let an approval stand over a changed text. */
import { checked, FieldProblem, placesOf, scheduleOf, wordsOf, type Schedule } from "./campaign_fields";
import { CampaignLeaving } from "./campaign_leaving";
import { CampaignPage } from "./campaign_page";
import { wirePlaces } from "./campaign_places";
import { showPicture, showPreview, type Frame } from "./campaign_preview";
import { find, showError } from "./dom";
import { post, postFile } from "./server";
import { typedInto } from "./typed_fields";

const SAVE_AFTER_MS = 500;
const MOST_PICTURE_BYTES = 5 * 1024 * 1024;
const FRESH = ["remarks-text", "remarks-buttons", "remarks-picture", "remarks-audience", "remarks-time", "remarks-kind", "audience-count", "channels", "plan", "steps", "campaign-acts", "history", "running"];

class CampaignEditor extends CampaignPage {
  #language: "vi" | "en" = "vi";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();
  #saved = "";
  /** The schedule that the server has; null until one could be read. */
  #schedule: Schedule | null = null;
  #unwatch: () => void = () => undefined;
  #frames: Readonly<Record<string, Frame>> = {};
  /** The fields that somebody has been in; what is empty elsewhere isn't held against anybody yet. */
  readonly #visited = new Set<string>();
  #asked = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#frames = JSON.parse(this.dataset["frames"] ?? "{}") as Record<string, Frame>;
    this.addEventListener("input", this.#changed);
    this.addEventListener("change", this.#changed);
    this.addEventListener("click", this.#language_or_picture);
    this.addEventListener("focusout", this.#left);
    wirePlaces(this, () => {
      this.#visited.add("places");
      this.#changed();
    });
    find<HTMLInputElement>("#picture", this).addEventListener("change", (event) => {
      event.stopPropagation();
      void this.#upload();
    });
    this.#unwatch = this.#leaving.watch();
    this.#show();
    const written = this.#written();
    if (written.problem === null) [this.#schedule, this.#saved] = [written.schedule, this.#content(written.schedule)];
    if (typedInto(this)) {
      this.#saved = "";
      this.#changed();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch();
    clearTimeout(this.#timer);
    if (!this.#leaving.given) void this.#save().catch(() => undefined);
  }

  protected override async settle(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#save();
  }

  async #settleAloud(): Promise<void> {
    try {
      await this.settle();
    } catch (failure) {
      this.#notSaved(failure);
      throw failure;
    }
  }

  readonly #leaving = new CampaignLeaving({ dirty: () => this.#dirty(), save: () => this.#settleAloud() });

  readonly #changed = (): void => {
    this.#show();
    this.#say("Đang lưu");
    this.#leaving.keep();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#save().catch((failure: unknown) => this.#notSaved(failure)), SAVE_AFTER_MS);
  };

  readonly #left = (event: Event): void => {
    if (event.target instanceof HTMLElement && event.target.id !== "") this.#visited.add(event.target.id);
    this.#blame();
  };

  /** Show in red what is still empty where somebody has been, or everything once approval was asked for. */
  #blame(): void {
    for (const remark of this.querySelectorAll<HTMLElement>("[data-empty]")) {
      remark.toggleAttribute("data-waiting", !this.#asked && !this.#visited.has(remark.dataset["empty"] ?? ""));
    }
  }

  readonly #language_or_picture = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button") : null;
    if (button === null) return;
    if (button.dataset["act"] === "ask") {
      this.#asked = true;
      this.#blame();
    }
    const language = button.dataset["language"];
    if (language === "vi" || language === "en") {
      this.#language = language;
      for (const other of this.querySelectorAll("[data-language]")) other.setAttribute("aria-pressed", String(other === button));
      for (const words of this.querySelectorAll<HTMLElement>("[data-words]")) words.hidden = words.dataset["words"] !== language;
      this.#show();
    } else if ("pictureRemove" in button.dataset) {
      this.#setPicture("", "");
      find<HTMLInputElement>("#picture", this).value = "";
      find<HTMLElement>("[for=picture]", this).focus();
    }
  };

  /** Show everything that follows from the fields alone. */
  #show(): void {
    const kind = find<HTMLSelectElement>("#schedule", this).value;
    for (const field of this.querySelectorAll<HTMLElement>("[data-for]")) field.hidden = !(field.dataset["for"] ?? "").split(" ").includes(kind);
    const urgent = checked(this, "kind")[0] === "urgent";
    find("[data-urgent]", this).hidden = !urgent;
    const buttons = [...checked(this, "button"), "stop"];
    find("[data-topic-choice]", this).hidden = !buttons.includes("topic");
    for (const counter of this.querySelectorAll<HTMLElement>("[data-count-of]")) {
      const typed = find<HTMLInputElement>(`#${counter.dataset["countOf"] ?? ""}`, this).value.trim().length;
      counter.textContent = `${typed}/${counter.dataset["most"] ?? ""}`;
      counter.toggleAttribute("data-over", typed > Number(counter.dataset["most"]));
    }
    const topics = [...this.querySelectorAll<HTMLInputElement>("input[name=topic]:checked")].map((input) => input.dataset["name"] ?? "");
    const chosen = this.querySelector("[data-topics-text]");
    if (chosen !== null) chosen.textContent = topics.length === 0 ? "Mọi chủ đề" : topics.length > 2 ? `${topics.length} chủ đề` : topics.join(", ");
    const written = { ...wordsOf(this, this.#language), correction: this.dataset["correction"] === "1", urgentReason: urgent ? find<HTMLInputElement>("#urgent-reason", this).value : null, buttons };
    const frame = this.#frames[this.#language];
    if (frame !== undefined) showPreview(find("[data-preview]", this), written, frame);
    find("[data-preview]", this).lang = this.#language;
    find("[data-heading]", this).textContent = wordsOf(this, "vi").title.trim() || "Cảnh báo chưa có tiêu đề";
  }

  /** The schedule as it stands in the fields; while it is incomplete, the one that the server has, and what is missing. */
  #written(): { readonly schedule: Schedule | null; readonly problem: FieldProblem | null } {
    try {
      return { schedule: scheduleOf(this), problem: null };
    } catch (failure) {
      if (failure instanceof FieldProblem) return { schedule: this.#schedule, problem: failure };
      throw failure;
    }
  }

  /** Return what would be saved with this schedule, without its version. */
  #content(schedule: Schedule | null): string {
    const english = wordsOf(this, "en");
    const urgent = checked(this, "kind")[0] === "urgent";
    return JSON.stringify({
      words: { vi: wordsOf(this, "vi"), ...(english.title.trim() + english.body.trim() === "" ? {} : { en: english }) },
      places: placesOf(this),
      topics: checked(this, "topic"),
      languages: checked(this, "language"),
      schedule,
      urgent,
      urgent_reason: urgent ? find<HTMLInputElement>("#urgent-reason", this).value : "",
      buttons: [...checked(this, "button"), "stop"],
      topic: find<HTMLSelectElement>("#topic", this).value || null,
      picture: this.dataset["picture"] || null,
      valid_hours: Number(find<HTMLSelectElement>("#valid", this).value),
    });
  }

  #dirty(): boolean {
    const { schedule, problem } = this.#written();
    return problem !== null || this.#content(schedule) !== this.#saved;
  }

  /** Save once what was typed until now; saves follow one another. */
  #save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#saveNow());
    return this.#saving;
  }

  /** Save words and audience, though the schedule may be incomplete. Throws FieldProblem for that one after the others are saved. */
  async #saveNow(): Promise<void> {
    const { schedule, problem } = this.#written();
    if (problem === null) showError(find("[data-schedule-error]", this), "");
    if (schedule !== null) await this.#send(schedule);
    if (problem !== null) throw problem;
    // What was typed meanwhile is on its way to the next save.
    if (!this.#dirty()) this.#say("Đã lưu");
  }

  async #send(schedule: Schedule): Promise<void> {
    const content = this.#content(schedule);
    if (content === this.#saved) return;
    const answer = await post(`/campaigns/${this.campaign}/change`, { ...(JSON.parse(content) as object), version: Number(this.dataset["version"]) });
    [this.#schedule, this.#saved] = [schedule, content];
    this.dataset["version"] = String(answer["version"]);
    if (!this.isConnected) return;
    if (answer["fell_back"] === true) {
      find("[data-fell]", this).hidden = false;
      this.querySelector("[data-will-fall]")?.remove();
      this.dataset["state"] = "draft";
    }
    showError(find("[data-page-error]", this), "");
    await this.refresh(FRESH, `/campaigns/${this.campaign}/now?edit`).catch(() => undefined);
    this.#blame();
  }

  #notSaved(failure: unknown): void {
    this.#say("Chưa lưu");
    if (failure instanceof FieldProblem) showError(find("[data-schedule-error]", this), failure.message);
    else this.fail(failure);
  }

  #say(sentence: string): void {
    const place = find("[data-saved]", this);
    if (place.textContent !== sentence) place.textContent = sentence;
  }

  async #upload(): Promise<void> {
    const error = find("#picture-error", this);
    const file = find<HTMLInputElement>("#picture", this).files?.[0];
    if (file === undefined) return;
    showError(error, "");
    if (!["image/jpeg", "image/png"].includes(file.type)) {
      showError(error, "Ảnh phải là JPEG hoặc PNG.");
      return;
    }
    if (file.size > MOST_PICTURE_BYTES) {
      showError(error, `Ảnh nặng ${(file.size / 1_000_000).toFixed(1).replace(".", ",")} MB, nhiều nhất 5 MB. Chọn ảnh nhẹ hơn.`);
      return;
    }
    try {
      const kept = await postFile(`/campaigns/${this.campaign}/picture`, file);
      this.#setPicture(String(kept["picture"]), URL.createObjectURL(file));
    } catch (failure) {
      showError(error, failure instanceof Error ? failure.message : "Có lỗi. Thử lại.");
    }
  }

  #setPicture(hash: string, address: string): void {
    this.dataset["picture"] = hash;
    showPicture(this, address);
    find("[data-picture-state]", this).textContent = hash === "" ? "Không có ảnh. JPEG hoặc PNG, dưới 5 MB." : "Có một ảnh";
    find("[data-picture-remove]", this).hidden = hash === "";
    this.#changed();
  }
}

customElements.define("campaign-editor", CampaignEditor);
