import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Holdfast,
  NoAnswerError,
  NotFoundProblem,
  type Options,
  Problem,
  TooManyRequestsProblem,
  UnauthorizedProblem,
  UnavailableProblem,
} from '../src/index.js';
import { admin, buyer, meddling, newEvent } from './service.js';

function problem(status: number, type: string, headers: Record<string, string> = {}): Response {
  const body = { type: `/problems/${type}`, title: type, status };
  return new Response(JSON.stringify(body), { status, headers });
}

test('a hold whose answer was lost is placed once', async () => {
  const { id } = await newEvent();
  const { fetch, sent } = meddling(({ tries }, send) =>
    tries === 1
      ? send().then(() => {
          throw new TypeError('the connection was lost');
        })
      : undefined,
  );
  const hold = await buyer({ fetch }).placeHold(id, { seats: [{ id: 'A-1' }] });
  assert.equal(hold.status, 'held');
  assert.equal(sent.length, 2);
  const keys = sent.map(({ headers }) => headers.get('Idempotency-Key'));
  assert.ok(keys[0]);
  assert.equal(keys[0], keys[1]);
  assert.deepEqual((await buyer().getAvailability(id)).held, ['A-1']);
});

test('each call has a key of its own', async () => {
  const { id } = await newEvent();
  const { fetch, sent } = meddling(() => undefined);
  const client = buyer({ fetch });
  await client.placeHold(id, { seats: [{ id: 'A-1' }] });
  await client.placeHold(id, { seats: [{ id: 'A-2' }] });
  const keys = new Set(sent.map(({ headers }) => headers.get('Idempotency-Key')));
  assert.equal(keys.size, 2);
});

test('a service that is too busy is asked again', async () => {
  const { id } = await newEvent();
  for (const busy of [problem(503, 'unavailable'), problem(429, 'too-many-requests')]) {
    const { fetch, sent } = meddling(({ tries }) =>
      tries < 3 ? Promise.resolve(busy.clone()) : undefined,
    );
    assert.equal((await buyer({ fetch }).getEvent(id)).id, id);
    assert.equal(sent.length, 3);
  }
});

test('Retry-After is the shortest pause', async () => {
  const { id } = await newEvent();
  const { fetch } = meddling(({ tries }) =>
    tries === 1
      ? Promise.resolve(problem(503, 'unavailable', { 'Retry-After': '1' }))
      : undefined,
  );
  const began = performance.now();
  await buyer({ fetch }).getEvent(id);
  assert.ok(performance.now() - began >= 990);
});

test('a pause that is longer than a call may take is left to the caller', async () => {
  const { fetch, sent } = meddling(() =>
    Promise.resolve(problem(429, 'too-many-requests', { 'Retry-After': '3600' })),
  );
  await assert.rejects(buyer({ fetch }).getApi(), (error) => {
    assert.ok(error instanceof TooManyRequestsProblem);
    assert.equal(error.retryAfter, 3_600);
    assert.equal(error.mayBeDone, false);
    return true;
  });
  assert.equal(sent.length, 1);
});

test('a call that gets no answer says that it may be done, and by which key to ask', async () => {
  const { id } = await newEvent();
  let error: unknown;
  const { fetch, sent } = meddling((_, send) =>
    send().then(() => {
      throw new TypeError('the connection was lost');
    }),
  );
  try {
    await buyer({ fetch, retries: 1 }).placeHold(id, { seats: [{ id: 'A-1' }] });
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error instanceof NoAnswerError);
  assert.ok(error.mayBeDone);
  assert.equal(sent.length, 2);
  const { idempotencyKey } = error;
  const hold = await buyer().placeHold(id, { seats: [{ id: 'A-1' }] }, { idempotencyKey });
  assert.deepEqual(
    hold.seats.map((seat) => seat.id),
    ['A-1'],
  );
});

