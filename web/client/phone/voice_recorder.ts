/** Records a voice note from the microphone; the microphone is let go the moment recording ends. */

export interface Recording {
  readonly content: Blob;
  readonly seconds: number;
}

/** A running recording: `finish` gives what was recorded, `drop` throws it away. */
export class VoiceRecorder {
  private readonly pieces: Blob[] = [];
  private readonly begun = performance.now();

  private constructor(
    private readonly stream: MediaStream,
    private readonly recorder: MediaRecorder,
  ) {
    recorder.addEventListener("dataavailable", (event) => this.pieces.push(event.data));
    recorder.start();
  }

  /** Starts, or returns null where there is no microphone or no leave to use it. */
  static async start(): Promise<VoiceRecorder | null> {
    if (typeof MediaRecorder === "undefined" || navigator.mediaDevices === undefined) return null;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      return new VoiceRecorder(stream, new MediaRecorder(stream));
    } catch {
      return null;
    }
  }

  get seconds(): number {
    return (performance.now() - this.begun) / 1000;
  }

  finish(): Promise<Recording> {
    const seconds = Math.max(1, this.seconds);
    return new Promise((resolve) => {
      this.recorder.addEventListener("stop", () => {
        this.letGo();
        resolve({ content: new Blob(this.pieces, { type: this.recorder.mimeType }), seconds });
      });
      this.recorder.stop();
    });
  }

  drop(): void {
    this.recorder.stop();
    this.letGo();
  }

  private letGo(): void {
    for (const track of this.stream.getTracks()) track.stop();
  }
}

/** Length of an audio file in seconds, 0 when the browser can't tell. */
export function audioSeconds(content: Blob): Promise<number> {
  return new Promise((resolve) => {
    const address = URL.createObjectURL(content);
    const audio = new Audio();
    const done = (seconds: number): void => {
      URL.revokeObjectURL(address);
      resolve(Number.isFinite(seconds) ? seconds : 0);
    };
    audio.addEventListener("loadedmetadata", () => done(audio.duration), { once: true });
    audio.addEventListener("error", () => done(0), { once: true });
    audio.src = address;
  });
}
