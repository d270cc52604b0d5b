import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ForbiddenProblem,
  Holdfast,
  NotFoundProblem,
  Problem,
  QuoteMismatchProblem,
  SeatsUnavailableProblem,
  UnauthorizedProblem,
} from '../src/index.js';
import { admin, buyer, newEvent, url } from './service.js';

test('a buyer holds, changes, extends and confirms, and the secret goes with the hold', async () => {
  const { id } = await newEvent();
  const placed = await buyer().placeHold(id, { seats: [{ id: 'A-1' }, { id: 'A-2' }] });
  assert.equal(placed.status, 'held');
  assert.equal(placed.quote.total, 10_000);
  assert.ok(placed.secret);
  const changed = await buyer().changeHold(placed, {
    add: { seats: [{ id: 'A-3' }] },
    remove: { seats: [{ id: 'A-1' }] },
  });
  const extended = await buyer().extendHold(changed);
  assert.equal(extended.secret, placed.secret);
  const reservation = await buyer().confirmHold(extended, { expectedTotal: 10_000 });
  assert.deepEqual(
    reservation.seats.map((seat) => seat.id),
    ['A-2', 'A-3'],
  );
  assert.equal((await buyer().getHold(placed)).status, 'confirmed');
  assert.equal((await buyer().getReservation(reservation)).code, reservation.code);
  const cancelled = await buyer().cancelReservation(reservation);
  assert.equal(cancelled.status, 'cancelled');
});

test('a server with a key needs no secret', async () => {
  const { id } = await newEvent({ browserConfirm: false });
  const placed = await buyer().placeHold(id, { areas: [{ id: 'pit', quantity: 2 }] });
  await assert.rejects(buyer().confirmHold(placed, {}), ForbiddenProblem);
  const { secret, ...reservation } = await admin.confirmHold({ id: placed.id }, {});
  assert.equal(secret, undefined);
  assert.equal((await admin.cancelReservation(reservation)).status, 'cancelled');
});

test('a hold that is released is gone', async () => {
  const { id } = await newEvent();
  const placed = await buyer().placeHold(id, { seats: [{ id: 'A-1' }] });
  await buyer().releaseHold(placed);
  assert.equal((await buyer().getHold(placed)).status, 'released');
});

test('holds and reservations are listed, and the time of a test is made to pass', async () => {
  const { id } = await newEvent();
  const expired = await buyer().placeHold(id, { seats: [{ id: 'A-1' }] });
  assert.equal((await buyer().expireHold(expired)).status, 'expired');
  const late = await buyer().placeHold(id, { seats: [{ id: 'A-2' }] });
  assert.equal((await admin.advanceClock(id, 'PT1H')).clockAhead, 'PT1H');
  assert.equal((await buyer().getHold(late)).status, 'expired');
  const sold = await buyer().placeHold(id, { seats: [{ id: 'A-3' }] });
  const { code } = await buyer().confirmHold(sold, { reference: 'order 7' });
  for await (const hold of admin.listHolds(id, { status: 'confirmed' })) {
    assert.equal(hold.id, sold.id);
  }
  const codes: string[] = [];
  for await (const reservation of admin.listReservations({ eventId: id, reference: 'order 7' })) {
    codes.push(reservation.code);
  }
  assert.deepEqual(codes, [code]);
  await admin.deleteEvent(id);
  await assert.rejects(admin.getEvent(id), NotFoundProblem);
});

test('a problem has the class of its type, and its members', async () => {
  const { id } = await newEvent();
  await buyer().placeHold(id, { seats: [{ id: 'A-1' }] });
  await assert.rejects(buyer().placeHold(id, { seats: [{ id: 'A-1' }, { id: 'A-2' }] }), (error) => {
    assert.ok(error instanceof SeatsUnavailableProblem);
    assert.equal(error.type, '/problems/seats-unavailable');
    assert.equal(error.status, 409);
    assert.equal(error.mayBeDone, false);
    assert.equal(error.conflicts.length, 1);
    assert.equal(error.conflicts[0]!.kind, 'seat');
    assert.equal(error.conflicts[0]!.id, 'A-1');
    assert.ok(error.requestId);
    return true;
  });
  const held = await buyer().placeHold(id, { seats: [{ id: 'A-2' }] });
  await assert.rejects(buyer().confirmHold(held, { expectedTotal: 1 }), (error) => {
    assert.ok(error instanceof QuoteMismatchProblem);
    assert.equal(error.quote.total, 5_000);
    return true;
  });
  await assert.rejects(buyer().getHold({ id: held.id, secret: 'wrong' }), NotFoundProblem);
});

