/** Two low tones for what must not be missed at a till. Made here, so that there is no file to load. */
let context: AudioContext | undefined;

export function alarm(): void {
  try {
    context ??= new AudioContext();
    void context.resume();
    tone(context, 220, 0);
    tone(context, 165, 0.16);
  } catch {
    // A machine without sound: the message on the screen is there all the same.
  }
}

function tone(audio: AudioContext, hertz: number, after_s: number): void {
  const oscillator = audio.createOscillator();
  const volume = audio.createGain();
  oscillator.type = 'square';
  oscillator.frequency.value = hertz;
  volume.gain.value = 0.12;
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(audio.currentTime + after_s);
  oscillator.stop(audio.currentTime + after_s + 0.13);
}
