/** Remembers which made-up residents this tab has, so that a reload keeps their chats; it knows nobody real. */

import { arrive } from "./sandbox_api";

const KEY = "tinbao-residents";

interface Kept {
  readonly people: number[];
  readonly current: number;
}

export class Residents {
  private constructor(
    private people: number[],
    private at: number,
  ) {}

  /** Those of this tab, or a first one. */
  static async load(): Promise<Residents> {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Kept | null;
      if (kept !== null && kept.people.length > 0) return new Residents(kept.people, kept.current);
    } catch {
      sessionStorage.removeItem(KEY);
    }
    const residents = new Residents([], 0);
    await residents.add();
    return residents;
  }

  get count(): number {
    return this.people.length;
  }

  get index(): number {
    return this.at;
  }

  get current(): number {
    const person = this.people[this.at];
    if (person === undefined) throw new Error("no resident");
    return person;
  }

  choose(index: number): void {
    this.at = index;
    this.keep();
  }

  async add(): Promise<void> {
    this.people = [...this.people, await arrive(`Người dân ${this.people.length + 1}`)];
    this.choose(this.people.length - 1);
  }

  /** Forgets everyone and lets a new person arrive. */
  async startAgain(): Promise<void> {
    this.people = [];
    await this.add();
  }

  private keep(): void {
    sessionStorage.setItem(KEY, JSON.stringify({ people: this.people, current: this.at }));
  }
}
