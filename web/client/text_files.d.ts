/** A text file that a script imports; the build puts its text into the script. */
declare module "*.txt" {
  const text: string;
  export default text;
}
