/** Runs the cases of a vector file against the browser's sealing core; it must never pass a case that it didn't run. */
import type { Stretch } from "../sealing/derivation";
import { SealingError } from "../sealing/errors";
import { CALLS } from "./vector_calls";
import { asObject, Inputs, isExpected, type Caller, type Json, type JsonObject } from "./vector_values";

/** One case of a vector file. */
export interface VectorCase {
  readonly name: string;
  readonly call: string;
  readonly in: JsonObject;
  readonly out?: Json;
  readonly refused?: string;
}

/** One vector file. */
export interface VectorFile {
  readonly spec: string;
  readonly about: string;
  readonly where: string;
  readonly material?: JsonObject;
  readonly cases: readonly VectorCase[];
}

/** Return null if the case holds, else a sentence that says how it doesn't; never what was opened. */
export async function problemOf(file: VectorFile, vector: VectorCase, stretch: Stretch): Promise<string | null> {
  const material = file.material ?? {};
  const run: Caller = async (name, inputs) => {
    const call = CALLS[name];
    if (call === undefined) throw new Error(`no function is known for the call ${name}`);
    return (await call(new Inputs(asObject(inputs), material, run), stretch)) as unknown;
  };
  if ((vector.out === undefined) === (vector.refused === undefined)) return "a case has either out or refused";
  try {
    const result = await run(vector.call, vector.in);
    if (vector.refused !== undefined) return `was accepted, must be refused as ${vector.refused}`;
    return (await isExpected(result, vector.out ?? null)) ? null : "returned something else";
  } catch (error) {
    if (!(error instanceof SealingError)) return `failed: ${String(error)}`;
    return error.name === vector.refused ? null : `was refused as ${error.name}`;
  }
}
