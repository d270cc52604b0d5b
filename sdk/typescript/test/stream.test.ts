import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotFoundProblem, ResyncProblem, type Change } from '../src/index.js';
import { buyer, meddling, newEvent } from './service.js';

test('changes arrive as they happen, and a lost connection leaves no gap', async () => {
  const { id } = await newEvent();
  const { version, epoch } = await buyer().getAvailability(id);
  const connections: AbortController[] = [];
  const { fetch, sent } = meddling(({ url }, send) =>
    url.includes('/changes') ? cutting(send, connections) : undefined,
  );
  const place = (seat: string) => buyer().placeHold(id, { seats: [{ id: seat }] });
  const seen: Change[] = [];
  await place('A-1');
  for await (const { changes } of buyer({ fetch }).streamChanges(id, { version, epoch })) {
    seen.push(...changes);
    if (seen.length === 1) {
      connections.at(-1)!.abort();
      await place('A-2');
    } else if (seen.length === 2) {
      await place('A-3');
    } else {
      break;
    }
  }
  assert.deepEqual(
    seen.map(({ seats }) => seats),
    [['A-1'], ['A-2'], ['A-3']],
  );
  const ids = sent.map(({ headers }) => headers.get('Last-Event-ID'));
  assert.equal(ids[0], `${epoch}.${version}`);
  assert.equal(ids[1], `${epoch}.${seen[0]!.version}`);
});

test('a feed from its end that is lost before its first message goes on from there', async () => {
  const { fetch, sent } = meddling(({ tries }) =>
    Promise.resolve(
      new Response(
        tries === 1 ? 'id:1.2.3\nretry:1\n\n' : 'id:1.2.4\ndata:{"id":"n"}\n\n',
      ),
    ),
  );
  const { value } = await buyer({ fetch }).streamFeed('latest').next();
  assert.equal(value.notification.id, 'n');
  assert.equal(value.cursor, '1.2.4');
  const ids = sent.map(({ headers }) => headers.get('Last-Event-ID'));
  assert.deepEqual(ids, ['latest', '1.2.3']);
});

test('changes that are not kept end the stream with the place to go on from', async () => {
  const { id } = await newEvent();
  const { epoch } = await buyer().getAvailability(id);
  const stream = buyer().streamChanges(id, { version: 1_000_000, epoch });
  await assert.rejects(stream.next(), (error) => {
    assert.ok(error instanceof ResyncProblem);
    assert.equal(error.epoch, epoch);
    return true;
  });
});

test('a stream can be told to resync', async () => {
  const text = 'retry: 1\n\nid: 1.1\nevent: resync\ndata: {"epoch":2,"version":0}\n\n';
  const { fetch } = meddling(() => Promise.resolve(new Response(text)));
  const stream = buyer({ fetch }).streamChanges('e', { version: 1, epoch: 1 });
  await assert.rejects(stream.next(), (error) => {
    assert.ok(error instanceof ResyncProblem);
    assert.equal(error.epoch, 2);
    return true;
  });
});

test('an event that is not there has no stream', async () => {
  const stream = buyer().streamChanges('none', { version: 0, epoch: 1 });
  await assert.rejects(stream.next(), NotFoundProblem);
});

test('a connection that is silent for too long is replaced', async () => {
  const { fetch, sent } = meddling(({ tries }) =>
    Promise.resolve(
      new Response(
        tries === 1
          ? new ReadableStream()
          : 'id: 1.2\r\ndata: {"epoch":1,\r\ndata: "from":1,"to":2,"changes":[]}\r\n\r\n',
      ),
    ),
  );
  const connected: boolean[] = [];
  const stream = buyer({ fetch }).streamChanges(
    'e',
    { version: 1, epoch: 1 },
    { silence: 20, connected: (is) => connected.push(is) },
  );
  assert.equal((await stream.next()).value.to, 2);
  assert.equal(sent.length, 2);
  assert.deepEqual(connected, [true, false, true]);
});

test('a stream ends with the reason of its signal', async () => {
  const { id } = await newEvent();
  const { version, epoch } = await buyer().getAvailability(id);
  const stop = new AbortController();
  const stream = buyer().streamChanges(id, { version, epoch }, { signal: stop.signal });
  const reason = new Error('enough');
  setTimeout(() => stop.abort(reason), 20);
  await assert.rejects(stream.next(), reason);
});

/** Lets an answer break off when it is told to, as a lost connection does, to be tried again at once. */
async function cutting(
  send: () => Promise<Response>,
  connections: AbortController[],
): Promise<Response> {
  const response = await send();
  const cut = new AbortController();
  connections.push(cut);
  const body = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(
      new TransformStream<string, string>({
        transform: (text, into) => into.enqueue(text.replace(/^retry: .*$/m, 'retry: 1')),
      }),
      { signal: cut.signal },
    )
    .pipeThrough(new TextEncoderStream());
  return new Response(body, { status: response.status, headers: response.headers });
}