test('a path below which nothing is gets a problem all the same', async () => {
  const lost = new Holdfast({ url: new URL('nowhere', url) });
  await assert.rejects(lost.getApi(), (error) => error instanceof Problem && error.status === 404);
});

test('a key may be given by a function', async () => {
  const keys = ['hf_sk_wrong', process.env.HOLDFAST_ADMIN_KEY!];
  const client = new Holdfast({ url, key: async () => keys.shift()! });
  await assert.rejects(client.getApi(), UnauthorizedProblem);
  assert.equal((await client.getApi()).name, 'Holdfast');
});

test('lists are read page after page', async () => {
  const first = Date.UTC(2150, 0) + Math.floor(Math.random() * 1e12);
  const at = (hour: number) => new Date(first + hour * 3_600_000).toISOString();
  const names = ['one', 'two', 'three'];
  for (const [hour, name] of names.entries()) {
    await newEvent({ name, startsAt: at(hour) });
  }
  const seen: string[] = [];
  for await (const { name } of buyer().listEvents({ from: at(0), to: at(3), limit: 2 })) {
    seen.push(name);
  }
  assert.deepEqual(seen, names);
});

test('an event that somebody else changes meanwhile is changed all the same', async () => {
  const { id } = await newEvent({ name: 'A' });
  let calls = 0;
  const changed = await admin.changeEvent(id, async ({ name }) => {
    if (++calls === 1) {
      await admin.changeEvent(id, { name: 'B' });
    }
    return { name: `${name}!` };
  });
  assert.equal(changed.name, 'B!');
  assert.equal(calls, 2);
});

test('a layout can be imported again as it is', async () => {
  const { seatMapId } = await newEvent();
  const layout = await admin.getSeatMap(seatMapId);
  assert.equal(layout.sections[0]?.rows[0]?.seats[19]?.id, 'A-20');
  assert.equal((await admin.importSeatMap(layout)).seatCount, 20);
});

test('what is blocked is listed', async () => {
  const { id } = await newEvent();
  await admin.blockSeats(id, { seats: ['A-1'], reason: 'Cameras' });
  assert.equal((await admin.listBlocks(id)).items[0]?.reason, 'Cameras');
  await admin.unblockSeats(id, { seats: ['A-1'] });
  assert.deepEqual((await admin.listBlocks(id)).items, []);
  assert.ok((await admin.getAvailability(id, 'packed')).states);
});

test('keys are issued and revoked', async () => {
  const client = await admin.createClient({ name: 'Shop' });
  const key = await admin.issueKey(client.id, { scopes: ['holds:write'] });
  assert.match(key.token!, /^hf_sk_/);
  await admin.revokeKey(client.id, key.id);
  for await (const { revokedAt } of admin.listKeys(client.id)) {
    assert.ok(revokedAt);
  }
});

test('the feed tells what has happened to all events', async () => {
  const { nextCursor } = await admin.readFeed({ after: 'latest' });
  const { id } = await newEvent();
  const placed = await buyer().placeHold(id, { seats: [{ id: 'A-1' }] });
  for await (const { cursor, notification } of admin.streamFeed(nextCursor)) {
    if (notification.type === 'holdfast.hold.placed.v1' && notification.data.eventId === id) {
      assert.equal(notification.data.hold.id, placed.id);
      assert.ok((await admin.readFeed({ after: cursor })).nextCursor);
      break;
    }
  }
});

test('webhooks have endpoints, whose secrets are replaced', async () => {
  const url = 'https://shop.example.org/hooks';
  const made = await admin.createWebhookEndpoint({ url, enabled: false });
  assert.match(made.secret!, /^whsec_/);
  assert.notEqual((await admin.rotateWebhookSecret(made.id)).secret, made.secret);
  const types = ['holdfast.reservation.confirmed.v1'] as const;
  assert.deepEqual((await admin.changeWebhookEndpoint(made.id, { types })).types, types);
  assert.ok((await admin.listWebhookEndpoints()).some(({ id }) => id === made.id));
  for await (const delivery of admin.listWebhookDeliveries(made.id)) {
    assert.fail(delivery.notificationId);
  }
  await admin.deleteWebhookEndpoint(made.id);
});
