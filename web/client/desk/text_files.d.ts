/** Text files that the build puts into the bundle as they stand. */
declare module "*.txt" {
  const text: string;
  export default text;
}
