import type { HoldfastError, HoldfastEvents } from '../public/picker/1/holdfast-seat-picker.js';
import { Failure } from './api.js';
import type { Messages } from './messages/index.js';

export type { HoldfastEvents };

/** What the page is told of an error. */
export function errorDetail(error: unknown, messages: Messages): HoldfastError {
  if (!(error instanceof Failure)) {
    return { kind: 'other', message: problemText('other', messages) };
  }
  const { kind, status, problem } = error;
  return {
    kind,
    message: problemText(kind, messages),
    ...(status === undefined ? {} : { status }),
    ...(problem.type === undefined ? {} : { problem: problem as HoldfastError['problem'] }),
  };
}

/** What a visitor is told of a problem; of one that only a program can cause, that it was refused. */
export function problemText(kind: string, { problems }: Messages): string {
  return (problems as Readonly<Record<string, string>>)[kind] ?? problems.other;
}

/** The same where nothing was to be done but to load something. */
export function loadErrorText(kind: string, messages: Messages): string {
  return kind === 'no-answer' ? messages.loadFailed : problemText(kind, messages);
}