test('an outcome that is unknown stays so after an answer that says nothing of it', async () => {
  const { id } = await newEvent();
  const answers = [
    { answer: problem(429, 'too-many-requests'), mayBeDone: true },
    { answer: problem(401, 'unauthorized'), mayBeDone: true },
    { answer: problem(403, 'forbidden'), mayBeDone: true },
    { answer: problem(409, 'sales-closed'), mayBeDone: false },
  ];
  for (const { answer, mayBeDone } of answers) {
    const { fetch } = meddling(({ tries }) =>
      tries === 1
        ? Promise.reject(new TypeError('the connection was lost'))
        : Promise.resolve(answer),
    );
    const calling = buyer({ fetch, retries: 1 }).placeHold(id, { seats: [{ id: 'A-1' }] });
    await assert.rejects(calling, (error) => {
      assert.ok(error instanceof Problem);
      assert.equal(error.status, answer.status);
      assert.equal(error.mayBeDone, mayBeDone);
      return true;
    });
  }
  const { fetch } = meddling(() => Promise.resolve(problem(401, 'unauthorized')));
  await assert.rejects(buyer({ fetch }).placeHold(id, {}), (error) => {
    assert.ok(error instanceof UnauthorizedProblem);
    return !error.mayBeDone;
  });
});

test('without the key that it needs, a call is not sent', async () => {
  const { fetch, sent } = meddling(() => Promise.reject(new TypeError('the connection was lost')));
  const cause = new Error('the shop does not answer');
  const none = () => Promise.reject(cause);
  const keys = [none, () => Promise.resolve('hf_sk_1'), none];
  const client = buyer({ fetch, key: () => keys.shift()!() });
  for (const mayBeDone of [false, true]) {
    await assert.rejects(client.placeHold('e', { seats: [{ id: 'A-1' }] }), (error) => {
      assert.ok(error instanceof NoAnswerError);
      assert.equal(error.cause, cause);
      assert.equal(error.mayBeDone, mayBeDone);
      assert.ok(error.idempotencyKey);
      return true;
    });
  }
  assert.equal(sent.length, 1);
});

test('what was deleted by a try whose answer was lost is deleted', async () => {
  const { id } = await newEvent();
  const { fetch, sent } = meddling(({ tries }, send) =>
    tries === 1
      ? send().then(() => {
          throw new TypeError('the connection was lost');
        })
      : undefined,
  );
  const { id: endpoint } = await admin.createWebhookEndpoint({
    url: 'https://shop.example.org/hooks',
    enabled: false,
  });
  await losing(fetch).deleteWebhookEndpoint(endpoint);
  assert.equal(sent.length, 2);
  await assert.rejects(admin.deleteWebhookEndpoint(endpoint), NotFoundProblem);

  const nothing = meddling(({ tries }) =>
    tries === 1
      ? Promise.reject(new TypeError('the connection was lost'))
      : Promise.resolve(problem(404, 'not-found')),
  );
  const unblocking = losing(nothing.fetch).unblockSeats(id, { seats: ['A-1'] });
  await assert.rejects(unblocking, NotFoundProblem);
});

/** The admin's client, with this way to the service. */
function losing(fetch: Options['fetch']): Holdfast {
  return buyer({ fetch, key: process.env.HOLDFAST_ADMIN_KEY! });
}

test('a try that takes too long is given up', async () => {
  const { fetch, sent } = meddling(() => new Promise(() => {}));
  const never: typeof fetch = (input, init) =>
    new Promise((_, reject) => {
      void fetch(input, init);
      init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason));
    });
  await assert.rejects(buyer({ fetch: never, timeout: 5, retries: 2 }).getApi(), NoAnswerError);
  assert.equal(sent.length, 3);
});

test('a call ends with the reason of its signal, also while it waits', async () => {
  const { fetch } = meddling(() =>
    Promise.resolve(problem(503, 'unavailable', { 'Retry-After': '20' })),
  );
  const reason = new Error('the visitor has left');
  const stop = new AbortController();
  const calling = buyer({ fetch }).getApi({ signal: stop.signal });
  setTimeout(() => stop.abort(reason), 5);
  await assert.rejects(calling, reason);
  await assert.rejects(buyer().getApi({ signal: AbortSignal.abort(reason) }), reason);
});

test('whoever answers in the place of the service is not believed', async () => {
  const { fetch } = meddling(() => Promise.resolve(new Response('<h1>Welcome to our hotel</h1>')));
  await assert.rejects(buyer({ fetch }).getApi(), NoAnswerError);
  const proxy = meddling(() => Promise.resolve(new Response('<h1>Down</h1>', { status: 503 })));
  await assert.rejects(buyer({ fetch: proxy.fetch, retries: 0 }).getApi(), (error) => {
    assert.ok(!(error instanceof UnavailableProblem));
    return true;
  });
});
