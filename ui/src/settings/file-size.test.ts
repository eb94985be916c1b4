import { expect, it } from 'vitest';
import { fileSize } from './file-size';

it('is said in the unit that fits', () => {
  expect(fileSize(512, 'en')).toBe('512 bytes');
  expect(fileSize(4_096, 'en')).toBe('4.1 kB');
  expect(fileSize(17_108_992, 'en')).toBe('17 MB');
  expect(fileSize(3_200_000_000, 'en')).toBe('3.2 GB');
});
