/** Plays a voice note inside its bubble; only one plays at a time. */

import { clockTime, icon, make, makeButton } from "./elements";

let playing: HTMLAudioElement | null = null;

/** Play button, a bar to seek with, and the time. */
export function voicePlayer(address: string, duration: number): HTMLElement {
  const audio = new Audio();
  audio.preload = "none";
  audio.src = address;
  const time = make("span", "voice-time", clockTime(duration));
  const bar = make("input", "voice-bar");
  bar.type = "range";
  bar.min = "0";
  bar.max = String(Math.max(duration, 1));
  bar.step = "0.1";
  bar.value = "0";
  bar.setAttribute("aria-label", "Vị trí đang nghe");
  const button = makeButton("voice-play", "Nghe ghi âm", () => void toggle(), icon("play"));

  const show = (): void => {
    const name = audio.paused ? "Nghe ghi âm" : "Tạm dừng";
    button.replaceChildren(icon(audio.paused ? "play" : "pause"));
    button.setAttribute("aria-label", name);
    button.title = name;
  };
  const toggle = async (): Promise<void> => {
    if (!audio.paused) {
      audio.pause();
      return;
    }
    playing?.pause();
    playing = audio;
    await audio.play().catch(() => {
      time.textContent = "không nghe được";
    });
  };
  audio.addEventListener("play", show);
  audio.addEventListener("pause", show);
  audio.addEventListener("timeupdate", () => {
    bar.value = String(audio.currentTime);
    time.textContent = clockTime(audio.currentTime);
  });
  audio.addEventListener("ended", () => {
    bar.value = "0";
    time.textContent = clockTime(duration);
  });
  bar.addEventListener("input", () => {
    audio.currentTime = Number(bar.value);
  });
  return make("div", "voice", button, bar, time);
}
