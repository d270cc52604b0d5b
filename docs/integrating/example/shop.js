// A shop without any framework: it says which event, and listens.
const picker = document.querySelector('holdfast-seat-picker');
const told = document.querySelector('output');

// A real shop knows its events. This one takes ?event=…, or the play among the samples, or the first.
const wanted = new URLSearchParams(location.search).get('event');
picker.setAttribute('event', wanted ?? (await someEvent()));

async function someEvent() {
  const answer = await fetch(new URL('/api/v1/events', picker.getAttribute('api')));
  const { items } = await answer.json();
  return (items.find(({ externalId }) => externalId === 'sample-theatre') ?? items[0]).id;
}

picker.addEventListener('holdfast-selection', ({ detail }) => {
  tell(`${detail.seats.length + detail.areas.length} chosen, ${detail.total} in minor units of ${detail.currency}`);
});

picker.addEventListener('holdfast-held', ({ detail }) => {
  tell(`held until ${detail.hold.expiresAt}`);
});

picker.addEventListener('holdfast-expired', () => tell('the time is up'));

picker.addEventListener('holdfast-checkout', async ({ detail }) => {
  // Here a real shop sends both to its own server, over HTTPS, and goes on to the payment:
  //
  //   await fetch('/basket', { method: 'POST', body: JSON.stringify({ hold: detail.hold.id, secret: detail.secret }) });
  //
  // The server reads the hold, takes the payment, confirms the hold, and says so.
  tell(`to be paid: hold ${detail.hold.id}, ${detail.hold.quote.total} in minor units of ${detail.hold.quote.currency}`);
});

function tell(text) {
  told.textContent = text;
}
