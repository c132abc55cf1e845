/** What the Node runner of the vectors needs from the sealing core, in one bundle. */
export { stretchHere } from "../sealing/argon2";
export { problemOf } from "./vector_runner";
