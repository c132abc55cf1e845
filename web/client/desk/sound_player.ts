/** A player for one sound with its wave; the sound stays in this page's memory and is never fetched. */
import { icon, make } from "./dom";

const SPEEDS = [1, 1.5, 2, 0.75];
const BARS = 48;
/** Longer sounds show an even line: decoding them only for a picture would cost too much memory. */
const MOST_WAVE_BYTES = 4_000_000;

/** Return a player. `address` is a blob address, `seconds` what the part says about its length. */
export function soundPlayer(address: string, bytes: Uint8Array, seconds: number | undefined, name: string): HTMLElement {
  return new SoundPlayer(address, bytes, seconds, name);
}

class SoundPlayer extends HTMLElement {
  readonly #audio = new Audio();
  readonly #play = make("button", { class: "play", type: "button" });
  readonly #canvas = make("canvas", { "aria-hidden": "true" }) as HTMLCanvasElement;
  readonly #seek = make("input", { type: "range", min: "0", max: "1000", value: "0" }) as HTMLInputElement;
  readonly #time = make("time");
  readonly #speed = make("button", { class: "speed", type: "button" });
  readonly #address: string;
  readonly #seconds: number;
  #bars: readonly number[] = Array.from({ length: BARS }, () => 0.25);

  constructor(address = "", bytes: Uint8Array = new Uint8Array(), seconds = 0, name = "") {
    super();
    this.#address = address;
    this.#seconds = seconds;
    this.#audio.src = address;
    this.#audio.preload = "metadata";
    this.#seek.setAttribute("aria-label", `${name}: vị trí nghe`);
    this.#play.dataset["name"] = name;
    if (bytes.length > 0 && bytes.length <= MOST_WAVE_BYTES) void this.#measure(bytes);
  }

  connectedCallback(): void {
    if (this.childElementCount === 0) {
      this.append(this.#play, make("span", { class: "wave" }, this.#canvas, this.#seek), this.#time, this.#speed);
      this.#wire();
    }
    if (this.#audio.getAttribute("src") === null) this.#audio.src = this.#address;
    this.#draw();
  }

  /** Silent at once. Taken out to be put elsewhere in the page it keeps its sound; truly gone it lets go of it. */
  disconnectedCallback(): void {
    this.#audio.pause();
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#audio.removeAttribute("src");
      this.#audio.load();
    });
  }

  #wire(): void {
    const audio = this.#audio;
    this.#play.addEventListener("click", () => void (audio.paused ? audio.play() : audio.pause()));
    this.#seek.addEventListener("input", () => {
      audio.currentTime = (Number(this.#seek.value) / 1000) * this.#length();
    });
    this.#speed.addEventListener("click", () => {
      audio.playbackRate = SPEEDS[(SPEEDS.indexOf(audio.playbackRate) + 1) % SPEEDS.length] ?? 1;
      this.#draw();
    });
    for (const event of ["timeupdate", "play", "pause", "ended", "loadedmetadata"]) audio.addEventListener(event, () => this.#draw());
    audio.addEventListener("error", () => {
      if (audio.getAttribute("src") !== null) this.#time.textContent = "Không phát được";
    });
  }

  #length(): number {
    return Number.isFinite(this.#audio.duration) && this.#audio.duration > 0 ? this.#audio.duration : this.#seconds || 1;
  }

  #draw(): void {
    const { paused, currentTime, playbackRate } = this.#audio;
    const done = currentTime / this.#length();
    this.#play.replaceChildren(icon(paused ? "play" : "pause"));
    this.#play.setAttribute("aria-label", `${paused ? "Nghe" : "Dừng"} ${this.#play.dataset["name"] ?? ""}`);
    this.#seek.value = String(Math.round(done * 1000));
    this.#seek.setAttribute("aria-valuetext", `${duration(currentTime)} trên ${duration(this.#length())}`);
    this.#time.textContent = `${duration(currentTime)} / ${duration(this.#length())}`;
    this.#speed.textContent = `${String(playbackRate).replace(".", ",")}×`;
    this.#speed.setAttribute("aria-label", `Tốc độ ${String(playbackRate).replace(".", ",")} lần`);
    this.#paint(done);
  }

  #paint(done: number): void {
    const { clientWidth, clientHeight } = this.#canvas;
    const context = this.#canvas.getContext("2d");
    if (context === null || clientWidth === 0) return;
    const scale = window.devicePixelRatio;
    this.#canvas.width = clientWidth * scale;
    this.#canvas.height = clientHeight * scale;
    context.scale(scale, scale);
    const style = getComputedStyle(this.#canvas);
    const step = clientWidth / BARS;
    this.#bars.forEach((bar, at) => {
      const height = Math.max(3, bar * clientHeight);
      context.fillStyle = style.getPropertyValue(at / BARS < done ? "--accent" : "--line-strong");
      context.beginPath();
      context.roundRect(at * step, (clientHeight - height) / 2, Math.max(2, step - 2), height, 2);
      context.fill();
    });
  }

  /** Measure loudness along the sound, for the picture alone. */
  async #measure(bytes: Uint8Array): Promise<void> {
    try {
      const copy = new Uint8Array(bytes).buffer;
      const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(copy);
      const samples = sound.getChannelData(0);
      const span = Math.max(1, Math.floor(samples.length / BARS));
      const loud = Array.from({ length: BARS }, (_, at) => {
        let most = 0;
        for (let i = at * span; i < (at + 1) * span; i += 16) most = Math.max(most, Math.abs(samples[i] ?? 0));
        return most;
      });
      const top = Math.max(...loud, 0.01);
      this.#bars = loud.map((value) => value / top);
      this.#draw();
    } catch {
      // Without a wave the player works all the same.
    }
  }
}

/** Return seconds as `0:14`. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

customElements.define("sound-player", SoundPlayer);
