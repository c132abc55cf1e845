/** The bar that stands in the input field's place while a voice note is recorded. */

import { byId, clockTime } from "./elements";
import type { OutgoingFile } from "./messages";
import { audioSeconds, VoiceRecorder } from "./voice_recorder";

export interface VoiceEnds {
  readonly send: (file: OutgoingFile) => void;
  readonly say: (sentence: string) => void;
}

/** Returns what the microphone button does: record, or, without a microphone, choose an audio file. */
export function wireVoice(ends: VoiceEnds): () => Promise<void> {
  const bar = byId("recording", HTMLElement);
  const time = byId("recording-time", HTMLElement);
  const field = byId("composer", HTMLFormElement);
  const chooser = byId("choose-audio", HTMLInputElement);
  let recorder: VoiceRecorder | null = null;
  let ticking = 0;

  const showBar = (recording: boolean): void => {
    bar.hidden = !recording;
    field.hidden = recording;
    window.clearInterval(ticking);
    if (recording) {
      time.textContent = clockTime(0);
      ticking = window.setInterval(() => (time.textContent = clockTime(recorder?.seconds ?? 0)), 250);
      byId("recording-send", HTMLButtonElement).focus();
    }
  };
  byId("recording-drop", HTMLButtonElement).addEventListener("click", () => {
    recorder?.drop();
    recorder = null;
    showBar(false);
  });
  byId("recording-send", HTMLButtonElement).addEventListener("click", () => {
    const running = recorder;
    recorder = null;
    showBar(false);
    void running?.finish().then(({ content, seconds }) => {
      ends.send({ kind: "voice", content, name: "ghi-am.webm", duration: seconds });
    });
  });
  chooser.addEventListener("change", () => {
    const file = chooser.files?.[0];
    chooser.value = "";
    if (file === undefined) return;
    void audioSeconds(file).then((duration) => {
      ends.send({ kind: "voice", content: file, name: file.name, duration });
    });
  });
  return async () => {
    recorder = await VoiceRecorder.start();
    if (recorder === null) {
      ends.say("Chưa dùng được micrô. Chọn một tệp ghi âm.");
      chooser.click();
      return;
    }
    showBar(true);
  };
}
