export default function startServices(): void {
  /* replaced below */
}
