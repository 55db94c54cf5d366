export default function stopServices(): void {}
