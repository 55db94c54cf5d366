import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const API = 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/',
  plugins: [react()],
  // A second copy of any of these would have a context of its own, and providers would not be seen.
  resolve: { dedupe: ['react', 'react-dom', '@mantine/core', '@mantine/hooks', '@mantine/store'] },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/api': API } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // The content security policy forbids `data:` fonts and scripts; small files stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
