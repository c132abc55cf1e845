/** Speaks with the sandbox on this machine for one resident; it never sends a request anywhere else. */

import type { ChatChanges, ChatView, OutgoingFile } from "./messages";

/** The sandbox said no, or is gone (`status` 0): show its sentence, keep what was typed. */
export class SandboxError extends Error {
  constructor(
    readonly status: number,
    description: string,
  ) {
    super(description);
    this.name = "SandboxError";
  }
}

/** The path for the bot that this page's address names; without one it is the residents'. */
function addressed(path: string): string {
  const bot = new URLSearchParams(location.search).get("bot");
  return bot === null ? path : `${path}${path.includes("?") ? "&" : "?"}bot=${encodeURIComponent(bot)}`;
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(addressed(path), { cache: "no-store", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new SandboxError(0, "Chưa nối được máy chủ thử.");
  }
  const body = (await answer.json()) as { description?: string };
  if (!answer.ok) throw new SandboxError(answer.status, body.description ?? "");
  return body as T;
}

function post<T>(path: string, wish: unknown): Promise<T> {
  return ask<T>(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wish),
  });
}

/** Lets a new made-up person arrive and returns its number. */
export async function arrive(name: string): Promise<number> {
  return (await post<{ id: number }>("/sandbox/residents", { name, language: "vi" })).id;
}

/** One resident's line to the sandbox. */
export class SandboxLine {
  private readonly base: string;

  constructor(readonly resident: number) {
    this.base = `/sandbox/residents/${resident}`;
  }

  look(): Promise<ChatView> {
    return ask<ChatView>(this.base);
  }

  changes(after: number, signal: AbortSignal): Promise<ChatChanges> {
    return ask<ChatChanges>(`${this.base}/events?after=${after}&wait=20`, { signal });
  }

  async text(text: string): Promise<void> {
    await post(`${this.base}/text`, { text });
  }

  async edit(messageId: number, text: string): Promise<void> {
    await post(`${this.base}/edit`, { message_id: messageId, text });
  }

  async remove(messageId: number): Promise<void> {
    await post(`${this.base}/delete`, { message_ids: [messageId] });
  }

  async forward(messageId: number): Promise<void> {
    await post(`${this.base}/forward`, { message_id: messageId });
  }

  async press(messageId: number, data: string): Promise<void> {
    await post(`${this.base}/press`, { message_id: messageId, data });
  }

  async location(latitude: number, longitude: number): Promise<void> {
    await post(`${this.base}/body`, { body: { location: { latitude, longitude } } });
  }

  async block(blocked: boolean): Promise<void> {
    await post(`${this.base}/${blocked ? "block" : "unblock"}`, {});
  }

  async files(files: readonly OutgoingFile[], caption: string): Promise<void> {
    const form = new FormData();
    form.set("caption", caption);
    files.forEach((file, number) => {
      const key = `file${number}`;
      form.set(key, file.content, file.name);
      form.set(`${key}.kind`, file.kind);
      form.set(`${key}.duration`, String(Math.round(file.duration)));
    });
    await ask(`${this.base}/files`, { method: "POST", body: form });
  }
}

/** Where the phone finds a file of a message. */
export function fileAddress(uniqueId: string): string {
  return `/sandbox/files/${encodeURIComponent(uniqueId)}`;
}
