/** Made by scripts/guide.ts. */
declare module 'guide' {
  export const html: string;
  export const contents: readonly { id: string; text: string }[];
}
