import '@fontsource-variable/hanken-grotesk';
import './app.css';
import './parts.css';
import { mount } from 'svelte';
import { openTransport } from './api/transport';
import App from './App.svelte';
import { fetchSentences } from './core-words/said';
import { Desk } from './desk.svelte';
import { getLocale, getTextDirection } from './paraglide/runtime.js';

async function start(): Promise<void> {
  document.documentElement.lang = getLocale();
  document.documentElement.dir = getTextDirection();
  const desk = new Desk(await openTransport());
  const target = document.getElementById('desk');
  if (!target) throw new Error('index.html has no element with the id "desk"');
  mount(App, { target, props: { desk } });
  desk.keyboard.attach(window);
  // Without them a refusal is still said, in the core's English.
  void fetchSentences().catch(() => null);
  await desk.start();
}

void start();
