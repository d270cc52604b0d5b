// A shop without any framework: it sets the event and listens to the picker.
const picker = document.querySelector('holdfast-seat-picker');
const told = document.querySelector('output');

// A real shop knows its events. This one uses ?event=…, or the sample play, or the first event.
const wanted = new URLSearchParams(location.search).get('event');
picker.setAttribute('event', wanted ?? (await someEvent()));

async function someEvent() {
  const response = await fetch(new URL('/api/v1/events', picker.getAttribute('api')));
  const { items } = await response.json();
  return (items.find(({ externalId }) => externalId === 'sample-theatre') ?? items[0]).id;
}

picker.addEventListener('holdfast-selection', ({ detail }) => {
  tell(`${detail.seats.length + detail.areas.length} chosen, ${detail.total / 10 ** detail.currencyDigits} ${detail.currency}`);
});

picker.addEventListener('holdfast-held', ({ detail }) => {
  tell(`held until ${detail.hold.expiresAt}`);
});

picker.addEventListener('holdfast-expired', () => tell('the time is up'));

picker.addEventListener('holdfast-checkout', async ({ detail }) => {
  // A real shop sends both to its own server over HTTPS and continues with the payment:
  //
  //   await fetch('/basket', { method: 'POST', body: JSON.stringify({ hold: detail.hold.id, secret: detail.secret }) });
  //
  // The server reads the hold, authorises the payment, confirms the hold and responds.
  tell(`to be paid: hold ${detail.hold.id}, ${detail.hold.quote.total / 10 ** detail.hold.quote.currencyDigits} ${detail.hold.quote.currency}`);
});

function tell(text) {
  told.textContent = text;
}
